//! The player's model for a view in JavaScript: events and presses in, plain objects out.

use js_sys::{Array, Object, Reflect};
use player_model::{
    Act, At, Control, ControlSet, End, Ending, Input, Key, Look, Phrase, Place, TextKey, TranscriptEntry, Trouble,
    ViewModel,
};
use player_model::{Command, Player};
use session::{LimitKind, Microphone, Role, State};
use wasm_bindgen::JsValue;

use crate::client::property::{flag, number, text, value};

/// Takes an event, a press or what was typed, by its name; `detail` has what belongs to it, as in the events of the element.
/// Unknown names are passed over.
pub fn hear(player: &mut Player, now: u64, kind: &str, detail: &JsValue) {
    if let Some(input) = input(player, now, kind, detail) {
        player.handle(now, input);
    }
}

fn input(player: &mut Player, now: u64, kind: &str, detail: &JsValue) -> Option<Input> {
    let string = |name: &str| text(detail, name).unwrap_or_default();
    let seconds = |name: &str| number(detail, name).map(|seconds| seconds as u32);
    let key = TextKey {
        start: 0,
        id: seconds("key").unwrap_or_default(),
    };
    Some(match kind {
        "controls" => Input::ControlSet(ControlSet::of(&string("names"))),
        "statechange" => {
            let state = state(&string("state"))?;
            if state == State::Ended {
                player.handle(now, Input::State(state));
                return Some(Input::Ended(end(&string("reason"))));
            }
            Input::State(state)
        }
        "error" => Input::Problem(Trouble {
            code: string("code"),
            sentence: [&string("message"), " ", &string("action")].concat().trim().to_owned(),
            detail: string("detail"),
        }),
        "online" => Input::Online,
        "speaking" => Input::Speaking(flag(detail, "on")),
        "soundblocked" => Input::SoundBlocked(flag(detail, "blocked")),
        "limit" => {
            let kind = if string("kind") == "cap" {
                LimitKind::Cap
            } else {
                LimitKind::Idle
            };
            Input::Limit(kind, seconds("secondsLeft")?)
        }
        "left" => Input::Left(seconds("idle"), seconds("cap")),
        "retry" => Input::Retry(seconds("attempt")?),
        "loaded" => Input::Loaded(text(detail, "text")),
        "given" => Input::Given {
            key,
            text: string("text"),
            typed: flag(detail, "typed"),
        },
        "speakstart" => Input::Begun {
            key,
            text: string("text"),
        },
        "speakend" => {
            let ending = match string("outcome").as_str() {
                "spoken" => Ending::Spoken,
                "interrupted" => Ending::Interrupted,
                _ => Ending::Failed,
            };
            let heard = string("heard");
            if flag(detail, "answer") {
                player.handle(now, Input::Answered(key, heard));
            } else {
                let letters = heard.chars().filter(|character| !character.is_whitespace()).count();
                player.handle(now, Input::Heard(key, letters as u32));
            }
            if let Some(unsaid) = text(detail, "unsaid") {
                player.handle(now, Input::Unsaid(key, unsaid));
            }
            let problem = value(detail, "problem");
            let refused = text(&problem, "code").is_some_and(|code| code == "text-refused");
            let reason = if refused {
                text(&problem, "detail").unwrap_or_default()
            } else {
                String::new()
            };
            Input::Finished { key, ending, reason }
        }
        "answers" => Input::Answers(flag(detail, "on")),
        "talks" => {
            player.handle(now, Input::PushToTalk(flag(detail, "held")));
            Input::Talks(value(detail, "on").as_bool())
        }
        "hold" => Input::Hold(flag(detail, "on")),
        "microphonechange" => Input::Microphone(microphone(&string("state"))?),
        "message" => Input::Message {
            key,
            role: if string("role") == Role::User.name() {
                Role::User
            } else {
                Role::Avatar
            },
            text: string("text"),
            end: flag(detail, "final").then(|| flag(detail, "interrupted")),
        },
        "caption" => Input::Caption(string("text")),
        "switched" => Input::Switched(Control::named(&string("name"))?, flag(detail, "on")),
        "typed" => Input::Typed(string("text")),
        "press" => Input::Press(Control::named(&string("name"))?),
        "rewrite" => Input::Rewrite(key),
        _ => return None,
    })
}

fn microphone(name: &str) -> Option<Microphone> {
    Microphone::ALL.into_iter().find(|state| state.name() == name)
}

fn state(name: &str) -> Option<State> {
    State::ALL.into_iter().find(|state| state.name() == name)
}

