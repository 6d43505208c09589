//! Voices of a speech service: their sound in every form, and the built-in voice that speaks, and says so, where it fails.

use std::time::Duration;

use api::{Call, ChannelMessage};
use openai::BaseUrl;
use serde_json::{Value, json};
use str0m::format::Codec;
use streaming_avatar_server::options::{Key, NamedVoice};
use streaming_avatar_server::{Options, Running};

use crate::caller::{Caller, options, start, text};
use crate::visitor::{Inbox, Visitor};
use scripted::speech::{Form, Sound, SpeechService};

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];
const HUM: Sound = Sound::Hum(Form::Endless, 24_000);

fn with(service: &SpeechService, voices: &[(&str, &str)]) -> Options {
    let mut options = options();
    options.voices.tts_url = Some(BaseUrl::parse(&service.url()).unwrap());
    options.voices.tts_api_key = Some(Key::new("hush-hush"));
    options.voices.tts_timeout = Duration::from_secs(2);
    options.voices.tts_voice = voices
        .iter()
        .map(|(name, language)| NamedVoice {
            name: (*name).into(),
            language: (*language).into(),
        })
        .collect();
    options
}

/// A service with these replies, and a visitor in a session that it speaks in.
async fn spoken_by(replies: impl IntoIterator<Item = Sound>) -> (SpeechService, Running, Visitor) {
    let service = SpeechService::start("", replies).await.unwrap();
    let (running, caller) = start(with(&service, &[("hum", "")])).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    (service, running, visitor)
}

/// The code and the words of the warnings about a task.
fn warnings(visitor: &Visitor, task: &str) -> Vec<(String, String)> {
    let warnings = |inbox: &mut Inbox| {
        let warning = |(_, message): &(_, ChannelMessage)| match message {
            ChannelMessage::Warning { task_id, code, message } if task_id == task => {
                Some((code.clone(), message.clone()))
            }
            _ => None,
        };
        inbox.messages.iter().filter_map(warning).collect()
    };
    visitor.see(warnings)
}

