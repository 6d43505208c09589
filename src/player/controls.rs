//! Start, stop, interrupt, repeat.

use leptos::prelude::*;
use session::State;

use super::button::Button;
use super::conversation::Conversation;
use super::icon::Shape;
use super::press::since;
use super::reactive::{flag, part, words};
use super::texts::texts;

/// The button that opens a session, and the one that ends it: one of the two is there.
#[component]
pub(super) fn StartOrStop(conversation: Conversation) -> impl IntoView {
    let state = move || conversation.state();
    let active = Memo::new(move |_| conversation.active());
    let start = move |since| {
        let text = words(move || {
            if state() == State::Ended {
                texts().start_again
            } else {
                texts().start
            }
        });
        Button::new("primary start", "start", "", move || conversation.start())
            .shape(Shape::Play)
            .text(text)
            .since(since)
            .view()
    };
    let stop = move |since| {
        let text = words(move || {
            if conversation.starting() {
                texts().cancel
            } else {
                texts().stop
            }
        });
        Button::new("stop", "stop", "", move || conversation.stop())
            .shape(Shape::Stop)
            .text(text)
            .since(since)
            .view()
    };
    let mut replaces = false;
    part(move || {
        let since = if core::mem::replace(&mut replaces, true) {
            since()
        } else {
            String::new()
        };
        if active.get() { stop(since) } else { start(since) }
    })
}

/// Interrupt and repeat.
#[component]
pub(super) fn SpeechControls(conversation: Conversation) -> impl IntoView {
    let live = move || conversation.state() == State::Live;
    let silent = move || !live() || !(conversation.now.with(|now| now.speaking) || conversation.pending());
    let nothing_said = move || !live() || conversation.entries.with(Vec::is_empty);
    let interrupt = Button::new("quiet", "interrupt", texts().interrupt, move || {
        conversation.interrupt()
    });
    let repeat = Button::new("quiet", "repeat", texts().repeat, move || conversation.repeat());
    (
        interrupt.shape(Shape::Hush).disabled(flag(silent)).view(),
        repeat.shape(Shape::Repeat).disabled(flag(nothing_said)).view(),
    )
}
