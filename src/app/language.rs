//! Choosing the language of the page.

use leptos::prelude::*;

use crate::host::{self, Host};
use crate::player::{flag, on, texts};

/// The languages by their tags, each called by its own name.
const LANGUAGES: [(&str, &str); 8] = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("pt", "Português"),
    ("ar", "العربية"),
    ("ja", "日本語"),
    ("zh", "中文"),
];

/// The list of languages. Another language shows the page anew, so that there is none to choose while a session is open.
#[component]
pub(super) fn Language(
    /// Whether a session is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let current = host::with(|host| Ok(Host::language(host))).unwrap_or_default();
    let options = LANGUAGES.map(|(tag, name)| {
        view! {
            <option value=tag lang=tag selected=tag == current>{name}</option>
        }
    });
    // Where the page has no scripts around it, as in tests, there is nothing to choose.
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
            {options.into_iter().collect_view()}
        </select>
    }
}
