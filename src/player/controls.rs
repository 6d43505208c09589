//! Start, stop, interrupt, repeat.

use leptos::prelude::*;
use session::State;

use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::texts::texts;

/// The button that opens a session, and the one that ends it: one of the two is there.
#[component]
pub(super) fn StartOrStop(conversation: Conversation) -> impl IntoView {
    let state = conversation.state;
    let active = Memo::new(move |_| conversation.active());
    view! {
        <Show
            when=move || active.get()
            fallback=move || {
                view! {
                    <button type="button" class="primary start" data-testid="start" on:click=move |_| conversation.start()>
                        <Icon shape=Shape::Play />
                        {move || if state.get() == State::Ended { texts().start_again } else { texts().start }}
                    </button>
                }
            }
        >
            <button
                type="button"
                class="stop"
                data-testid="stop"
                disabled=move || state.get() == State::Stopping
                on:click=move |_| conversation.stop()
            >
                <Icon shape=Shape::Stop />
                {move || if conversation.starting() { texts().cancel } else { texts().stop }}
            </button>
        </Show>
    }
}

/// Interrupt and repeat.
#[component]
pub(super) fn SpeechControls(conversation: Conversation) -> impl IntoView {
    let live = move || conversation.state.get() == State::Live;
    let silent = move || !live() || !(conversation.speaking.get() || conversation.pending());
    let nothing_said = move || !live() || conversation.entries.with(Vec::is_empty);
    view! {
        <button
            type="button"
            class="quiet"
            data-testid="interrupt"
            disabled=silent
            on:click=move |_| conversation.interrupt()
        >
            <Icon shape=Shape::Hush />
            {texts().interrupt}
        </button>
        <button
            type="button"
            class="quiet"
            data-testid="repeat"
            disabled=nothing_said
            on:click=move |_| conversation.repeat()
        >
            <Icon shape=Shape::Repeat />
            {texts().repeat}
        </button>
    }
}