fn end(reason: &str) -> End {
    match reason {
        "failed" => End::Failed,
        "idle" => End::Idle,
        "cap" => End::Cap,
        "hidden" => End::Hidden,
        "page-left" => End::PageLeft,
        _ => End::Stopped,
    }
}

/// The effect of a key: the name of the control that it presses, `hold` where it holds the microphone's button, or an empty text where it does
/// nothing at all; none where it does what keys do.
pub fn key(player: &Player, event: &JsValue, boxed: bool, composed: f64) -> Option<String> {
    let name = text(event, "key").unwrap_or_default();
    let target = value(event, "target");
    let tag = text(&target, "localName").unwrap_or_default();
    let class = text(&target, "className").unwrap_or_default();
    let key = Key {
        enter: name == "Enter",
        escape: name == "Escape",
        space: name == " ",
        free: Key::is_free(&tag, &class),
        shift: flag(event, "shiftKey"),
        repeat: flag(event, "repeat"),
        boxed,
        // Safari says by the key code alone that an input method takes the key.
        composing: flag(event, "isComposing") || number(event, "keyCode") == Some(229.0),
        // Beyond all numbers where there was no composition; the conversion stops at the highest.
        composed: Some(composed as u32),
    };
    match player.key(key) {
        Act::Pass => None,
        Act::Ignore => Some(String::new()),
        Act::Press(control) => Some(control.name().to_owned()),
        Act::Hold => Some("hold".to_owned()),
    }
}

/// Where the focus goes: the name of a node of the view; none where it stays. `at` is the name of what had it, null outside the player.
pub fn focus(player: &mut Player, at: Option<String>, lost: bool, touch: bool, boxed: bool) -> Option<String> {
    let at = match at.as_deref() {
        None => At::Elsewhere,
        Some("") => At::Nowhere,
        Some("start" | "stop") => At::Toggle,
        Some("input") => At::Box,
        Some("player") => At::Player,
        Some(_) => At::Other,
    };
    let look = Look { at, lost, touch, boxed };
    let place = match player.focus(look)? {
        Place::Box => "input",
        Place::Player => "player",
        Place::Start => "start",
    };
    Some(place.to_owned())
}

/// All that a view renders and does now, as a plain object. `revision` is the one of the transcript that the view has; its lines come along
/// where they are newer.
pub fn shown(player: &mut Player, revision: &mut Option<u32>) -> Object {
    let commands = commands(player.commands());
    let view = player.view_model();
    let object = rendered(&view);
    put(&object, "commands", &commands);
    if *revision != Some(view.revision) {
        *revision = Some(view.revision);
        put(
            &object,
            "lines",
            &player.transcript().iter().map(line).collect::<Array>(),
        );
    }
    object
}

fn rendered(view: &ViewModel) -> Object {
    let object = Object::new();
    put(&object, "status", &phrase(&view.status));
    let controls = Object::new();
    for shown in &view.controls {
        let control = Object::new();
        put(&control, "word", &shown.word.into());
        put(&control, "enabled", &shown.enabled.into());
        put(&control, "on", &shown.on.into());
        put(&controls, shown.control.name(), &control);
    }
    put(&object, "controls", &controls);
    put(&object, "text", &view.composer.text.as_str().into());
    put(&object, "sendable", &view.composer.sendable.into());
    put(&object, "over", &view.composer.over.into());
    put(&object, "count", &optional(view.composer.count.as_ref()));
    put(&object, "caption", &view.caption.as_str().into());
    put(&object, "transcript", &view.transcript.into());
    put(&object, "microphone", &view.microphone.name().into());
    put(&object, "talking", &view.talking.into());
    put(&object, "artificial", &view.artificial.into());
    put(&object, "waiting", &optional(view.waiting.as_ref()));
    if let Some(limit) = view.limit {
        let shown = Object::new();
        put(&shown, "word", &limit.word.into());
        put(&shown, "seconds", &limit.seconds.into());
        put(&shown, "stay", &limit.stay.into());
        put(&object, "limit", &shown);
    }
    if let Some(card) = &view.trouble {
        let shown = Object::new();
        put(&shown, "number", &card.number.into());
        put(&shown, "code", &card.code.as_str().into());
        put(&shown, "words", &phrase(&card.words));
        put(&shown, "sentence", &card.sentence.as_str().into());
        put(&shown, "known", &lines(&card.details(true)));
        put(&shown, "unknown", &lines(&card.details(false)));
        put(&shown, "unfolded", &card.unfolded.into());
        let next: Array = card.next.iter().map(|control| JsValue::from(control.name())).collect();
        put(&shown, "next", &next);
        put(&object, "trouble", &shown);
    }
    object
}

