//! The end of the session, before it comes.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use session::LimitKind;

use super::conversation::Conversation;
use super::reactive::{on, part, words};
use super::texts::texts;

/// A line that counts down when a limit is near, with a way to put off the idle end.
#[component]
pub(super) fn Limit(conversation: Conversation) -> impl IntoView {
    let (left, set_left) = signal(0_u32);
    let clock = StoredValue::new_local(None::<Interval>);
    Effect::new(move |_| {
        let running = conversation.near.get().map(|near| {
            set_left.set(near.seconds);
            Interval::new(1000, move || {
                _ = set_left.try_update(|left| *left = left.saturating_sub(1))
            })
        });
        clock.set_value(running);
    });
    let kind = Memo::new(move |_| conversation.near.get().map(|near| near.kind));
    view! {
        <div class="limit-place">
            {part(move || {
                kind.get()
                    .map(|kind| {
                        view! {
                            <div class="limit" data-testid="limit">
                                <span>{texts().limit(kind)} " " <b>{words(move || left.get().to_string())}</b> " s"</span>
                                {(kind == LimitKind::Idle)
                                    .then(|| {
                                        view! {
                                            <button type="button" class="quiet" on:click=on(move |_| conversation.keep_alive())>
                                                {texts().keep_alive}
                                            </button>
                                        }
                                    })}
                            </div>
                        }
                    })
            })}
        </div>
    }
}
