//! The one page.

use api::ErrorKind;
use leptos::prelude::*;

use super::connect::Connect;
use super::header::Header;
use super::home;
use super::settings::Settings;
use super::station::Station;
use super::tabs::Tabs;
use crate::client::{pause, spawn};
use crate::player::{Player, part, texts, words};

/// How far the page has come with finding a service.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// The page's own service is being asked.
    Looking,
    /// The visitor is being asked.
    Asking,
    /// There is one.
    Found(Station),
}

/// After how long a service that did not answer is looked for again, in ms.
const WAITS: [i32; 2] = [500, 2000];

/// The app: ready at once where a service stands beside it, otherwise after the visitor named one.
#[component]
pub fn App() -> impl IntoView {
    let stage = RwSignal::new_local(Stage::Looking);
    spawn(async move {
        let mut waits = WAITS.into_iter();
        let found = loop {
            let problem = match Station::reach(home::service()).await {
                Ok(station) => break Stage::Found(station),
                Err(problem) => problem.kind,
            };
            match (problem, waits.next()) {
                (ErrorKind::Unavailable, Some(wait)) => pause(wait).await,
                // It is there, but down or out of reach: a start says so, and goes on once it is back.
                (ErrorKind::Unavailable, None) => break Stage::Found(Station::of(home::service())),
                (ErrorKind::Unauthorized, _) => break Stage::Found(Station::locked(home::service())),
                // A page without a service: nothing to complain about.
                _ => break Stage::Asking,
            }
        };
        stage.try_set(found);
    });
    let address = words(move || {
        stage.with(|stage| match stage {
            Stage::Found(station) if home::is(&station.service) => texts().own_origin.to_owned(),
            Stage::Found(station) => station.service.base().to_owned(),
            _ => String::new(),
        })
    });
    view! {
        <Header address stage />
        <main>
            {part(move || match stage.get() {
                Stage::Looking => view! { <p class="looking" role="status">{texts().looking}</p> }.into_any(),
                Stage::Asking => view! { <Connect stage /> }.into_any(),
                Stage::Found(station) => view! { <Studio station /> }.into_any(),
            })}
        </main>
    }
}

/// The player with the choices of one service.
#[component]
fn Studio(station: Station) -> impl IntoView {
    let settings = Settings::for_station(&station);
    let station = RwSignal::new_local(station);
    let config = Signal::derive_local(move || station.with(|station| settings.config(station)));
    let face = move || station.with(|station| station.face(&settings.avatar.get()));
    let (name, picture) = (words(move || face().name), words(move || face().picture));
    view! {
        <Player config name picture>
            <Tabs station settings />
        </Player>
    }
}
