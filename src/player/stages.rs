//! The stages of a start and how long each took.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use session::Milestones;

use super::conversation::Conversation;
use super::reactive::{flag, words};
use super::texts::texts;

/// The stages, with the time since the start while one is waited for.
#[component]
pub(super) fn Stages(conversation: Conversation) -> impl IntoView {
    let (elapsed, set_elapsed) = signal(0_u32);
    let clock = StoredValue::new_local(None::<Interval>);
    Effect::new(move |_| {
        let running = conversation.starting().then(|| {
            let since = js_sys::Date::now();
            set_elapsed.set(0);
            Interval::new(100, move || {
                let millis = (js_sys::Date::now() - since).max(0.0) as u32;
                set_elapsed.try_set(millis);
            })
        });
        // Only the change from waiting to not waiting and back restarts the clock.
        clock.try_update_value(|clock| match (&clock, running) {
            (Some(_), Some(_)) => {}
            (_, running) => *clock = running,
        });
    });
    let stages = texts().stages.into_iter().enumerate().map(move |(place, name)| {
        let reached = Memo::new(move |_| at(&conversation.milestones.get(), place));
        let waited_for = move || {
            let milestones = conversation.milestones.get();
            let before = place
                .checked_sub(1)
                .is_none_or(|before| at(&milestones, before).is_some());
            before && reached.get().is_none() && conversation.starting()
        };
        view! {
            <li class="stage-step" class:done=flag(move || reached.get().is_some()) class:now=flag(waited_for)>
                <span class="mark" aria-hidden="true"></span>
                <span>{name}</span>
                <span class="millis">
                    {words(move || match reached.get() {
                        Some(millis) => format!("{millis} ms"),
                        None if waited_for() => format!("{} ms", elapsed.get()),
                        None => String::new(),
                    })}
                </span>
            </li>
        }
    });
    view! {
        <ol class="stages" data-testid="stages">
            {stages.collect_view()}
        </ol>
    }
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
