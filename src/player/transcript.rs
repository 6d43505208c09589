//! What was said, and what became of it.

use leptos::prelude::*;

use super::button::Button;
use super::conversation::Conversation;
use super::entry::{Entry, Status};
use super::reactive::{part, when};
use super::texts::texts;

/// The texts in their order, each with its outcome.
#[component]
pub(super) fn Transcript(conversation: Conversation) -> impl IntoView {
    let empty = move || conversation.entries.with(Vec::is_empty);
    // Texts are only ever added, so that each keeps its place and its element.
    let lines = part(move || {
        conversation
            .entries
            .with(|entries| entries.iter().map(|entry| line(conversation, entry)).collect_view())
    });
    view! {
        <section class="transcript-panel">
            <h2>{texts().transcript}</h2>
            {when(empty, || view! { <p class="hint">{texts().transcript_empty}</p> })}
            <div class="log" role="log" tabindex="0" aria-label=texts().transcript>
                <ol class="transcript" data-testid="transcript">{lines}</ol>
            </div>
        </section>
    }
}

fn line(conversation: Conversation, entry: &Entry) -> impl IntoView + use<> {
    let (status, reason) = (&entry.status, entry.status.reason());
    let (heard, unheard) = entry.parts();
    let (heard, unheard) = (heard.to_owned(), unheard.to_owned());
    let text = entry.text.clone();
    let edit = matches!(status, Status::Failed(_)).then(|| {
        Button::new("quiet", "edit", texts().edit, move || {
            conversation.give_back(text.clone())
        })
        .view()
    });
    let outcome = texts().outcomes.get(status.place()).copied().unwrap_or_default();
    let (outcome, stop, reason) = match status {
        Status::Spoken if !entry.unsaid.is_empty() => (texts().said_in_part, "", entry.unsaid.as_str()),
        _ if reason.is_empty() => (outcome, "", ""),
        _ => (outcome, ". ", reason),
    };
    view! {
        <li class="said" data-outcome=status.name()>
            <p class="words" dir="auto">
                <span prop:textContent=heard></span>
                {(!unheard.is_empty()).then(|| view! { <del prop:textContent=unheard></del> })}
            </p>
            <p class="outcome" dir="auto" prop:textContent=[outcome, stop, reason].concat()></p>
            {edit}
        </li>
    }
}
