//! How the session fares, in one quiet line, and how long its start took.

use leptos::prelude::*;
use player_model::decimal;
use session::State;

use super::conversation::{Conversation, Figures};
use super::reactive::{when, words};
use super::stages::Stages;
use super::texts::texts;

fn said_of(figures: &Figures) -> String {
    let media = &figures.statistics;
    let mut facts = Vec::new();
    if media.height > 0 {
        facts.push([&decimal(media.width), " × ", &decimal(media.height)].concat());
        // The page's own avatar has none.
        if !media.video_codec.is_empty() {
            facts.push(media.video_codec.clone());
        }
        facts.push([&decimal(media.frames_per_second), " ", texts().per_second].concat());
    }
    if let Some(millis) = media.round_trip_ms {
        facts.push([&decimal(millis), " ms"].concat());
    }
    let mut said = facts.join(" · ");
    if let Some(left) = figures.left {
        // On a line of its own, which does not move the others.
        said.push_str(&["\n", texts().ends_in, " ", &decimal(left), " s"].concat());
    }
    said
}

/// Size, codec, pictures a second, distance; below it the stages of the start, for those who unfold them.
#[component]
pub(super) fn Facts(conversation: Conversation) -> impl IntoView {
    let line = move || conversation.figures.with(said_of);
    let took = move || {
        let millis = conversation
            .figures
            .with(|figures| figures.milestones)
            .first_frame
            .unwrap_or_default();
        [texts().start_took, " ", &decimal(millis), " ms"].concat()
    };
    when(
        move || conversation.look(|view| view.state == State::Live),
        move || {
            view! {
                <div class="facts">
                    <p data-testid="facts" prop:textContent=words(line)></p>
                    <details>
                        <summary prop:textContent=words(took)></summary>
                        <Stages conversation />
                    </details>
                </div>
            }
        },
    )
}
