//! The picture: the avatar's still before a session, the stream in it.

use leptos::prelude::*;
use session::State;

use super::backdrop::Backdrop;
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
    let keep_green = RwSignal::new(false);
    // Whether the keyed picture is shown instead of the video itself.
    let drawn = RwSignal::new(false);
    view! {
        <div class="stage" class:live=live class:waiting=move || waiting.get() data-state=move || conversation.state.get().name()>
            {move || {
                let Face { name, picture } = face.get();
                (!picture.is_empty()).then(|| view! { <img class="still" src=picture alt=name /> })
            }}
            <video
                node_ref=conversation.video
                data-testid="video"
                class:keyed=move || drawn.get()
                playsinline
                aria-label=texts().picture
                on:volumechange=move |_| sound.read(conversation)
            ></video>
            <Show when=move || !keep_green.get()>
                <Backdrop video=conversation.video drawn />
            </Show>
            <div class="veil" aria-hidden="true"></div>
            <div class="stage-top">
                <Status conversation />
                <BlockedSound conversation />
                <Show when=live>
                    <button
                        type="button"
                        class="green"
                        data-testid="keep-green"
                        aria-pressed=move || keep_green.get().to_string()
                        on:click=move |_| keep_green.update(|keep| *keep = !*keep)
                    >
                        {texts().keep_green}
                    </button>
                </Show>
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
