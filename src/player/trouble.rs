//! What went wrong, and what to do about it.

use leptos::prelude::*;
use session::{EndReason, PeerProblem, Problem};

use super::button::Button;
use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::network::{check_button, concerns};
use super::reactive::{flag, part};
use super::texts::texts;

/// The message of the last error, with a way on.
#[component]
pub(super) fn Trouble(conversation: Conversation) -> impl IntoView {
    // What ended the session comes before what it survived.
    let fatal = move || match conversation.now.with(|now| now.ended.clone()) {
        Some(EndReason::Failed(problem)) => Some(problem),
        _ => None,
    };
    let shown = move || match fatal() {
        Some(problem) => Some((problem, true)),
        None => conversation
            .now
            .with(|now| now.problem.clone())
            .map(|problem| (problem, false)),
    };
    let dismiss = move || {
        conversation.change(|now| {
            now.problem = None;
            if matches!(now.ended, Some(EndReason::Failed(_))) {
                now.ended = None;
            }
        });
    };
    let retry = move || Button::new("retry", "retry", texts().retry, move || conversation.start()).view();
    view! {
        <div class="trouble-place" role="alert">
            {part(move || {
                shown()
                    .map(|(problem, fatal)| {
                        view! {
                            <div class="trouble" class:fatal=flag(move || fatal) data-testid="error" data-error=problem.name()>
                                <Icon shape=Shape::Warning />
                                <div class="trouble-words">
                                    <p dir="auto" prop:textContent=words_of(&problem)></p>
                                    {details(&problem).map(|words| {
                                        view! {
                                            <details class="details">
                                                <summary>{texts().details}</summary>
                                                <p dir="auto" prop:textContent=words></p>
                                            </details>
                                        }
                                    })}
                                    {(concerns(&problem) && conversation.service().page().is_none()).then(|| check_button(move || conversation.service()))}
                                </div>
                                {fatal.then(retry)}
                                {Button::new("dismiss", "dismiss", texts().dismiss, dismiss).shape(Shape::Close).view()}
                            </div>
                        }
                    })
            })}
        </div>
    }
}

/// What a visitor reads.
fn words_of(problem: &Problem) -> String {
    match problem {
        // Without the browser's own words, which are among the details.
        Problem::Peer(PeerProblem::Negotiation(_)) => PeerProblem::Negotiation(String::new())
            .to_string()
            .trim_end_matches(" ()")
            .to_owned(),
        _ => problem.to_string(),
    }
}

/// The service's or the browser's own words, where they said more than the error's kind: for those who unfold them.
fn details(problem: &Problem) -> Option<String> {
    match problem {
        Problem::Api(refusal) if !refusal.message.is_empty() => Some(refusal.message.clone()),
        Problem::Peer(PeerProblem::Negotiation(said)) if !said.is_empty() => Some(said.clone()),
        _ => None,
    }
}
