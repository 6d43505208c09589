//! Where the session stands, said in words.

use leptos::prelude::*;
use session::State;

use super::conversation::Conversation;
use super::reactive::{pressed, words, written};
use super::texts::texts;

/// The state as a sentence, read aloud when it changes.
#[component]
pub(super) fn Status(conversation: Conversation) -> impl IntoView {
    let said = words(move || {
        let state = conversation.state();
        let (attempt, offline, lived) = conversation.now.with(|now| (now.attempt, now.offline, now.lived));
        match (state, conversation.now.with(|now| now.ended.clone())) {
            (State::Ended, Some(reason)) => texts().ended(&reason, lived).to_owned(),
            _ if offline && conversation.active() => texts().offline.to_owned(),
            (State::Live, _) if conversation.now.with(|now| now.speaking) => texts().speaking.to_owned(),
            _ if attempt > 0 && conversation.starting() => format!("{} ({attempt})", texts().state(state)),
            _ => texts().state(state).to_owned(),
        }
    });
    view! {
        <p
            class="status"
            role="status"
            data-testid="state"
            data-state=words(move || conversation.state().name())
            data-speaking=pressed(move || conversation.now.with(|now| now.speaking))
        >
            <span class="lamp" aria-hidden="true"></span>
            {written(said)}
        </p>
    }
}
