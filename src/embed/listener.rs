//! Telling JavaScript what happens, one method for each kind of event.

use session::{EndReason, Event, LimitKind, Milestones, Outcome, Progress, Role};
use wasm_bindgen::prelude::wasm_bindgen;

use super::Words;
use crate::client::{ClientEvent, Statistics};

#[wasm_bindgen]
extern "C" {
    /// An object whose methods are called. Not one of them throws: they dispatch events, and what a page's listeners throw, the
    /// browser reports.
    pub type Listener;

    #[wasm_bindgen(method, structural)]
    fn state(this: &Listener, state: &str, previous: &str);
    #[wasm_bindgen(method, structural)]
    fn session(this: &Listener, id: &str);
    #[wasm_bindgen(method, structural)]
    fn milestones(
        this: &Listener,
        created: Option<u32>,
        answered: Option<u32>,
        started: Option<u32>,
        connected: Option<u32>,
        first_frame: Option<u32>,
        first_sound: Option<u32>,
    );
    #[wasm_bindgen(method, structural)]
    fn accepted(this: &Listener, id: u32, task_id: &str, millis: Option<u32>);
    #[wasm_bindgen(method, structural)]
    fn began(this: &Listener, id: u32);
    #[wasm_bindgen(method, structural)]
    fn cleaned(this: &Listener, id: u32, text: &str);
    #[wasm_bindgen(method, structural)]
    fn words(this: &Listener, id: u32, words: &str);
    #[wasm_bindgen(method, structural)]
    fn heard(this: &Listener, id: u32, letters: u32);
    #[wasm_bindgen(method, structural)]
    fn unsaid(this: &Listener, id: u32, text: &str);
    #[wasm_bindgen(method, structural)]
    fn finished(this: &Listener, id: u32, outcome: &str);
    #[wasm_bindgen(method, structural)]
    fn speaking(this: &Listener, speaking: bool);
    #[wasm_bindgen(method, structural)]
    fn features(this: &Listener, talk: bool);
    #[wasm_bindgen(method, structural)]
    fn microphone(this: &Listener, state: &str);
    #[wasm_bindgen(method, structural, js_name = userSpeaking)]
    fn user_speaking(this: &Listener, speaking: bool);
    #[wasm_bindgen(method, structural)]
    fn message(this: &Listener, id: u32, user: bool, words: &str, interrupted: Option<bool>);
    #[wasm_bindgen(method, structural)]
    fn limit(this: &Listener, kind: &str, seconds: u32);
    #[wasm_bindgen(method, structural, js_name = soundBlocked)]
    fn sound_blocked(this: &Listener, blocked: bool);
    #[wasm_bindgen(method, structural)]
    fn problem(this: &Listener, code: &str, message: &str, action: &str, detail: &str);
    #[wasm_bindgen(method, structural)]
    fn retry(this: &Listener, attempt: u32, millis: u32);
    #[wasm_bindgen(method, structural)]
    fn ended(this: &Listener, reason: &str);
    #[wasm_bindgen(method, structural)]
    fn numbers(this: &Listener, numbers: &[u32]);
    #[wasm_bindgen(method, structural)]
    fn statistics(this: &Listener, video: &str, audio: &str, local: &str, remote: &str, protocol: &str);
}

/// Tells a listener of an event.
pub fn tell(listener: &Listener, event: &ClientEvent) {
    match event {
        ClientEvent::Session(event) => tell_session(listener, event),
        ClientEvent::Statistics(statistics) => tell_statistics(listener, statistics),
    }
}

fn tell_session(listener: &Listener, event: &Event) {
    match event {
        Event::State { state, previous } => listener.state(state.name(), previous.name()),
        Event::Session { session_id } => listener.session(session_id),
        Event::Milestones(Milestones {
            created,
            answered,
            started,
            connected,
            first_frame,
            first_sound,
        }) => listener.milestones(*created, *answered, *started, *connected, *first_frame, *first_sound),
        Event::Text { id, progress } => match progress {
            Progress::Queued => {}
            Progress::Accepted { task_id, duration } => {
                listener.accepted(id.0, task_id, duration.map(|duration| duration.as_millis() as u32));
            }
            Progress::Speaking => listener.began(id.0),
            Progress::Ended(outcome) => {
                // Before the end, so that it is known when the end is told.
                if let Outcome::Failed(problem) = outcome {
                    tell_problem(listener, Words::of(problem));
                }
                listener.finished(id.0, outcome_name(outcome));
            }
        },
        Event::Cleaned { id, text } => listener.cleaned(id.0, text),
        Event::Words { id, words } => listener.words(id.0, words),
        Event::Heard { id, letters } => listener.heard(id.0, *letters),
        Event::Unsaid { id, text } => listener.unsaid(id.0, text),
        Event::Speaking(speaking) => listener.speaking(*speaking),
        Event::Features(features) => listener.features(features.talk),
        Event::Microphone(state) => listener.microphone(state.name()),
        Event::UserSpeaking(speaking) => listener.user_speaking(*speaking),
        Event::Message { id, role, words, end } => listener.message(id.0, *role == Role::User, words, *end),
        Event::Limit { kind, left } => listener.limit(limit_name(*kind), left.as_secs() as u32),
        Event::SoundBlocked(blocked) => listener.sound_blocked(*blocked),
        // The page hears that of the browser.
        Event::Online => {}
        Event::Problem(problem) => tell_problem(listener, Words::of(problem)),
        Event::Retry { attempt, after } => listener.retry(*attempt, after.as_millis() as u32),
        Event::Ended(reason) => {
            if let EndReason::Failed(problem) = reason {
                tell_problem(listener, Words::of(problem));
            }
            listener.ended(reason.name());
        }
    }
}

fn tell_problem(listener: &Listener, words: Words<'_>) {
    listener.problem(words.code, words.message, words.action, words.detail);
}

/// In two calls: the numbers first, in the order in which the JavaScript names them, then the texts.
fn tell_statistics(listener: &Listener, statistics: &Statistics) {
    // A round trip that was not measured yet is told as the largest number.
    listener.numbers(&[
        statistics.round_trip_ms.unwrap_or(u32::MAX),
        statistics.jitter_ms,
        statistics.lost_per_thousand,
        statistics.frames_per_second,
        statistics.frames_decoded,
        statistics.freezes,
        statistics.video_kilobits,
        statistics.audio_kilobits,
        statistics.width,
        statistics.height,
    ]);
    listener.statistics(
        &statistics.video_codec,
        &statistics.audio_codec,
        &statistics.local_candidate,
        &statistics.remote_candidate,
        &statistics.protocol,
    );
}

fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Spoken => "spoken",
        Outcome::Interrupted => "interrupted",
        Outcome::Failed(_) => "failed",
    }
}

fn limit_name(kind: LimitKind) -> &'static str {
    match kind {
        LimitKind::Idle => "idle",
        LimitKind::Cap => "cap",
    }
}
