//! Choosing the language of the page.

use leptos::prelude::*;
use player_model::Words;

use crate::host::{self, Host};
use crate::player::{flag, on, texts};

/// The list of languages. Another language loads the page anew, which would end a session: while one is open, the list is disabled.
#[component]
pub(super) fn Language(
    /// Whether a session is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    // Where the page has no scripts around it, as in tests, there is nothing to choose.
    let asked = host::with(|host| Ok((Host::languages(host), Host::language(host))));
    let (languages, current) = asked.unwrap_or_default();
    let languages = Words::read(&languages);
    let options = languages.all().map(|(tag, name)| {
        let (selected, tag) = (tag == current, tag.to_owned());
        view! {
            <option value=tag.clone() lang=tag selected=selected>{name.to_owned()}</option>
        }
    });
    let choose = move |event| {
        let _ = host::with(|host| host.speak(&event_target_value(&event)));
    };
    view! {
        <select
            class="language"
            data-testid="language"
            translate="no"
            aria-label=texts().language
            disabled=flag(move || open.get())
            on:change=on(choose)
        >
            {options.collect_view()}
        </select>
    }
}
