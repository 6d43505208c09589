//! The player put together.

use leptos::prelude::*;

use super::composer::Composer;
use super::controls::{SpeechControls, StartOrStop};
use super::conversation::Conversation;
use super::facts::Facts;
use super::limit::Limit;
use super::reactive::flag;
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
    /// Choices for the next session.
    children: ChildrenFn,
) -> impl IntoView {
    let conversation = Conversation::new(config);
    let sound = Sound::new();
    let active = Memo::new(move |_| conversation.active());
    view! {
        <div class="player" class:active=flag(move || active.get())>
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
                <Limit conversation />
                <Composer conversation />
                <div class="controls">
                    <StartOrStop conversation />
                    <SpeechControls conversation />
                    <SoundControls conversation sound />
                </div>
            </div>
        </div>
    }
}
