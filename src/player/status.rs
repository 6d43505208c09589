//! Where the session stands, said in words.

use leptos::prelude::*;

use super::conversation::Conversation;
use super::reactive::{pressed, words, written};
use super::words::say;

/// The state as a sentence, read aloud when it changes.
#[component]
pub(super) fn Status(conversation: Conversation) -> impl IntoView {
    view! {
        <p
            class="status"
            role="status"
            data-testid="state"
            data-state=words(move || conversation.look(|view| view.state.name()))
            data-speaking=pressed(move || conversation.look(|view| view.speaking))
        >
            <span class="lamp" aria-hidden="true"></span>
            {written(words(move || conversation.look(|view| say(&view.status)).unwrap_or_default()))}
        </p>
    }
}
