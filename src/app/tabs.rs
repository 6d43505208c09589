//! The panel beside the picture while no session is open: the choices for the next one, or the lines for another page.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::choices::Choices;
use super::settings::Settings;
use super::snippet::Snippet;
use super::station::Station;
use crate::player::{on, part, pressed, texts, words};

/// The two tabs. As with any tabs, the arrow keys go from one to the other, and only the open one is reached by Tab.
#[component]
pub(super) fn Tabs(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let embed = RwSignal::new(false);
    let places = [NodeRef::<html::Button>::new(), NodeRef::new()];
    let tab = move |second: bool, id: &'static str, text: &'static str| {
        let chosen = move || embed.get() == second;
        let place = places[usize::from(second)];
        let other = places[usize::from(!second)];
        let turn = move |event: KeyboardEvent| {
            if ["ArrowLeft", "ArrowRight", "Home", "End"].contains(&event.key().as_str()) {
                event.prevent_default();
                embed.set(!second);
                if let Some(button) = other.get_untracked() {
                    // A browser without focus has nobody in front of it.
                    let _ = button.focus();
                }
            }
        };
        view! {
            <button
                node_ref=place
                type="button"
                role="tab"
                id=id
                data-testid=id
                aria-controls="beside"
                aria-selected=pressed(chosen)
                tabindex=words(move || if chosen() { "0" } else { "-1" })
                on:click=on(move |_| embed.set(second))
                on:keydown=on(turn)
            >
                {text}
            </button>
        }
    };
    view! {
        <section class="tabs">
            <div role="tablist" aria-label=texts().beside>
                {tab(false, "choices-tab", texts().choices)}
                {tab(true, "embed-tab", texts().embed)}
            </div>
            <div
                role="tabpanel"
                id="beside"
                aria-labelledby=words(move || if embed.get() { "embed-tab" } else { "choices-tab" })
            >
                {part(move || {
                    if embed.get() {
                        view! { <Snippet station settings /> }.into_any()
                    } else {
                        view! { <Choices station settings /> }.into_any()
                    }
                })}
            </div>
        </section>
    }
}
