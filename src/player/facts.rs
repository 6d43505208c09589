//! How the session fares, in one quiet line, and how long its start took.

use leptos::prelude::*;
use session::State;

use super::conversation::Conversation;
use super::reactive::{when, words};
use super::stages::Stages;
use super::texts::texts;

/// Size, codec, pictures a second, distance; below it the stages of the start, for those who unfold them.
#[component]
pub(super) fn Facts(conversation: Conversation) -> impl IntoView {
    let line = move || {
        let now = conversation.now.with(|now| now.statistics.clone());
        let mut facts = Vec::new();
        if now.height > 0 {
            facts.push(format!("{} × {}", now.width, now.height));
            facts.push(now.video_codec);
            facts.push(format!("{} {}", now.frames_per_second, texts().per_second));
        }
        if let Some(millis) = now.round_trip_ms {
            facts.push(format!("{millis} ms"));
        }
        if let Some(left) = conversation
            .now
            .with(|now| now.idle_left.into_iter().chain(now.cap_left).min())
        {
            facts.push(format!("{} {left} s", texts().ends_in));
        }
        facts.join(" · ")
    };
    let took = move || {
        let millis = conversation
            .now
            .with(|now| now.milestones)
            .first_frame
            .unwrap_or_default();
        format!("{} {millis} ms", texts().start_took)
    };
    when(
        move || conversation.state() == State::Live,
        move || {
            view! {
                <div class="facts">
                    <p data-testid="facts">{words(line)}</p>
                    <details>
                        <summary>{words(took)}</summary>
                        <Stages conversation />
                    </details>
                </div>
            }
        },
    )
}
