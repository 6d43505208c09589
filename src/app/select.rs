//! A list to choose from. All are made in one place, which is also what keeps the page small.

use leptos::ev::Event;
use leptos::prelude::*;

use super::settings::Settings;
use crate::player::{Reaction, on};

/// The properties of a list.
pub(super) struct Select {
    pub(super) label: &'static str,
    /// The test id.
    pub(super) id: &'static str,
    /// The value of each option and its words.
    pub(super) options: Vec<(String, String)>,
    /// The value that is chosen at first.
    pub(super) chosen: String,
}

impl Select {
    /// The list with its label; `choose` takes the value that the visitor chose.
    pub(super) fn view(self, choose: impl Fn(String) + 'static) -> AnyView {
        self.with(on(move |event| choose(event_target_value(&event))))
    }

    /// The same for a setting, which is kept for later visits.
    pub(super) fn keeping(self, setting: RwSignal<String>, settings: Settings) -> AnyView {
        self.view(move |value| {
            setting.set(value);
            settings.keep();
        })
    }

    fn with(self, changed: Reaction<Event>) -> AnyView {
        let chosen = self.chosen;
        let options = self.options.into_iter().map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected prop:textContent=words></option> }
        });
        view! {
            <label class="field">
                <span>{self.label}</span>
                <select data-testid=self.id on:change=changed>
                    {options.collect_view()}
                </select>
            </label>
        }
        .into_any()
    }
}
