//! Start, stop, the microphone, interrupt, repeat.

use leptos::prelude::*;
use player_model::Control;

use super::button::Button;
use super::conversation::Conversation;
use super::icon::Shape;
use super::reactive::{on, words};

/// The buttons under the text box: one place for each control.
#[component]
pub(super) fn Controls(conversation: Conversation) -> impl IntoView {
    let since = words(move || {
        let toggled = conversation.look(|view| view.toggled);
        toggled.map(|toggled| toggled.to_string()).unwrap_or_default()
    });
    let button = |control, class| Button::of(conversation, control, class);
    (
        button(Control::Start, "primary start")
            .shape(Shape::Play)
            .since(since)
            .view(),
        button(Control::Stop, "stop").shape(Shape::Stop).since(since).view(),
        button(Control::Microphone, "quiet microphone")
            .shape(Shape::Microphone)
            .switch(conversation, Control::Microphone)
            .view(),
        microphone_controls(conversation),
        button(Control::MicrophoneOff, "quiet off")
            .shape(Shape::MicrophoneOff)
            .view(),
        button(Control::Interrupt, "quiet").shape(Shape::Hush).view(),
        button(Control::Repeat, "quiet").shape(Shape::Repeat).view(),
    )
}

/// The place of the open microphone's controls, which `web/app/microphone.js` puts there. It tells their events as a field tells of its value.
fn microphone_controls(conversation: Conversation) -> AnyView {
    let told = move |event| conversation.microphone_event(&event_target_value(&event));
    view! { <span class="microphone-controls" on:change=on(told)></span> }.into_any()
}
