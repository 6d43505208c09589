//! The end of the session, before it comes.

use leptos::prelude::*;
use player_model::{Control, decimal};

use super::button::Button;
use super::conversation::Conversation;
use super::reactive::{part, words, written};
use super::words::word;

/// A line that counts down when a limit is near, with a way to put off the idle end.
#[component]
pub(super) fn LimitLine(conversation: Conversation) -> impl IntoView {
    let limit = move || conversation.look(|view| view.limit);
    let near = Memo::new(move |_| limit().map(|limit| (limit.word, limit.stay)));
    view! {
        <div class="limit-place" role="status">
            {part(move || near.get().map(|(text, stay)| {
                let stay = stay.then(|| {
                    Button::new("quiet", "stay", word("stay"), move || conversation.press(Control::Stay)).view()
                });
                let left = move || limit().map(|limit| [&decimal(limit.seconds), " s"].concat()).unwrap_or_default();
                view! {
                    <div class="limit" data-testid="limit">
                        <span>
                            {written(words(move || word(text)))} " "
                            // Read aloud when it comes, and not again with every second.
                            <span class="left" role="timer" prop:textContent=words(left)></span>
                        </span>
                        {stay}
                    </div>
                }
            }))}
        </div>
    }
}
