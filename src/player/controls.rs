//! Start, stop, interrupt, repeat.

use leptos::prelude::*;
use session::State;

use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{flag, on, part, words};
use super::texts::texts;

/// The button that opens a session, and the one that ends it: one of the two is there.
#[component]
pub(super) fn StartOrStop(conversation: Conversation) -> impl IntoView {
    let state = move || conversation.state();
    let active = Memo::new(move |_| conversation.active());
    let start = move || {
        view! {
            <button type="button" class="primary start" data-testid="start" on:click=on(move |_| conversation.start())>
                <Icon shape=Shape::Play />
                {words(move || if state() == State::Ended { texts().start_again } else { texts().start })}
            </button>
        }
    };
    let stop = move || {
        view! {
            <button
                type="button"
                class="stop"
                data-testid="stop"
                disabled=flag(move || state() == State::Stopping)
                on:click=on(move |_| conversation.stop())
            >
                <Icon shape=Shape::Stop />
                {words(move || if conversation.starting() { texts().cancel } else { texts().stop })}
            </button>
        }
    };
    part(move || {
        if active.get() {
            stop().into_any()
        } else {
            start().into_any()
        }
    })
}

/// Interrupt and repeat.
#[component]
pub(super) fn SpeechControls(conversation: Conversation) -> impl IntoView {
    let live = move || conversation.state() == State::Live;
    let silent = move || !live() || !(conversation.now.with(|now| now.speaking) || conversation.pending());
    let nothing_said = move || !live() || conversation.entries.with(Vec::is_empty);
    view! {
        <button
            type="button"
            class="quiet"
            data-testid="interrupt"
            disabled=flag(silent)
            on:click=on(move |_| conversation.interrupt())
        >
            <Icon shape=Shape::Hush />
            {texts().interrupt}
        </button>
        <button
            type="button"
            class="quiet"
            data-testid="repeat"
            disabled=flag(nothing_said)
            on:click=on(move |_| conversation.repeat())
        >
            <Icon shape=Shape::Repeat />
            {texts().repeat}
        </button>
    }
}
