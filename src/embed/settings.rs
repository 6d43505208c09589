//! What a page chose, as a JavaScript object with one property for each choice.

use core::time::Duration;

use api::{Emotion, NewRequest, Quality, VideoEncoding, Voice};
use session::Options;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::client::{Config, Credential, Service, TokenSource};

#[wasm_bindgen]
extern "C" {
    /// The choices. The JavaScript beside the wasm makes sure of the types: absent, or as declared here.
    pub type Settings;

    #[wasm_bindgen(method, getter, structural, js_name = apiBase)]
    fn api_base(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = apiKey)]
    fn api_key(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    fn tokens(this: &Settings) -> Option<js_sys::Function>;
    #[wasm_bindgen(method, getter, structural, js_name = avatarId)]
    fn avatar_id(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = voiceId)]
    fn voice_id(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = voiceRate)]
    fn voice_rate(this: &Settings) -> Option<f32>;
    #[wasm_bindgen(method, getter, structural, js_name = voiceEmotion)]
    fn voice_emotion(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    fn quality(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    fn encoding(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = knowledgeBase)]
    fn knowledge_base(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, structural)]
    fn greeting(this: &Settings) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = idleTimeout)]
    fn idle_timeout(this: &Settings) -> Option<u32>;
    #[wasm_bindgen(method, getter, structural, js_name = hiddenTimeout)]
    fn hidden_timeout(this: &Settings) -> Option<u32>;
    #[wasm_bindgen(method, getter, structural, js_name = keepAlive)]
    fn keep_alive(this: &Settings) -> bool;
    #[wasm_bindgen(method, getter, structural)]
    fn renew(this: &Settings) -> bool;
    #[wasm_bindgen(method, getter, structural)]
    fn kiosk(this: &Settings) -> bool;
    #[wasm_bindgen(method, getter, structural, js_name = relayOnly)]
    fn relay_only(this: &Settings) -> bool;
    #[wasm_bindgen(method, getter, structural, js_name = iceServers)]
    fn ice_servers(this: &Settings) -> JsValue;
}

impl Settings {
    /// The client that was chosen.
    pub fn config(&self) -> Config {
        let credential = match (self.tokens(), self.api_key()) {
            (Some(source), _) => Credential::Fresh(TokenSource::new(source)),
            (None, Some(key)) => Credential::Key(key),
            (None, None) => Credential::None,
        };
        Config {
            service: Service::new(&self.api_base().unwrap_or_default(), credential),
            options: Options {
                request: self.request(),
                greeting: self.greeting().unwrap_or_default(),
                keep_alive: self.keep_alive(),
                renew: self.renew(),
                kiosk: self.kiosk(),
                hidden_limit: self
                    .hidden_timeout()
                    .or(self.kiosk().then_some(KIOSK_HIDDEN))
                    .map(|seconds| Duration::from_secs(seconds.into())),
                ..Options::default()
            },
            relay_only: self.relay_only(),
            ..Config::default()
        }
        .with_ice_servers(self.ice_servers())
    }

    fn request(&self) -> NewRequest {
        let voice = Voice {
            voice_id: self.voice_id(),
            rate: self.voice_rate().map(|rate| rate.clamp(Voice::SLOWEST, Voice::FASTEST)),
            emotion: self.voice_emotion().and_then(|name| emotion(&name)),
        };
        let plain = voice.voice_id.is_none() && voice.rate.is_none() && voice.emotion.is_none();
        NewRequest {
            quality: self.quality().and_then(|name| quality(&name)).unwrap_or_default(),
            avatar_id: self.avatar_id(),
            voice: (!plain).then_some(voice),
            video_encoding: self.encoding().map(|name| encoding(&name)),
            knowledge_base: self.knowledge_base(),
            activity_idle_timeout: self
                .idle_timeout()
                .map(|seconds| seconds.clamp(SHORTEST_IDLE, LONGEST_IDLE)),
            ..NewRequest::default()
        }
    }
}

/// After how many seconds a hidden kiosk has no session, where nothing was chosen: it would otherwise cost for days unseen.
const KIOSK_HIDDEN: u32 = 60;
/// What the service takes as seconds without a task.
const SHORTEST_IDLE: u32 = 30;
const LONGEST_IDLE: u32 = 3600;

fn quality(name: &str) -> Option<Quality> {
    Quality::ALL
        .into_iter()
        .find(|quality| name.eq_ignore_ascii_case(quality.name()))
}

fn encoding(name: &str) -> VideoEncoding {
    if name.eq_ignore_ascii_case("h264") {
        VideoEncoding::H264
    } else {
        VideoEncoding::VP8
    }
}

fn emotion(name: &str) -> Option<Emotion> {
    [
        ("excited", Emotion::Excited),
        ("serious", Emotion::Serious),
        ("friendly", Emotion::Friendly),
        ("soothing", Emotion::Soothing),
        ("broadcaster", Emotion::Broadcaster),
    ]
    .into_iter()
    .find(|(known, _)| name.eq_ignore_ascii_case(known))
    .map(|(_, emotion)| emotion)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen::JsCast;
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
               "renew":true,"kiosk":true,"relayOnly":true,"knowledgeBase":"Be kind.",
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
            ..
        } = config.options;
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
        assert_eq!(request.knowledge_base.as_deref(), Some("Be kind."));
        let voice = request.voice.unwrap();
        assert_eq!(voice.rate, Some(1.5), "cut to what the service takes");
        assert_eq!(voice.emotion, Some(Emotion::Friendly));
    }
}
