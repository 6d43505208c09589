//! The transcript: each text, and what became of it.

use leptos::prelude::*;
use player_model::{Control, Input, TranscriptEntry};
use session::Role;

use super::button::Button;
use super::conversation::Conversation;
use super::reactive::{flag, part, when, words};
use super::texts::texts;
use super::words::{say, word};

/// The texts in their order, each with its outcome.
#[component]
pub(super) fn Transcript(conversation: Conversation) -> impl IntoView {
    let empty = move || conversation.lines.with(Vec::is_empty);
    // Texts are only ever added, so that each keeps its place and its element.
    let lines = part(move || {
        conversation
            .lines
            .with(|lines| lines.iter().map(|line| view_of(conversation, line)).collect_view())
    });
    let waiting = move || conversation.look(|view| view.waiting.as_ref().and_then(say));
    let clear = Button::new("link", "clear", word("clear"), move || {
        conversation.press(Control::Clear)
    })
    .hidden(flag(move || waiting().is_none()));
    view! {
        <section class="transcript-panel">
            <h2>
                {word("transcript")} " "
                <span class="waiting" data-testid="waiting" prop:textContent=words(move || waiting().unwrap_or_default())></span>
                {clear.view()}
            </h2>
            {when(empty, || view! { <p class="hint">{texts().transcript_empty}</p> })}
            <div class="log" role="log" tabindex="0" aria-label=word("transcript")>
                <ol class="transcript" data-testid="transcript">{lines}</ol>
            </div>
        </section>
    }
}

fn view_of(conversation: Conversation, line: &TranscriptEntry) -> impl IntoView + use<> {
    let (heard, unheard) = line.parts();
    let (heard, unheard) = (heard.to_owned(), unheard.to_owned());
    let answer = line.answer.clone();
    let key = line.key;
    let edit = line.rewritable().then(|| {
        Button::new("quiet", "edit", word("edit"), move || {
            conversation.input(Input::Rewrite(key))
        })
        .view()
    });
    let outcome = match line.note() {
        "" => word(line.outcome()),
        note => [&word(line.outcome()), " (", note, ")"].concat(),
    };
    view! {
        <li class="said" data-outcome=line.status.name() data-role=line.role.map(Role::name)>
            <p class="words" dir="auto">
                <span prop:textContent=heard></span>
                {(!unheard.is_empty()).then(|| view! { <del prop:textContent=unheard></del> })}
            </p>
            {(!answer.is_empty()).then(|| view! { <p class="answer" dir="auto" prop:textContent=answer></p> })}
            <p class="outcome" dir="auto" prop:textContent=outcome></p>
            {edit}
        </li>
    }
}
