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
        let toggled = conversation.look(|seen| seen.toggled);
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
        voice(conversation),
        button(Control::MicrophoneOff, "quiet off")
            .shape(Shape::MicrophoneOff)
            .view(),
        button(Control::Interrupt, "quiet").shape(Shape::Hush).view(),
        button(Control::Repeat, "quiet").shape(Shape::Repeat).view(),
    )
}

/// The place that `web/app/microphone.js` tells the visitor's doings in while they are heard, as values that change.
fn voice(conversation: Conversation) -> AnyView {
    let told = move |event| conversation.hear_voice(&event_target_value(&event));
    view! { <span class="attend" on:change=on(told)></span> }.into_any()
}
