//! The picture: the avatar's still before a session, the stream in it.

use leptos::prelude::*;
use session::State;

use super::conversation::Conversation;
use super::face::Face;
use super::icon::{Icon, Shape};
use super::sound::{BlockedSound, Sound};
use super::stages::Stages;
use super::status::Status;
use super::texts::texts;

/// The stage with all that lies over the picture.
#[component]
pub(super) fn Stage(conversation: Conversation, sound: Sound, face: Signal<Face>) -> impl IntoView {
    let live = move || matches!(conversation.state.get(), State::Live);
    let waiting = Memo::new(move |_| conversation.starting());
    let resting = Memo::new(move |_| !conversation.active());
    view! {
        <div class="stage" class:live=live class:waiting=move || waiting.get() data-state=move || conversation.state.get().name()>
            {move || {
                let Face { name, picture } = face.get();
                (!picture.is_empty()).then(|| view! { <img class="still" src=picture alt=name /> })
            }}
            <video
                node_ref=conversation.video
                data-testid="video"
                playsinline
                aria-label=texts().picture
                on:volumechange=move |_| sound.read(conversation)
            ></video>
            <div class="veil" aria-hidden="true"></div>
            <div class="stage-top">
                <Status conversation />
                <BlockedSound conversation />
            </div>
            <Show when=move || waiting.get()>
                <Stages conversation />
            </Show>
            <Show when=move || resting.get()>
                // The same as the button below the picture, for those who reach for the picture first.
                <button
                    type="button"
                    class="stage-start"
                    tabindex="-1"
                    aria-hidden="true"
                    on:click=move |_| conversation.start()
                >
                    <span class="disc">
                        <Icon shape=Shape::Play />
                    </span>
                </button>
            </Show>
            <p class="stage-name" aria-hidden="true">{move || face.get().name}</p>
        </div>
    }
}
