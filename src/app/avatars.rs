//! Choosing the avatar.

use leptos::prelude::*;

use super::settings::Settings;
use super::station::Station;
use crate::player::texts;

/// The avatars with their pictures, one of which is chosen; a text box where the service does not list them.
#[component]
pub(super) fn Avatars(station: StoredValue<Station>, settings: Settings) -> impl IntoView {
    let cards = station.with_value(|station| {
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
                        prop:checked=move || settings.avatar.with(|avatar| *avatar == chosen)
                        on:change=move |_| settings.avatar.set(chooses.clone())
                    />
                    <span class="portrait">
                        {(!face.picture.is_empty()).then(|| view! { <img src=face.picture.clone() alt="" loading="lazy" /> })}
                    </span>
                    <span class="avatar-name">{face.name}</span>
                </label>
            }
        };
        station.avatars.iter().map(card).collect_view()
    });
    let listed = station.with_value(|station| !station.avatars.is_empty());
    if listed {
        view! {
            <fieldset class="field avatars">
                <legend>{texts().avatar}</legend>
                <div class="avatar-grid">{cards}</div>
            </fieldset>
        }
        .into_any()
    } else {
        view! {
            <label class="field">
                <span>{texts().avatar}</span>
                <input
                    type="text"
                    spellcheck="false"
                    data-testid="avatar-id"
                    prop:value=move || settings.avatar.get()
                    on:input=move |event| settings.avatar.set(event_target_value(&event))
                />
            </label>
        }
        .into_any()
    }
}
