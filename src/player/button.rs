//! A button. All are made in one place, which is also what keeps the page small.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::icon::{Icon, Shape};
use super::reactive::{flag, on, words};

/// What a button is like. Made with [`Button::new`], then told what differs.
pub(crate) struct Button {
    class: &'static str,
    id: &'static str,
    shape: Option<Shape>,
    text: Signal<String>,
    disabled: Signal<bool>,
    since: String,
    press: Box<dyn FnMut(MouseEvent)>,
}

impl Button {
    /// A button with a class for its look, a test id, a text, and what it does.
    pub(crate) fn new(
        class: &'static str,
        id: &'static str,
        text: &'static str,
        mut press: impl FnMut() + 'static,
    ) -> Self {
        Self {
            class,
            id,
            shape: None,
            text: words(move || text),
            disabled: flag(|| false),
            since: String::new(),
            press: on(move |_| press()),
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

    /// Out of use at times.
    pub(crate) fn disabled(self, disabled: Signal<bool>) -> Self {
        Self { disabled, ..self }
    }

    /// In the place of another button, since then.
    pub(super) fn since(self, since: String) -> Self {
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
            since,
            press,
        } = self;
        view! {
            <button type="button" class=class data-testid=id data-since=since disabled=disabled on:click=press>
                {shape.map(|shape| view! { <Icon shape /> })}
                <span prop:textContent=text></span>
            </button>
        }
        .into_any()
    }
}
