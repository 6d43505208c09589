//! The picture: the avatar's still before a session, the stream in it.

use leptos::prelude::*;
use session::State;

use super::backdrop::Backdrop;
use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{flag, on, part, pressed, when, words};
use super::sound::{BlockedSound, Sound};
use super::stages::Stages;
use super::status::Status;
use super::texts::texts;

/// The stage with all that lies over the picture.
#[component]
pub(super) fn Stage(
    conversation: Conversation,
    sound: Sound,
    name: Signal<String>,
    picture: Signal<String>,
) -> impl IntoView {
    let live = move || matches!(conversation.state(), State::Live);
    let waiting = Memo::new(move |_| conversation.starting());
    let keep_green = RwSignal::new(false);
    // The page's own avatar comes without a screen.
    let screened = move || conversation.service().page().is_none();
    let keyed = move || conversation.active() && !keep_green.get() && screened();
    view! {
        <div class="stage" class:live=flag(live) class:waiting=flag(move || waiting.get()) data-state=words(move || conversation.state().name())>
            {part(move || {
                let picture = picture.get();
                (!picture.is_empty()).then(|| view! { <img class="still" src=picture alt="" /> })
            })}
            <video
                node_ref=conversation.video
                data-testid="video"
                playsinline
                aria-label=texts().picture
                on:volumechange=on(move |_| sound.read(conversation))
            ></video>
            {when(keyed, move || view! { <Backdrop video=conversation.video /> })}
            <div class="veil" aria-hidden="true"></div>
            <div class="stage-top">
                <Status conversation />
                <BlockedSound conversation />
            </div>
            // Hidden, not made anew for every session: it reads a choice that may never change, see `reactive::change`.
            <button
                type="button"
                class="green"
                data-testid="keep-green"
                hidden=flag(move || !live() || !screened())
                aria-pressed=pressed(move || keep_green.get())
                on:click=on(move |_| keep_green.update(|keep| *keep = !*keep))
            >
                {texts().keep_green}
            </button>
            {when(move || waiting.get(), move || view! { <Stages conversation /> })}
            // The same as the button below the picture, for those who reach for the picture first.
            {when(move || !conversation.active(), move || view! {
                <button
                    type="button"
                    class="stage-start"
                    tabindex="-1"
                    aria-hidden="true"
                    on:click=on(move |_| conversation.start())
                >
                    <span class="disc">
                        <Icon shape=Shape::Play />
                    </span>
                </button>
            })}
            <p class="stage-name" aria-hidden="true" dir="auto" prop:textContent=name></p>
        </div>
    }
}
