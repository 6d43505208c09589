//! Choosing the avatar.

use leptos::prelude::*;

use super::settings::Settings;
use super::station::Station;
use crate::player::{flag, on, part, texts, words};

/// The avatars with their pictures, one of which is chosen; a text box where the service does not list them.
#[component]
pub(super) fn Avatars(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let listed = Memo::new(move |_| station.with(|station| !station.avatars.is_empty()));
    part(move || match listed.get() {
        true => view! { <Cards station settings /> }.into_any(),
        false => view! { <IdField settings /> }.into_any(),
    })
}

#[component]
fn Cards(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let cards = part(move || {
        station.with(|station| {
            let card = |avatar: &api::Avatar| {
                let id = avatar.avatar_id.clone();
                let face = station.face_of(avatar);
                let (chosen, chooses) = (id.clone(), id.clone());
                view! {
                    <label class="avatar">
                        <input
                            type="radio"
                            name="avatar"
                            data-testid=format!("avatar-{id}")
                            value=id
                            prop:checked=flag(move || settings.avatar.with(|avatar| *avatar == chosen))
                            on:change=on(move |_| settings.avatar.set(chooses.clone()))
                        />
                        <span class="portrait">
                            {(!face.picture.is_empty()).then(|| view! { <img src=face.picture.clone() alt="" /> })}
                        </span>
                        <span class="avatar-name">{face.name}</span>
                    </label>
                }
            };
            station.avatars.iter().map(card).collect_view()
        })
    });
    view! {
        <fieldset class="field avatars">
            <legend>{texts().avatar}</legend>
            <div class="avatar-grid">{cards}</div>
        </fieldset>
    }
}

#[component]
fn IdField(settings: Settings) -> impl IntoView {
    view! {
        <label class="field">
            <span>{texts().avatar}</span>
            <input
                type="text"
                spellcheck="false"
                data-testid="avatar-id"
                prop:value=words(move || settings.avatar.get())
                on:input=on(move |event| settings.avatar.set(event_target_value(&event)))
            />
        </label>
    }
}
