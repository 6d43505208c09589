//! The one page.

use api::ErrorKind;
use leptos::ev::Event;
use leptos::html;
use leptos::prelude::*;

use super::connect::Connect;
use super::header::Header;
use super::home;
use super::service_address;
use super::service_search::{SearchState, Why};
use super::settings::Settings;
use super::station::Station;
use super::tabs::Tabs;
use crate::client::{Credential, Service, pause, spawn};
use crate::player::{Player, on, part, texts, when, words};

/// After how long a service that did not answer is looked for again, in ms.
const WAITS: [i32; 2] = [500, 2000];

/// The app: ready at once where a service stands beside it, otherwise after the visitor named one.
#[component]
pub fn App() -> impl IntoView {
    let stage = RwSignal::new_local(SearchState::Looking);
    let changing = RwSignal::new(false);
    let open = RwSignal::new(false);
    spawn(async move {
        stage.try_set(look(service_address::address()).await);
    });
    let address = words(move || {
        stage.with(|stage| match stage {
            SearchState::Found(station) if station.service.page().is_some() => texts().own_page.to_owned(),
            SearchState::Found(station) if home::is(&station.service) => texts().own_origin.to_owned(),
            SearchState::Found(station) => station.service.base().to_owned(),
            _ => String::new(),
        })
    });
    let in_page = Signal::derive(move || {
        stage.with(|stage| matches!(stage, SearchState::Found(station) if station.service.page().is_some()))
    });
    view! {
        <Header address in_page changing open />
        <main>
            {part(move || match stage.get() {
                SearchState::Looking => view! { <p class="looking" role="status">{texts().looking}</p> }.into_any(),
                SearchState::Asking(why) => view! { <Connect stage why open /> }.into_any(),
                SearchState::Found(station) => view! { <Studio station open /> }.into_any(),
            })}
        </main>
        {when(move || changing.get(), move || view! { <Change stage changing open /> })}
    }
}

/// Looks for a service: that of the last visit, else the page's own.
async fn look(address: String) -> SearchState {
    let mut waits = WAITS.into_iter();
    loop {
        let own = address.is_empty();
        let service = if own {
            home::service()
        } else {
            Service::new(&address, Credential::None)
        };
        let found = if own {
            home::reach(Credential::None).await
        } else {
            Station::reach(service.clone()).await
        };
        let problem = match found {
            Ok(station) => return SearchState::Found(station),
            Err(problem) => problem,
        };
        match (problem.kind, waits.next()) {
            (ErrorKind::Unavailable, Some(wait)) => pause(wait).await,
            // It is there, but down or out of reach: a start says so, and goes on once it is back.
            (ErrorKind::Unavailable, None) if own => return SearchState::Found(Station::of(service)),
            (ErrorKind::Unauthorized, _) => return SearchState::Found(Station::locked(service)),
            // A page without a service: nothing to complain about.
            _ if own => return SearchState::Asking(Why::None),
            _ => return SearchState::Asking(Why::Lost(problem.to_string())),
        }
    }
}

/// Asks for another service while the one before goes on, with the session that may be open there.
#[component]
fn Change(
    stage: RwSignal<SearchState, LocalStorage>,
    changing: RwSignal<bool>,
    /// Whether a session is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    spawn(async move {
        // Once it is on the page.
        pause(0).await;
        if let Some(dialog) = dialog.try_get_untracked().flatten() {
            // Shown already, it need not be shown again.
            let _ = dialog.show_modal();
        }
    });
    // Escape closes it without a word to anyone else.
    let close = on(move |_: Event| changing.set(false));
    view! {
        <dialog class="change" data-testid="change-dialog" aria-label=texts().connect_title node_ref=dialog on:close=close>
            <Connect stage why=Why::Other open changing />
        </dialog>
    }
}

/// The player with the choices of one service.
#[component]
fn Studio(
    station: Station,
    /// Set to whether a session is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let settings = Settings::for_station(&station);
    let station = RwSignal::new_local(station);
    let config = Signal::derive_local(move || station.with(|station| settings.config(station)));
    let face = move || station.with(|station| station.face(&settings.avatar.get()));
    let (name, picture) = (words(move || face().name), words(move || face().picture));
    view! {
        <Player config name picture open>
            <Tabs station settings />
        </Player>
    }
}
