//! Loudness, muting, and sound that the browser withholds.

use leptos::prelude::*;

use super::button::Button;
use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{on, part, pressed, when, words};
use super::texts::texts;

/// What is heard, as the video element has it.
#[derive(Clone, Copy)]
pub(super) struct Sound {
    muted: RwSignal<bool>,
    /// In per cent.
    volume: RwSignal<u32>,
}

impl Sound {
    pub(super) fn new() -> Self {
        Self {
            muted: RwSignal::new(false),
            volume: RwSignal::new(100),
        }
    }

    /// Takes what the element says about itself.
    pub(super) fn read(self, conversation: Conversation) {
        if let Some(video) = conversation.video.get_untracked() {
            self.muted.set(video.muted());
            self.volume.set((video.volume() * 100.0) as u32);
        }
    }
}

/// The switch and the slider.
#[component]
pub(super) fn SoundControls(conversation: Conversation, sound: Sound) -> impl IntoView {
    let toggle = move |_| {
        let Some(video) = conversation.video.get_untracked() else {
            return;
        };
        if video.muted() {
            video.set_muted(false);
            conversation.unblock_sound();
        } else {
            video.set_muted(true);
        }
    };
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
                aria-label=texts().mute
                aria-pressed=pressed(move || sound.muted.get())
                on:click=on(toggle)
            >
                {part(move || {
                    let shape = if sound.muted.get() { Shape::Muted } else { Shape::Sound };
                    view! { <Icon shape /> }
                })}
            </button>
            <input
                type="range"
                class="volume"
                data-testid="volume"
                aria-label=texts().volume
                min="0"
                max="100"
                step="5"
                prop:value=words(move || sound.volume.get().to_string())
                on:input=on(turn)
            />
        </div>
    }
}

/// The button that is there while the browser withholds the sound.
#[component]
pub(super) fn BlockedSound(conversation: Conversation) -> impl IntoView {
    let blocked = move || conversation.now.with(|now| now.sound_blocked);
    when(blocked, move || {
        Button::new("blocked", "sound", texts().sound_blocked, move || {
            conversation.unblock_sound()
        })
        .shape(Shape::Muted)
        .view()
    })
}
