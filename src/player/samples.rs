//! Sentences to begin with, for those who do not know what to type.

use leptos::prelude::*;
use player_model::{Control, Input, ViewModel};

use super::button::Button;
use super::conversation::Conversation;
use super::reactive::when;
use super::texts::texts;

/// Buttons that say a sentence, before the first one was said; none where no voice speaks the page's language.
#[component]
pub(super) fn Samples(conversation: Conversation) -> impl IntoView {
    let fresh = move || {
        let idle = !conversation.look(ViewModel::active);
        idle && conversation.lines.with(Vec::is_empty) && conversation.look(|view| view.composer.text.is_empty())
    };
    when(
        move || fresh() && conversation.greets(),
        move || {
            let buttons = texts().samples.into_iter().zip(["sample-1", "sample-2", "sample-3"]);
            let buttons = buttons.map(|(sentence, id)| {
                let say = move || {
                    conversation.input(Input::Typed(sentence.to_owned()));
                    conversation.press(Control::Send);
                };
                Button::new("sample", id, sentence, say).view()
            });
            view! { <div class="samples">{buttons.collect_view()}</div> }
        },
    )
}
