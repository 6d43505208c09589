//! Loudness, muting, and sound that the browser withholds.

use leptos::prelude::*;
use player_model::{Control, Input, decimal};

use super::button::Button;
use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{on, part, pressed, words};
use super::words::word;

/// How loud it is, as the video element has it.
#[derive(Clone, Copy)]
pub(super) struct Sound {
    /// In per cent.
    volume: RwSignal<u32>,
}

impl Sound {
    pub(super) fn new() -> Self {
        Self {
            volume: RwSignal::new(100),
        }
    }

    /// Takes what the element says about itself.
    pub(super) fn read(self, conversation: Conversation) {
        if let Some(video) = conversation.video.get_untracked() {
            conversation.input(Input::Switched(Control::Mute, video.muted()));
            self.volume.set((video.volume() * 100.0) as u32);
        }
    }
}

/// The switch and the slider.
#[component]
pub(super) fn SoundControls(conversation: Conversation, sound: Sound) -> impl IntoView {
    let muted = move || conversation.look(|view| view.on(Control::Mute));
    let turn = move |event| {
        let percent = event_target_value(&event).parse::<u8>().unwrap_or(100).min(100);
        if let Some(video) = conversation.video.get_untracked() {
            video.set_volume(f64::from(percent) / 100.0);
        }
    };
    view! {
        <div class="sound">
            <button
                type="button"
                class="round"
                data-testid="mute"
                aria-label=word("mute")
                aria-pressed=pressed(muted)
                on:click=on(move |_| conversation.press(Control::Mute))
            >
                {part(move || {
                    let shape = if muted() { Shape::Muted } else { Shape::Sound };
                    view! { <Icon shape /> }
                })}
            </button>
            <input
                type="range"
                class="volume"
                data-testid="volume"
                aria-label=word("volume")
                min="0"
                max="100"
                step="5"
                prop:value=words(move || decimal(sound.volume.get()))
                on:input=on(turn)
            />
        </div>
    }
}

/// The button that is there while the browser withholds the sound.
#[component]
pub(super) fn BlockedSound(conversation: Conversation) -> impl IntoView {
    Button::of(conversation, Control::Sound, "blocked")
        .shape(Shape::Muted)
        .view()
}
