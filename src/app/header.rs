//! The head of the page.

use leptos::prelude::*;

use super::page::Stage;
use crate::player::{Button, part, texts};

/// The product's name and, once there is one, the service in use.
#[component]
pub(super) fn Header(
    /// The service's address, in words; empty while there is no service.
    address: Signal<String>,
    /// Where another service is asked for.
    stage: RwSignal<Stage, LocalStorage>,
) -> impl IntoView {
    view! {
        <header class="masthead">
            <div class="brand">
                <span class="brand-mark" aria-hidden="true"></span>
                <h1>{texts().product}</h1>
                <p class="tagline">{texts().tagline}</p>
            </div>
            {part(move || {
                (!address.with(String::is_empty))
                    .then(|| {
                        view! {
                            <p class="service">
                                <span class="service-address">{address}</span>
                                {Button::new("link", "change", texts().change, move || stage.set(Stage::Asking)).view()}
                            </p>
                        }
                    })
            })}
        </header>
    }
}
