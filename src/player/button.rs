//! A button. All are made in one place, which is also what keeps the page small.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use player_model::Control;

use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{flag, on, pressed, words};
use super::words::word;

/// The properties of a button. Made with [`Button::new`], then told what differs.
pub(crate) struct Button {
    class: &'static str,
    id: &'static str,
    shape: Option<Shape>,
    text: Signal<String>,
    disabled: Signal<bool>,
    hidden: Signal<bool>,
    /// Whether it is out of use without being disabled.
    ended: Option<Signal<String>>,
    pressed: Option<Signal<String>>,
    since: Option<Signal<String>>,
    press: Box<dyn FnMut(MouseEvent)>,
}

impl Button {
    /// A button with a class for its look, a test id, a text, and what it does.
    pub(crate) fn new(
        class: &'static str,
        id: &'static str,
        text: impl Into<String>,
        mut press: impl FnMut() + 'static,
    ) -> Self {
        let text = text.into();
        Self {
            class,
            id,
            shape: None,
            text: words(move || text.clone()),
            disabled: flag(|| false),
            hidden: flag(|| false),
            ended: None,
            pressed: None,
            since: None,
            press: on(move |_| press()),
        }
    }

    /// The button of a control of the player: there, named and enabled as the model says.
    pub(super) fn of(conversation: Conversation, control: Control, class: &'static str) -> Self {
        let shown = move || conversation.look(|view| view.control(control));
        let press = move || conversation.press(control);
        let disabled = move || shown().is_none_or(|shown| !shown.enabled);
        // Disabled, the button that ends a session would lose the focus before the one in its place is there.
        Self {
            text: words(move || shown().map(|shown| word(shown.word)).unwrap_or_default()),
            disabled: flag(move || control != Control::Stop && disabled()),
            ended: (control == Control::Stop).then(|| pressed(disabled)),
            hidden: flag(move || shown().is_none()),
            ..Self::new(class, control.name(), String::new(), press)
        }
    }

    /// As a switch, which is on or off as the model says.
    pub(super) fn switch(self, conversation: Conversation, control: Control) -> Self {
        Self {
            pressed: Some(pressed(move || conversation.look(|view| view.on(control)))),
            ..self
        }
    }

    /// With a pictogram before the text.
    pub(crate) fn shape(self, shape: Shape) -> Self {
        let shape = Some(shape);
        Self { shape, ..self }
    }

    /// With a text that changes.
    pub(crate) fn text(self, text: Signal<String>) -> Self {
        Self { text, ..self }
    }

    /// There only at times.
    pub(crate) fn hidden(self, hidden: Signal<bool>) -> Self {
        Self { hidden, ..self }
    }

    /// In the place of another button since then.
    pub(super) fn since(self, since: Signal<String>) -> Self {
        let since = Some(since);
        Self { since, ..self }
    }

    /// The button itself.
    pub(crate) fn view(self) -> AnyView {
        let Self {
            class,
            id,
            shape,
            text,
            disabled,
            hidden,
            ended,
            pressed,
            since,
            press,
        } = self;
        view! {
            <button
                type="button"
                class=class
                data-testid=id
                data-since=since
                aria-disabled=ended
                aria-pressed=pressed
                disabled=disabled
                hidden=hidden
                on:click=press
            >
                {shape.map(|shape| view! { <Icon shape /> })}
                <span prop:textContent=text></span>
            </button>
        }
        .into_any()
    }
}
