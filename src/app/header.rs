//! The head of the page.

use leptos::prelude::*;

use crate::player::{on, part, texts};

/// The product's name and, once there is one, the service in use.
#[component]
pub(super) fn Header(
    /// The service's address, in words; empty while there is no service.
    address: Signal<String>,
    /// Goes to another service.
    on_change: Callback<()>,
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
                                <button type="button" class="link" data-testid="change" on:click=on(move |_| on_change.run(()))>
                                    {texts().change}
                                </button>
                            </p>
                        }
                    })
            })}
        </header>
    }
}
