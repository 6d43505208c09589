//! What was said, and what became of it.

use leptos::prelude::*;

use super::conversation::Conversation;
use super::entry::Entry;
use super::reactive::{when, words};
use super::texts::texts;

/// The texts in their order, each with its outcome.
#[component]
pub(super) fn Transcript(conversation: Conversation) -> impl IntoView {
    let empty = move || conversation.entries.with(Vec::is_empty);
    view! {
        <section class="transcript-panel">
            <h2>{texts().transcript}</h2>
            {when(empty, || view! { <p class="hint">{texts().transcript_empty}</p> })}
            <ol class="transcript" role="log" aria-label=texts().transcript data-testid="transcript" tabindex="0">
                <For each=move || conversation.entries.get() key=|entry| entry.key let(entry)>
                    <Line entry />
                </For>
            </ol>
        </section>
    }
}

#[component]
fn Line(entry: Entry) -> impl IntoView {
    let status = RwSignal::from(entry.status);
    view! {
        <li class="said" data-outcome=words(move || status.with(|status| status.name()))>
            <p class="words">{entry.text}</p>
            <p class="outcome">
                {words(move || {
                    let (place, reason) = status.with(|status| (status.place(), status.reason()));
                    let outcome = texts().outcomes.get(place).copied().unwrap_or_default();
                    let stop = if reason.is_empty() { "" } else { ". " };
                    [outcome, stop, &reason].concat()
                })}
            </p>
        </li>
    }
}
