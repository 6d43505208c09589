//! Where the session stands, said in words.

use leptos::prelude::*;
use session::State;

use super::conversation::Conversation;
use super::texts::texts;

/// The state as a sentence, read aloud when it changes.
#[component]
pub(super) fn Status(conversation: Conversation) -> impl IntoView {
    let words = move || {
        let state = conversation.state.get();
        match (state, conversation.ended.get()) {
            (State::Ended, Some(reason)) => texts().ended(&reason),
            (State::Live, _) if conversation.speaking.get() => texts().speaking,
            _ => texts().state(state),
        }
    };
    view! {
        <p
            class="status"
            role="status"
            data-testid="state"
            data-state=move || conversation.state.get().name()
            data-speaking=move || conversation.speaking.get().to_string()
        >
            <span class="lamp" aria-hidden="true"></span>
            {words}
            {move || {
                let attempt = conversation.attempt.get();
                (attempt > 0 && conversation.starting()).then(|| format!(" ({attempt})"))
            }}
        </p>
    }
}
