//! The choices of a page, as a JavaScript object with one property for each choice.

use core::time::Duration;

use api::{Background, Emotion, NewRequest, Quality, VideoEncoding, Voice};
use session::Options;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::client::{Cleaner, Config, Credential, Recorder, Service, TokenSource, property};

#[wasm_bindgen]
extern "C" {
    /// The choices. The JavaScript beside the wasm makes sure of the types: absent, or as declared here.
    pub type Settings;
}

impl Settings {
    /// The client that was chosen.
    pub fn config(&self) -> Config {
        let tokens = property::value(self, "tokens");
        let credential = if tokens.is_function() {
            Credential::Fresh(TokenSource::new(tokens.unchecked_into()))
        } else {
            self.text("apiKey").map_or(Credential::None, Credential::Key)
        };
        let page = property::value(self, "page");
        let in_page = page.is_object();
        let service = if in_page {
            Service::Page(page.unchecked_into())
        } else {
            Service::new(&self.text("apiBase").unwrap_or_default(), credential)
        };
        let kiosk = self.flag("kiosk");
        Config {
            service,
            options: Options {
                request: self.request(),
                greeting: self.text("greeting").unwrap_or_default(),
                keep_alive: self.flag("keepAlive"),
                renew: self.flag("renew"),
                kiosk,
                // Chosen at all, and not switched off.
                listen: self.text("voiceChat").is_some_and(|chosen| chosen != "off"),
                recoveries: self
                    .number("recoveries")
                    .map_or(Options::default().recoveries, |times| times as u32),
                split_sentences: self.flag("splitSentences"),
                hidden_limit: self
                    .number("hiddenTimeout")
                    .map(|seconds| seconds as u64)
                    .or(kiosk.then_some(KIOSK_HIDDEN))
                    .map(Duration::from_secs),
                ..Options::default()
            },
            relay_only: self.flag("relayOnly"),
            cleaner: Cleaner::new(property::value(self, "clean")),
            recorder: Recorder::new(property::value(self, "record")),
            ..Config::default()
        }
        .with_ice_servers(&property::value(self, "iceServers"))
    }

    fn request(&self) -> NewRequest {
        let voice = Voice {
            voice_id: self.text("voiceId"),
            rate: self
                .number("voiceRate")
                .map(|rate| (rate as f32).clamp(Voice::SLOWEST, Voice::FASTEST)),
            emotion: self.text("voiceEmotion").and_then(|name| {
                Emotion::ALL
                    .into_iter()
                    .find(|known| name.eq_ignore_ascii_case(known.name()))
            }),
            language: None,
        };
        let plain = voice.voice_id.is_none() && voice.rate.is_none() && voice.emotion.is_none();
        NewRequest {
            quality: self
                .text("quality")
                .and_then(|name| {
                    Quality::ALL
                        .into_iter()
                        .find(|known| name.eq_ignore_ascii_case(known.name()))
                })
                .unwrap_or_default(),
            avatar_id: self.text("avatarId"),
            voice: (!plain).then_some(voice),
            language: self.text("language"),
            video_encoding: self.text("encoding").map(|name| encoding(&name)),
            background: self.flag("green").then_some(Background::Green),
            knowledge_base: self.text("knowledgeBase"),
            activity_idle_timeout: self
                .number("idleTimeout")
                .map(|seconds| (seconds as u32).clamp(MIN_IDLE_TIMEOUT, MAX_IDLE_TIMEOUT)),
            // An avatar in the page costs nobody anything while it waits.
            disable_idle_timeout: (self.number("idleTimeout").is_none() && property::flag(self, "page"))
                .then_some(true),
            ..NewRequest::default()
        }
    }

    // By name: a declared getter for each choice would weigh a hundred bytes, half of them in the glue.
    fn text(&self, name: &str) -> Option<String> {
        property::text(self, name)
    }

    fn number(&self, name: &str) -> Option<f64> {
        property::number(self, name)
    }

