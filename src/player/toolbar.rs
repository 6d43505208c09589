//! The bar over the picture: the line of captions, and the buttons of the tools.

use leptos::prelude::*;
use player_model::Control;

use super::button::Button;
use super::conversation::Conversation;
use super::icon::Shape;
use super::reactive::{flag, words};

/// The controls over the picture, in their order, and whether each is a switch.
const TOOLS: [(Control, Shape, bool); 6] = [
    (Control::Captions, Shape::Captions, true),
    (Control::Background, Shape::Background, true),
    (Control::Snapshot, Shape::Camera, false),
    (Control::Record, Shape::Record, true),
    (Control::Pip, Shape::Window, false),
    (Control::Full, Shape::Full, true),
];

/// The buttons over the picture, and the line of captions above them.
#[component]
pub(super) fn Toolbar(conversation: Conversation) -> impl IntoView {
    let buttons = TOOLS.map(|(control, shape, switch)| {
        let button = Button::of(conversation, control, "tool").shape(shape);
        let button = if switch {
            button.switch(conversation, control)
        } else {
            button
        };
        button.view()
    });
    let caption = move || conversation.look(|view| view.caption.clone());
    // The transcript says the same to those who hear the page read.
    view! {
        <p
            class="caption"
            data-testid="caption"
            aria-hidden="true"
            dir="auto"
            hidden=flag(move || caption().is_empty())
            prop:textContent=words(caption)
        ></p>
        <div class="tools">{buttons.into_iter().collect_view()}</div>
    }
}
