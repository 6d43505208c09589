//! The trouble card: a problem in words, and what to do about it.

use leptos::prelude::*;
use player_model::{Card, Control};

use super::button::Button;
use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{flag, part};
use super::words::{say, word};

/// The card of the last problem, with a way on.
#[component]
pub(super) fn Trouble(conversation: Conversation) -> impl IntoView {
    let card = Memo::new(move |_| conversation.look(|view| view.trouble.clone()));
    view! {
        <div class="trouble-place" role="alert">
            {part(move || card.get().map(|card| view_of(conversation, &card)))}
        </div>
    }
}

fn view_of(conversation: Conversation, card: &Card) -> impl IntoView + use<> {
    let words = say(&card.words);
    let details = card.details(words.is_some());
    let fatal = card.fatal;
    let aside = (card.aside && words.is_some()).then(|| {
        let sentence = card.sentence.clone();
        view! { <p dir="auto" lang="en" class="aside" prop:textContent=sentence></p> }
    });
    let lines = details.iter().map(|line| {
        let line = (*line).to_owned();
        view! { <p dir="auto" lang="en" prop:textContent=line></p> }
    });
    let details = (!details.is_empty()).then(|| {
        view! {
            <details class="details" open=card.unfolded>
                <summary prop:textContent=word("details")></summary>
                {lines.collect_view()}
            </details>
        }
    });
    // A retry stands beside the words, what else can be done below them.
    let button = |control: Control, class| {
        Button::new(class, control.name(), word(control.name()), move || {
            conversation.press(control)
        })
        .view()
    };
    let retry = card
        .next
        .contains(&Control::Retry)
        .then(|| button(Control::Retry, "retry"));
    let others = card.next.iter().filter(|control| **control != Control::Retry);
    let others = others.map(|control| button(*control, "link")).collect_view();
    let dismiss = Button::new("dismiss", "dismiss", word("dismiss"), move || {
        conversation.press(Control::Dismiss);
    });
    view! {
        <div class="trouble" class:fatal=flag(move || fatal) data-testid="error" data-error=card.code.clone()>
            <Icon shape=Shape::Warning />
            <div class="trouble-words">
                <p dir="auto" prop:textContent=words.unwrap_or_else(|| card.sentence.clone())></p>
                {aside}
                {details}
                {others}
            </div>
            {retry}
            {dismiss.shape(Shape::Close).view()}
        </div>
    }
}