async fn voices(caller: &Caller) -> Vec<String> {
    let address = format!("{}/v1/streaming/voice.list", caller.base);
    let list = caller.http.get(address).send().await.unwrap().text().await.unwrap();
    let list: Value = serde_json::from_str(&list).unwrap();
    let list = list["data"].as_array().cloned().unwrap_or_default();
    list.iter().map(|voice| text(&voice["voice_id"])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_in_every_form_is_said_as_long_as_it_is() {
    let forms = [
        (Form::Wav, 22_050),
        (Form::Endless, 24_000),
        (Form::Zero, 44_100),
        (Form::Extensible, 48_000),
        (Form::Floats, 16_000),
        (Form::Pcm, 22_050),
    ];
    let (service, _running, visitor) = spoken_by(forms.map(|(form, rate)| Sound::Hum(form, rate))).await;
    for (form, rate) in forms {
        let (task, _) = visitor.say("Twenty characters ok.").await;
        let (_, heard) = visitor.said(&task).await;
        // 21 characters of 50 ms, and the rest after them.
        assert!((1_000..2_200).contains(&heard), "{form:?} at {rate}: {heard} ms");
        assert_eq!(warnings(&visitor, &task), [], "{form:?} at {rate}");
    }
    let (head, body) = service.asked().swap_remove(0);
    assert!(
        head.starts_with("post /v1/audio/speech ") && head.contains("authorization: bearer hush-hush"),
        "{head}"
    );
    let expected =
        json!({"model": "tts-1", "input": "Twenty characters ok.", "voice": "hum", "response_format": "wav"});
    assert_eq!(body, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_built_in_voice_speaks_where_the_service_fails_and_the_client_is_told() {
    let secret = r#"{"error": {"message": "hush-hush is no key"}}"#;
    let after = |seconds| Sound::After(Duration::from_secs(seconds), Box::new(HUM));
    for (reply, code) in [
        (Sound::Refuse(401, "", secret), "voice-unauthorized"),
        (Sound::Refuse(402, "", secret), "voice-no-credit"),
        (Sound::Refuse(404, "", secret), "voice-not-found"),
        (Sound::Refuse(422, "", secret), "voice-refused"),
        (Sound::Refuse(429, "retry-after: 1\r\n", secret), "voice-rate-limited"),
        (Sound::Refuse(503, "", "<html>"), "voice-unavailable"),
        (
            Sound::Refuse(302, "location: http://127.0.0.1:1/\r\n", ""),
            "voice-not-the-api",
        ),
        (Sound::Refuse(200, "", "<html>"), "voice-not-the-api"),
        (Sound::Half, "voice-cut-off"),
        (Sound::Stall, "voice-stalled"),
        (after(30), "voice-timed-out"),
    ] {
        // One sentence by the service, then it fails.
        let (service, _running, visitor) = spoken_by([HUM, reply.clone()]).await;
        let (task, _) = visitor
            .say("This is the first sentence. And this is another one. Here is the last.")
            .await;
        let (_, heard) = visitor.said(&task).await;
        let told = warnings(&visitor, &task);
        assert_eq!(told.len(), 1, "{reply:?}: once a text: {told:?}");
        assert_eq!(told[0].0, code, "{reply:?}");
        let words = &told[0].1;
        assert!(
            words.ends_with(" A built-in voice speaks instead.") && !words.contains("hush"),
            "{words}"
        );
        // All three sentences, of more than a second each.
        assert!(heard > 3_500, "{reply:?}: {heard} ms");
        let asked = service.asked().len();
        assert!(
            asked <= 3,
            "{reply:?}: a service that fails is left alone, and not asked {asked} times"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_service_holds_up_nobody_else() {
    let slow = Sound::After(Duration::from_millis(1_500), Box::new(HUM));
    let (_service, _running, visitor) = spoken_by([slow]).await;
    let other = json!({"quality": "low", "voice": {"voice_id": "pico-en-us"}});
    let other = Visitor::enter(&visitor.caller, other, &CODECS).await;
    let (slow, quick) = tokio::join!(visitor.say("This takes a while."), other.say("This does not."));
    let (slow, quick) = (visitor.begun(&slow.0).await, other.begun(&quick.0).await);
    assert!(quick < slow, "the built-in voice waited for the service");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_ends_the_call_and_pays_for_nothing_more() {
    let (service, _running, visitor) = spoken_by([HUM, Sound::Stall]).await;
    let long = "This is the first sentence. And this is another one. ".repeat(20);
    let (_, _) = visitor.say(&long).await;
    visitor.hears(20).await;
    assert_eq!(visitor.call(Call::Interrupt).await.0, 200);
    visitor
        .until("the end of the call", |_| {
            service.hung_up() == service.asked().len() - 1
        })
        .await;
    assert!(
        service.asked().len() <= 4,
        "{} sentences were asked for",
        service.asked().len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_voices_that_a_service_lists_are_offered_and_one_of_them_speaks_by_default() {
    let list = r#"{"voices": [{"id": "af_heart", "name": "Heart"}, {"id": "bm_george"}]}"#;
    let service = SpeechService::start(list, [HUM]).await.unwrap();
    let (_running, caller) = start(with(&service, &[])).await;
    while !voices(&caller).await.contains(&"tts:bm_george".to_owned()) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let (task, _) = visitor.say("Hello.").await;
    visitor.said(&task).await;
    let chosen = json!({"quality": "low", "voice": {"voice_id": "tts:bm_george", "rate": 1.2}});
    let visitor = Visitor::enter(&caller, chosen, &CODECS).await;
    let (task, _) = visitor.say("你好。").await;
    visitor.said(&task).await;
    let bodies: Vec<Value> = service.asked().into_iter().map(|(_, body)| body).collect();
    assert_eq!(
        (&bodies[0]["voice"], &bodies[1]["voice"]),
        (&json!("af_heart"), &json!("bm_george"))
    );
    assert_eq!(
        (&bodies[1]["input"], &bodies[1]["speed"]),
        (&json!("你好。"), &json!(1.2))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_speaks_where_its_language_is_asked_for_and_its_limit_ends_it() {
    let service = SpeechService::start("", [HUM]).await.unwrap();
    let mut options = with(&service, &[("siwis", "fr"), ("heart", "en-US")]);
    options.voices.max_tts_characters = 30;
    let (_running, caller) = start(options).await;
    for (language, voice) in [("fr-CA", Some("siwis")), ("English", Some("heart")), ("de", None)] {
        let before = service.asked().len();
        let body = json!({"quality": "low", "language": language});
        let visitor = Visitor::enter(&caller, body, &CODECS).await;
        let (task, _) = visitor.say("Bonjour. Hallo. This is beyond the limit.").await;
        visitor.said(&task).await;
        let asked: Vec<Value> = service
            .asked()
            .into_iter()
            .skip(before)
            .map(|(_, body)| body["voice"].clone())
            .collect();
        let told = warnings(&visitor, &task);
        match voice {
            Some(voice) => {
                assert!(
                    !asked.is_empty() && asked.iter().all(|asked| asked == voice),
                    "{language}: {asked:?}"
                );
                assert_eq!(
                    told.iter().map(|told| told.0.as_str()).collect::<Vec<_>>(),
                    ["voice-limit"],
                    "{language}"
                );
            }
            None => assert_eq!((asked.len(), told.len()), (0, 0), "{language}"),
        }
    }
}
