//! A box for a text. All are made in one place, which is also what keeps the page small.

use leptos::prelude::*;

use crate::player::{on, words};

/// The properties of an input box.
pub(super) struct Field {
    pub(super) label: &'static str,
    /// The test id.
    pub(super) id: &'static str,
    /// Whether what is typed is hidden.
    pub(super) secret: bool,
    /// Shown while it is empty.
    pub(super) example: &'static str,
    /// Shown below it.
    pub(super) note: &'static str,
    pub(super) value: RwSignal<String>,
}

impl Field {
    /// The box with its label; `changed` is called when the visitor is done with it.
    pub(super) fn view(self, mut changed: impl FnMut() + 'static) -> AnyView {
        let Self {
            label,
            id,
            secret,
            example,
            note,
            value,
        } = self;
        // A browser neither corrects nor remembers ids, addresses and keys.
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type=if secret { "password" } else { "text" }
                    data-testid=id
                    placeholder=words(move || example)
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=words(move || value.get())
                    on:input=on(move |event| value.set(event_target_value(&event)))
                    on:change=on(move |_| changed())
                />
                <small>{note}</small>
            </label>
        }
        .into_any()
    }
}
