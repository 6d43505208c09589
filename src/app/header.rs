//! The head of the page.

use leptos::prelude::*;

use super::language::Language;
use crate::player::{Button, guard, on, part, texts};

/// The product's name and, once there is one, the service in use.
const PRODUCT: &str = "Streaming Avatar";

#[component]
pub(super) fn Header(
    /// The service's address, in words; empty while there is no service.
    address: Signal<String>,
    /// Whether the page itself is the service.
    in_page: Signal<bool>,
    /// Set where another service is asked for.
    changing: RwSignal<bool>,
    /// Whether a session is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <header class="masthead" on:mousedown:capture=on(guard) on:click:capture=on(guard)>
            <div class="brand">
                <span class="brand-mark" aria-hidden="true"></span>
                <h1>{PRODUCT}</h1>
                <p class="tagline">{texts().tagline}</p>
            </div>
            <Language open />
            {part(move || {
                (!address.with(String::is_empty))
                    .then(|| {
                        let change = if in_page.get_untracked() { texts().connect_besides } else { texts().change };
                        view! {
                            <p class="service" data-testid="service">
                                <span class="service-address" prop:textContent=address></span>
                                {Button::new("link", "change", change, move || changing.set(true)).view()}
                            </p>
                        }
                    })
            })}
        </header>
    }
}
