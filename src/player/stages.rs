//! The stages of a start and how long each took.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use player_model::{ViewModel, decimal};
use session::Milestones;

use super::conversation::Conversation;
use super::reactive::{flag, words};
use super::texts::texts;
use crate::client::PageService;

/// The stages, with the time since the start while one is waited for.
#[component]
pub(super) fn Stages(conversation: Conversation) -> impl IntoView {
    let elapsed = RwSignal::new(0_u32);
    // It runs as long as these stages are there, which is as long as they are waited for.
    let clock = untrack(|| conversation.look(ViewModel::starting)).then(|| {
        let since = js_sys::Date::now();
        Interval::new(100, move || {
            _ = elapsed.try_set((js_sys::Date::now() - since).max(0.0) as u32)
        })
    });
    StoredValue::new_local(clock);
    let stages = texts().stages.into_iter().enumerate().map(move |(place, name)| {
        let reached = move || conversation.figures.with(|figures| at(&figures.milestones, place));
        let waited_for = move || {
            let before = move |before| {
                conversation
                    .figures
                    .with(|figures| at(&figures.milestones, before))
                    .is_some()
            };
            place.checked_sub(1).is_none_or(before) && reached().is_none() && conversation.look(ViewModel::starting)
        };
        view! {
            <li class="stage-step" class:done=flag(move || reached().is_some()) class:now=flag(waited_for)>
                <span class="mark" aria-hidden="true"></span>
                <span>{name}</span>
                <span
                    class="millis"
                    prop:textContent=words(move || match reached() {
                        Some(millis) => [&decimal(millis), " ms"].concat(),
                        None if waited_for() => [&decimal(elapsed.get()), " ms", &loading(conversation)].concat(),
                        None => String::new(),
                    })
                ></span>
            </li>
        }
    });
    view! {
        <ol class="stages" data-testid="stages">
            {stages.collect_view()}
        </ol>
    }
}

/// How much of the page's own avatar has come, while it comes.
fn loading(conversation: Conversation) -> String {
    let percent = conversation.service().page().and_then(PageService::percent);
    percent
        .map(|percent| [" · ", &decimal(percent), " %"].concat())
        .unwrap_or_default()
}

fn at(milestones: &Milestones, place: usize) -> Option<u32> {
    let all = [
        milestones.created,
        milestones.answered,
        milestones.started,
        milestones.connected,
        milestones.first_frame,
    ];
    all.get(place).copied().flatten()
}
