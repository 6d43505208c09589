//! The text box.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use session::State;

use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{flag, on, words};
use super::texts::texts;

/// Where the visitor types what the avatar says. Enter sends, Shift and Enter begin a new line.
#[component]
pub(super) fn Composer(conversation: Conversation) -> impl IntoView {
    let text = RwSignal::new(String::new());
    // A text may be given while the session is on its way: it waits.
    let closed = move || matches!(conversation.state(), State::Idle | State::Ended | State::Stopping);
    let empty = move || text.with(|text| text.trim().is_empty());
    let send = move || {
        if closed() || empty() {
            return;
        }
        let sent = text.with_untracked(|text| text.trim().to_owned());
        text.set(String::new());
        conversation.speak(sent);
    };
    let on_key = move |event: KeyboardEvent| {
        // Enter that ends the composition of a character is not for sending.
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    view! {
        <form class="composer" on:submit=on(on_submit)>
            <textarea
                data-testid="speak-text"
                rows="1"
                dir="auto"
                aria-label=texts().say
                placeholder=words(move || if closed() { texts().placeholder_idle } else { texts().placeholder })
                prop:value=words(move || text.get())
                on:input=on(move |event| text.set(event_target_value(&event)))
                on:keydown=on(on_key)
            ></textarea>
            <button type="submit" class="send" data-testid="send" aria-label=texts().send disabled=flag(move || closed() || empty())>
                <Icon shape=Shape::Send />
            </button>
        </form>
    }
}
