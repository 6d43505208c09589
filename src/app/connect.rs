//! Asking which service to use.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::address::complete;
use super::field::Field;
use super::page::Stage;
use super::remembered;
use super::station::Station;
use crate::client::{Credential, Service, spawn};
use crate::player::{check_button, flag, on, texts, when, words};

/// The form for the service's address and what it asks for.
#[component]
pub(super) fn Connect(
    /// Where the service that answered goes.
    stage: RwSignal<Stage, LocalStorage>,
) -> impl IntoView {
    let address = RwSignal::new(remembered::address());
    let remember = RwSignal::new(true);
    let kind = RwSignal::new(0_u32);
    let secret = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    // Why the last attempt failed.
    let refusal = RwSignal::new(String::new());
    let named = move || {
        let given = secret.get_untracked().trim().to_owned();
        let credential = match kind.get_untracked() {
            1 if !given.is_empty() => Credential::Key(given),
            2 if !given.is_empty() => Credential::Token(given),
            _ => Credential::None,
        };
        Service::new(&complete(&address.get_untracked()), credential)
    };
    let connect = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refusal.set(String::new());
        let service = named();
        remembered::keep_address(if remember.get_untracked() { service.base() } else { "" });
        spawn(async move {
            let found = Station::reach(service).await;
            busy.try_set(false);
            match found {
                Ok(station) => _ = stage.try_set(Stage::Found(station)),
                Err(problem) => _ = refusal.try_set(problem.to_string()),
            }
        });
    };
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
        example: texts().address_example,
        note: "",
        value: address,
    };
    view! {
        <form class="connect card" on:submit=on(connect) autocomplete="off">
            <h2>{texts().connect_title}</h2>
            <p class="hint">{texts().connect_why}</p>
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
                            <p class="refusal" data-testid="error">{words(move || refusal.get())}</p>
                            {check_button(named)}
                        }
                    },
                )}
            </div>
            <button type="submit" class="primary" data-testid="connect" disabled=flag(move || busy.get())>
                {words(move || if busy.get() { texts().connecting } else { texts().connect })}
            </button>
        </form>
    }
}