    fn flag(&self, name: &str) -> bool {
        property::flag(self, name)
    }
}

/// After how many seconds a hidden kiosk has no session, where nothing was chosen: it would otherwise cost for days unseen.
const KIOSK_HIDDEN: u64 = 60;
/// The bounds of the service's idle timeout, in seconds.
const MIN_IDLE_TIMEOUT: u32 = 30;
const MAX_IDLE_TIMEOUT: u32 = 3600;

fn encoding(name: &str) -> VideoEncoding {
    if name.eq_ignore_ascii_case("h264") {
        VideoEncoding::H264
    } else {
        VideoEncoding::VP8
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn settings(json: &str) -> Settings {
        js_sys::JSON::parse(json).unwrap().unchecked_into()
    }

    #[wasm_bindgen_test]
    fn an_object_without_choices_is_the_default() {
        // Flags are always there; everything else may be absent.
        let config = settings(r#"{"keepAlive":false,"renew":false,"kiosk":false,"relayOnly":false}"#).config();
        assert_eq!(config.service.base(), "");
        assert_eq!(config.options, Options::default());
        assert!(!config.relay_only);
    }

    #[wasm_bindgen_test]
    fn a_kiosk_costs_nothing_when_it_is_hidden_for_a_minute_unless_asked_otherwise() {
        for (chosen, limit) in [("", 60), (r#""hiddenTimeout":900,"#, 900)] {
            let json = [
                r#"{"keepAlive":false,"renew":false,"kiosk":true,"#,
                chosen,
                r#""relayOnly":false}"#,
            ]
            .concat();
            let options = settings(&json).config().options;
            assert_eq!(options.hidden_limit, Some(Duration::from_secs(limit)));
        }
    }

    #[wasm_bindgen_test]
    fn every_choice_arrives() {
        let config = settings(
            r#"{"apiBase":"https://a.test/","apiKey":"k","avatarId":"anna","voiceId":"v","voiceRate":9,"voiceEmotion":"friendly",
               "quality":"HIGH","encoding":"h264","greeting":"Hello","idleTimeout":5,"hiddenTimeout":60,"keepAlive":true,
               "renew":true,"kiosk":true,"green":true,"recoveries":0,"splitSentences":true,"relayOnly":true,"knowledgeBase":"Be kind.",
               "iceServers":[{"urls":"turn:t.test","username":"me","credential":"secret"},{"urls":["stun:a","stun:b"]}]}"#,
        )
        .config();
        assert_eq!(config.service.base(), "https://a.test");
        assert!(config.relay_only);
        let servers = config.ice_servers;
        assert_eq!(servers[0].urls, ["turn:t.test"]);
        assert_eq!(servers[0].credential.as_deref(), Some("secret"));
        assert_eq!(servers[1].urls.len(), 2);
        let Options {
            request,
            greeting,
            keep_alive,
            renew,
            kiosk,
            hidden_limit,
            recoveries,
            split_sentences,
            ..
        } = config.options;
        assert_eq!((recoveries, split_sentences), (0, true));
        assert_eq!(
            (greeting.as_str(), keep_alive, renew, kiosk),
            ("Hello", true, true, true)
        );
        assert_eq!(hidden_limit, Some(Duration::from_secs(60)));
        assert_eq!(request.avatar_id.as_deref(), Some("anna"));
        assert_eq!(request.quality, Quality::High);
        assert_eq!(request.video_encoding, Some(VideoEncoding::H264));
        assert_eq!(
            request.activity_idle_timeout,
            Some(30),
            "raised to what the service takes"
        );
        assert_eq!(request.background, Some(Background::Green));
        assert_eq!(request.knowledge_base.as_deref(), Some("Be kind."));
        let voice = request.voice.unwrap();
        assert_eq!(voice.rate, Some(1.5), "cut to what the service takes");
        assert_eq!(voice.emotion, Some(Emotion::Friendly));
    }
}
