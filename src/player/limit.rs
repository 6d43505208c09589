//! The end of the session, before it comes.

use leptos::prelude::*;
use session::LimitKind;

use super::button::Button;
use super::conversation::Conversation;
use super::reactive::{part, words, written};
use super::texts::texts;

/// A line that counts down when a limit is near, with a way to put off the idle end.
#[component]
pub(super) fn Limit(conversation: Conversation) -> impl IntoView {
    let near = Memo::new(move |_| conversation.now.with(|now| now.near));
    let left = move |kind| conversation.now.with(|now| now.left(kind)).unwrap_or_default();
    view! {
        <div class="limit-place">
            {part(move || near.get().map(|kind| {
                let stay = (kind == LimitKind::Idle)
                    .then(|| Button::new("quiet", "stay", texts().keep_alive, move || conversation.keep_alive()).view());
                view! {
                    <div class="limit" data-testid="limit">
                        <span>
                            {written(words(move || texts().limit(kind)))} " "
                            <span class="left" prop:textContent=words(move || format!("{} s", left(kind)))></span>
                        </span>
                        {stay}
                    </div>
                }
            }))}
        </div>
    }
}
