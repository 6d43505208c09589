//! Asking which service to use.

use api::ErrorKind;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::address::complete;
use super::field::Field;
use super::home;
use super::service_address;
use super::service_search::{SearchState, Why};
use super::station::Station;
use crate::client::{Credential, Service, spawn};
use crate::player::{Button, flag, guard, on, open_network, texts, when, word, words};

/// The form for the service's address and what it asks for.
#[component]
pub(super) fn Connect(
    /// Where the service that answered goes.
    stage: RwSignal<SearchState, LocalStorage>,
    /// Why it is asked for.
    why: Why,
    /// Whether a session is open, which ends when another service answers.
    open: RwSignal<bool>,
    /// Taken back where nothing is to change, and once it has; none where there is no way back.
    #[prop(optional)]
    changing: Option<RwSignal<bool>>,
) -> impl IntoView {
    let kept = service_address::address();
    // Whoever uses a service that is not remembered did not want it to be.
    let other =
        stage.with_untracked(|stage| matches!(stage, SearchState::Found(station) if !home::is(&station.service)));
    let in_page =
        stage.with_untracked(|stage| matches!(stage, SearchState::Found(station) if station.service.page().is_some()));
    let remember = RwSignal::new(!kept.is_empty() || !other || in_page);
    let address = RwSignal::new(kept);
    let kind = RwSignal::new(0_u32);
    let secret = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    // Why the last attempt failed.
    let (reason, first) = match why {
        Why::None => (texts().connect_why, String::new()),
        Why::Lost(problem) => (texts().connect_lost, problem),
        Why::Other if in_page => (texts().connect_besides_page, String::new()),
        Why::Other => (texts().connect_other, String::new()),
    };
    let refusal = RwSignal::new(first);
    let named = move || {
        let given = secret.get_untracked().trim().to_owned();
        let credential = match kind.get_untracked() {
            1 if !given.is_empty() => Credential::Key(given),
            2 if !given.is_empty() => Credential::Token(given),
            _ => Credential::None,
        };
        let address = complete(&address.get_untracked());
        let home = home::service();
        Service::new(if address.is_empty() { home.base() } else { &address }, credential)
    };
    let connect = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refusal.set(String::new());
        let service = named();
        let remember = remember.get_untracked();
        if !remember {
            service_address::keep_address("");
        }
        spawn(async move {
            let found = if home::is(&service) {
                home::reach(service.credential().clone()).await
            } else {
                Station::reach(service.clone()).await
            };
            let found = match found {
                // The page's own, which asks for its key beside the choices.
                Err(problem) if problem.kind == ErrorKind::Unauthorized && home::is(&service) => {
                    Ok(Station::locked(service.clone()))
                }
                found => found,
            };
            // Cancelled meanwhile: the service before stays.
            if busy.try_set(false).is_some() {
                return;
            }
            match found {
                Ok(station) => {
                    // Only one that answers: the next visit begins with it.
                    service_address::keep_address(if remember && !home::is(&service) {
                        service.base()
                    } else {
                        ""
                    });
                    stage.try_set(SearchState::Found(station));
                    if let Some(changing) = changing {
                        changing.try_set(false);
                    }
                }
                Err(problem) => _ = refusal.try_set(problem.to_string()),
            }
        });
    };
    let cancel =
        changing.map(|changing| Button::new("", "change-cancel", word("cancel"), move || changing.set(false)).view());
    let kinds = texts()
        .credential_kinds
        .into_iter()
        .zip(["credential-none", "credential-key", "credential-token"])
        .zip(0..)
        .map(move |((name, id), place)| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="credential-kind"
                        data-testid=id
                        prop:checked=flag(move || kind.get() == place)
                        on:change=on(move |_| kind.set(place))
                    />
                    <span>{name}</span>
                </label>
            }
        });
    let base = Field {
        label: texts().address,
        id: "api-base",
        secret: false,
        example: "https://api.example.com",
        note: "",
        value: address,
    };
    view! {
        <form class="connect card" on:mousedown:capture=on(guard) on:click:capture=on(guard) on:submit=on(connect) autocomplete="off">
            <h2>{texts().connect_title}</h2>
            <p class="hint">{reason}</p>
            {when(move || open.get(), || view! { <p class="hint" data-testid="change-ends">{texts().connect_ends}</p> })}
            {base.view(|| ())}
            <fieldset class="field">
                <legend>{texts().credential_kind}</legend>
                <div class="segments">{kinds.collect_view()}</div>
            </fieldset>
            {when(move || kind.get() != 0, move || {
                let field = Field {
                    label: texts().credential,
                    id: "credential",
                    secret: true,
                    example: "",
                    note: texts().credential_note,
                    value: secret,
                };
                field.view(|| ())
            })}
            <label class="check">
                <input
                    type="checkbox"
                    data-testid="remember"
                    prop:checked=flag(move || remember.get())
                    on:change=on(move |event| remember.set(event_target_checked(&event)))
                />
                <span>{texts().remember}</span>
            </label>
            <div role="alert">
                {when(
                    move || refusal.with(|refusal| !refusal.is_empty()),
                    move || {
                        view! {
                            <p class="refusal" data-testid="error" dir="auto" lang="en" prop:textContent=words(move || refusal.get())></p>
                            {Button::new("link", "check", word("check"), move || open_network(&named(), true)).view()}
                        }
                    },
                )}
            </div>
            <button
                type="submit"
                class="primary"
                data-testid="connect"
                disabled=flag(move || busy.get())
                prop:textContent=words(move || if busy.get() { texts().connecting } else { texts().connect })
            ></button>
            {cancel}
        </form>
    }
}
