//! Choosing the avatar.

use leptos::prelude::*;

use super::field::Field;
use super::settings::Settings;
use super::station::Station;
use crate::player::{flag, on, part, texts};

/// The avatars with their pictures, one of which is chosen; a text box where the service does not list them.
#[component]
pub(super) fn Avatars(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let listed = Memo::new(move |_| station.with(|station| !station.avatars.is_empty()));
    part(move || match listed.get() {
        true => view! { <Cards station settings /> }.into_any(),
        false => id_field(settings),
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
                            data-testid=["avatar-", &id].concat()
                            value=id
                            prop:checked=flag(move || settings.avatar.with(|avatar| *avatar == chosen))
                            on:change=on(move |_| {
                                settings.avatar.set(chooses.clone());
                                settings.keep();
                            })
                        />
                        <span class="portrait">
                            {(!face.picture.is_empty()).then(|| view! { <img src=face.picture.clone() alt="" /> })}
                        </span>
                        <span class="avatar-name" dir="auto" prop:textContent=face.name></span>
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

/// For a service that does not list its avatars.
fn id_field(settings: Settings) -> AnyView {
    let field = Field {
        label: texts().avatar,
        id: "avatar-id",
        secret: false,
        example: "",
        note: "",
        value: settings.avatar,
    };
    field.view(move || settings.keep())
}
