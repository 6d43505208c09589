//! The end of the session, before it comes.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use session::LimitKind;

use super::button::Button;
use super::conversation::{Conversation, Near};
use super::reactive::{part, words};
use super::texts::texts;

/// A line that counts down when a limit is near, with a way to put off the idle end.
#[component]
pub(super) fn Limit(conversation: Conversation) -> impl IntoView {
    let near = Memo::new(move |_| conversation.now.with(|now| now.near));
    view! {
        <div class="limit-place">
            {part(move || near.get().map(|near| view! { <Countdown conversation near /> }))}
        </div>
    }
}

#[component]
fn Countdown(conversation: Conversation, near: Near) -> impl IntoView {
    let left = RwSignal::new(near.seconds);
    let clock = Interval::new(1000, move || {
        left.try_update(|left| *left = left.saturating_sub(1));
    });
    StoredValue::new_local(Some(clock));
    let stay = (near.kind == LimitKind::Idle)
        .then(|| Button::new("quiet", "stay", texts().keep_alive, move || conversation.keep_alive()).view());
    view! {
        <div class="limit" data-testid="limit">
            <span>{texts().limit(near.kind)} " " <span class="left">{words(move || left.get().to_string())}</span> " s"</span>
            {stay}
        </div>
    }
}
