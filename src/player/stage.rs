//! The picture: the avatar's still before a session, the stream in it.

use leptos::prelude::*;
use player_model::{Control, ViewModel};
use session::State;

use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{flag, on, part, when, words};
use super::sound::{BlockedSound, Sound};
use super::stages::Stages;
use super::status::Status;
use super::toolbar::Toolbar;
use super::words::word;

/// The stage with all that lies over the picture.
#[component]
pub(super) fn Stage(
    conversation: Conversation,
    sound: Sound,
    name: Signal<String>,
    picture: Signal<String>,
) -> impl IntoView {
    let live = move || conversation.look(|view| view.state == State::Live);
    let waiting = Memo::new(move |_| conversation.look(ViewModel::starting));
    let active = move || conversation.look(ViewModel::active);
    view! {
        <div class="stage" class:live=flag(live) class:waiting=flag(move || waiting.get()) data-state=words(move || conversation.look(|view| view.state.name()))>
            {part(move || {
                let picture = picture.get();
                (!picture.is_empty()).then(|| view! { <img class="still" src=picture alt="" /> })
            })}
            <video
                node_ref=conversation.video
                data-testid="video"
                playsinline
                aria-label=word("picture")
                on:volumechange=on(move |_| sound.read(conversation))
            ></video>
            <div class="veil" aria-hidden="true"></div>
            <div class="stage-top">
                <Status conversation />
                <p class="notice" data-testid="notice" hidden=flag(move || !conversation.look(|view| view.artificial))>
                    {word("artificial")}
                </p>
                <BlockedSound conversation />
            </div>
            <Toolbar conversation />
            {when(move || waiting.get(), move || view! { <Stages conversation /> })}
            // The same as the button below the picture, for those who reach for the picture first.
            {when(move || !active(), move || view! {
                <button
                    type="button"
                    class="stage-start"
                    tabindex="-1"
                    aria-hidden="true"
                    on:click=on(move |_| conversation.press(Control::Start))
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