fn line(line: &TranscriptEntry) -> Object {
    let object = Object::new();
    let (heard, unheard) = line.parts();
    put(&object, "key", &line.key.id.into());
    put(&object, "status", &line.status.name().into());
    put(&object, "heard", &heard.into());
    put(&object, "unheard", &unheard.into());
    put(&object, "answer", &line.answer.as_str().into());
    put(&object, "outcome", &line.outcome().into());
    put(&object, "note", &line.note().into());
    put(&object, "rewritable", &line.rewritable().into());
    object
}

/// Each command as a list: its name, and what belongs to it.
fn commands(commands: Vec<Command>) -> Array {
    let of = |name: &str, argument: &JsValue, on: bool| Array::of3(&name.into(), argument, &on.into());
    let plain = |name| of(name, &JsValue::UNDEFINED, false);
    let command = |command| match command {
        Command::Start => plain("start"),
        Command::Stop => plain("stop"),
        Command::Close => plain("close"),
        Command::Speak(text) => of("speak", &text.into(), false),
        Command::Interrupt => plain("interrupt"),
        Command::DropWaiting => plain("clear"),
        Command::KeepAlive => plain("stay"),
        Command::UnblockSound => plain("sound"),
        Command::Switch(control, on) => of("switch", &control.name().into(), on),
        Command::Hold(held) => of("hold", &JsValue::UNDEFINED, held),
        Command::Do(control) => of("do", &control.name().into(), false),
    };
    commands.into_iter().map(command).collect()
}

fn phrase(phrase: &Phrase) -> JsValue {
    lines(&[phrase.key.as_ref(), &phrase.argument]).into()
}

fn optional(words: Option<&Phrase>) -> JsValue {
    words.map_or(JsValue::UNDEFINED, phrase)
}

fn lines(lines: &[&str]) -> Array {
    lines.iter().map(|line| JsValue::from(*line)).collect()
}

/// Sets a property of an object that was just made, which takes any.
#[inline(never)]
fn put(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn detail(json: &str) -> JsValue {
        js_sys::JSON::parse(json).unwrap()
    }

    fn read(object: &Object, path: &[&str]) -> JsValue {
        path.iter()
            .fold(object.clone().into(), |at: JsValue, name| value(&at, name))
    }

    #[wasm_bindgen_test]
    fn events_go_in_and_plain_objects_come_out() {
        let mut player = Player::new(ControlSet::of("captions check"));
        let mut revision = None;
        let mut told = |kind: &str, json: &str| {
            hear(&mut player, 5_000, kind, &detail(json));
            shown(&mut player, &mut revision)
        };
        told("typed", r#"{"text":"Hello."}"#);
        let view = told("press", r#"{"name":"send"}"#);
        assert_eq!(
            read(&view, &["commands", "0", "0"]).as_string().as_deref(),
            Some("start")
        );
        assert_eq!(
            read(&view, &["controls", "start", "word"]).as_string().as_deref(),
            Some("start")
        );
        let creating = [r#"{"state":""#, State::Creating.name(), r#""}"#].concat();
        let view = told("statechange", &creating);
        assert_eq!(
            read(&view, &["commands", "0", "1"]).as_string().as_deref(),
            Some("Hello.")
        );
        assert!(read(&view, &["controls", "stop"]).is_object());
        let view = told("given", r#"{"key":7,"text":"Hello.","typed":true}"#);
        assert_eq!(
            read(&view, &["lines", "0", "status"]).as_string().as_deref(),
            Some("queued")
        );
        assert_eq!(read(&view, &["waiting", "1"]).as_string().as_deref(), Some("1"));
        told("speakstart", r#"{"key":7,"text":"Hello."}"#);
        let failed = r#"{"key":7,"outcome":"failed","heard":"","problem":{"code":"text-refused","detail":"no"}}"#;
        let view = told("speakend", failed);
        assert_eq!(read(&view, &["lines", "0", "note"]).as_string().as_deref(), Some("no"));
        assert_eq!(read(&view, &["text"]).as_string().as_deref(), Some("Hello."));
        let view = told("error", r#"{"code":"no-route","message":"No way.","action":"Try."}"#);
        assert!(!flag(&view, "lines"), "they are told once");
        assert_eq!(
            read(&view, &["trouble", "next", "0"]).as_string().as_deref(),
            Some("check")
        );
        assert_eq!(
            read(&view, &["trouble", "known", "0"]).as_string().as_deref(),
            Some("No way. Try.")
        );
        told("of-no-kind", "{}");
        told("statechange", r#"{"state":"of no kind"}"#);
    }
}
