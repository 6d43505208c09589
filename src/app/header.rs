//! The head of the page.

use leptos::prelude::*;

use crate::player::{on, part, texts};

/// The product's name and, once there is one, the service in use.
#[component]
pub(super) fn Header(
    /// The service's address, empty for the page's own origin; none while there is no service.
    address: Signal<Option<String>>,
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
                address
                    .get()
                    .map(|address| {
                        let shown = if address.is_empty() { texts().own_origin.to_owned() } else { address };
                        view! {
                            <p class="service">
                                <span class="service-address">{shown}</span>
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
