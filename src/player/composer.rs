//! The text box.

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev::{CompositionEvent, KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use player_model::{Act, Control, Input, Key};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{flag, on, words};
use super::words::{say, word};

/// Where the visitor types what the avatar says. Enter sends, Shift and Enter begin a new line.
#[component]
pub(super) fn Composer(conversation: Conversation) -> impl IntoView {
    let composed = Rc::new(Cell::new(None::<f64>));
    let ended = Rc::clone(&composed);
    let on_key = move |event: KeyboardEvent| {
        let since = composed.get().map(|ended| (event.time_stamp() - ended).max(0.0) as u32);
        key(conversation, &event, true, since);
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        conversation.press(Control::Send);
    };
    let talking = move || conversation.look(|view| view.talking);
    let box_of = move || conversation.look(|view| view.composer.clone());
    view! {
        <form class="composer" on:submit=on(on_submit)>
            <textarea
                data-testid="speak-text"
                rows="1"
                dir="auto"
                enterkeyhint="send"
                aria-label=words(move || word(if talking() { "ask" } else { "say" }))
                placeholder=words(move || word(if talking() { "ask" } else { "placeholder" }))
                prop:value=words(move || box_of().text)
                on:input=on(move |event| conversation.input(Input::Typed(event_target_value(&event))))
                on:keydown=on(on_key)
                on:compositionend=on(move |event: CompositionEvent| ended.set(Some(event.time_stamp())))
            ></textarea>
            <p
                class="count"
                role="status"
                data-testid="count"
                class:over=flag(move || box_of().over)
                hidden=flag(move || box_of().count.is_none())
                prop:textContent=words(move || box_of().count.and_then(|count| say(&count)).unwrap_or_default())
            ></p>
            <button type="submit" class="send" data-testid="send" aria-label=word("send") disabled=flag(move || !box_of().sendable)>
                <Icon shape=Shape::Send />
            </button>
        </form>
    }
}

/// Does what the model says of a key. `boxed`: whether it was pressed in the text box; `composed`: how long ago a composition ended there,
/// in ms.
pub(super) fn key(conversation: Conversation, event: &KeyboardEvent, boxed: bool, composed: Option<u32>) {
    let name = event.key();
    let key = Key {
        enter: name == "Enter",
        escape: name == "Escape",
        space: name == " ",
        free: is_free(event.target()),
        shift: event.shift_key(),
        repeat: event.repeat(),
        boxed,
        // Safari says by the key code alone that an input method takes the key.
        composing: event.is_composing() || event.key_code() == 229,
        composed,
    };
    match conversation.ask(|model| model.key(key)) {
        None | Some(Act::Pass) => {}
        Some(Act::Ignore) => event.prevent_default(),
        Some(Act::Hold) => {
            event.prevent_default();
            conversation.input(Input::Hold(true));
        }
        Some(Act::Press(control)) => {
            event.prevent_default();
            // Told once, not again by the player around the box.
            event.stop_propagation();
            conversation.press(control);
        }
    }
}

/// Whether what has the focus leaves the space bar alone.
fn is_free(target: Option<EventTarget>) -> bool {
    let target = target.and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| Key::is_free(&target.tag_name(), &target.class_name()))
}
