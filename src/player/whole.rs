//! The player put together.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use player_model::ViewModel;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::composer::{Composer, key};
use super::controls::Controls;
use super::conversation::Conversation;
use super::facts::Facts;
use super::focus::touched;
use super::limit::LimitLine;
use super::press::guard;
use super::reactive::{flag, on, words};
use super::samples::Samples;
use super::sound::{Sound, SoundControls};
use super::stage::Stage;
use super::transcript::Transcript;
use super::trouble::Trouble;
use crate::client::Config;

/// A streaming avatar with its controls. `children` are shown beside it while no session is open.
#[component]
pub fn Player(
    /// Where sessions are opened and how; read at each start.
    config: Signal<Config, LocalStorage>,
    /// The avatar's name for people.
    name: Signal<String>,
    /// The address of a picture that is shown before there is a stream; empty for none.
    picture: Signal<String>,
    /// Set to whether a session is open or on its way.
    #[prop(optional)]
    open: RwSignal<bool>,
    /// Choices for the next session.
    children: ChildrenFn,
) -> impl IntoView {
    let conversation = Conversation::new(config, open);
    let sound = Sound::new();
    let active = Memo::new(move |_| conversation.look(ViewModel::active));
    view! {
        <div
            class="player"
            class:active=flag(move || active.get())
            data-microphone=words(move || conversation.look(|view| view.microphone.name()))
            // The focused node, where no key shall do anything.
            tabindex="-1"
            node_ref=conversation.place
            on:mousedown:capture=on(guard)
            on:click:capture=on(guard)
            on:pointerdown=on(move |event: PointerEvent| touched(event.pointer_type() != "mouse"))
            on:keydown=on(move |event| {
                touched(false);
                refuse_repeat(&event);
                key(conversation, &event, false, None);
            })
        >
            <Stage conversation sound name picture />
            <section class="panel">
                // Hidden, not made anew for every session: what is asked for would be forgotten, and each making subscribes
                // to choices that may never change again and so never let go of it.
                <div class="beside" hidden=flag(move || active.get())>
                    {children()}
                </div>
                <Transcript conversation />
                <Facts conversation />
            </section>
            <div class="dock">
                <Trouble conversation />
                <LimitLine conversation />
                <Composer conversation />
                <div class="controls">
                    <Controls conversation />
                    <Samples conversation />
                    <SoundControls conversation sound />
                </div>
            </div>
        </div>
    }
}

/// Enter that is held down would press what comes into the place of the button that it pressed first.
fn refuse_repeat(event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if event.repeat() && event.key() == "Enter" && target.is_some_and(|target| target.tag_name() == "BUTTON") {
        event.prevent_default();
    }
}
