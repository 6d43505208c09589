//! The text box.

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev::{CompositionEvent, KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use session::State;

use super::conversation::Conversation;
use super::icon::{Icon, Shape};
use super::reactive::{flag, on, words};
use super::texts::texts;

/// So many characters are sent at once, some ten minutes of speech; from the second on they are counted where the visitor sees it.
const LONGEST: usize = 10_000;
const COUNTED: usize = 4_000;
/// For so long after a composition ended, in ms, Enter belongs to it: Safari ends it before it tells of the key.
const COMPOSED: f64 = 50.0;

/// A key that was pressed.
struct Key {
    enter: bool,
    shift: bool,
    /// Whether it is held down, and was told of before.
    repeat: bool,
    /// Whether the browser says that an input method takes it. Safari says so by the key code alone.
    composing: bool,
    /// How long ago a composition ended, in ms.
    composed: f64,
}

/// What a key does.
#[derive(Debug, PartialEq, Eq)]
enum Act {
    /// What keys do.
    Type,
    /// Nothing at all.
    Ignore,
    Send,
}

/// Enter sends; together with Shift it begins a new line, and while a character is composed it is the input method's.
fn act(key: &Key) -> Act {
    if !key.enter || key.shift || key.composing {
        Act::Type
    } else if key.repeat || key.composed < COMPOSED {
        // Held down, it may still be the one that pressed the button before.
        Act::Ignore
    } else {
        Act::Send
    }
}

/// Where the visitor types what the avatar says. Enter sends, Shift and Enter begin a new line.
#[component]
pub(super) fn Composer(conversation: Conversation) -> impl IntoView {
    let text = conversation.draft;
    // A text may be given while the session is on its way: it waits.
    let closed = move || matches!(conversation.state(), State::Idle | State::Ended | State::Stopping);
    let length = move || text.with(|text| text.trim().chars().count());
    let unfit = move || !(1..=LONGEST).contains(&length());
    let send = move || {
        if closed() || unfit() {
            return;
        }
        let sent = text.with_untracked(|text| text.trim().to_owned());
        text.set(String::new());
        conversation.speak(sent);
    };
    let composed = Rc::new(Cell::new(f64::NEG_INFINITY));
    let ended = Rc::clone(&composed);
    let on_key = move |event: KeyboardEvent| {
        let key = Key {
            enter: event.key() == "Enter",
            shift: event.shift_key(),
            repeat: event.repeat(),
            composing: event.is_composing() || event.key_code() == 229,
            composed: event.time_stamp() - composed.get(),
        };
        let act = act(&key);
        if act != Act::Type {
            event.prevent_default();
        }
        if act == Act::Send {
            send();
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    let count = move || {
        let length = length();
        let too_long = if length > LONGEST { texts().too_long } else { "" };
        format!("{too_long} {length} / {LONGEST}")
    };
    view! {
        <form class="composer" on:submit=on(on_submit)>
            <textarea
                data-testid="speak-text"
                rows="1"
                dir="auto"
                enterkeyhint="send"
                aria-label=texts().say
                placeholder=words(move || if closed() { texts().placeholder_idle } else { texts().placeholder })
                prop:value=words(move || text.get())
                on:input=on(move |event| text.set(event_target_value(&event)))
                on:keydown=on(on_key)
                on:compositionend=on(move |event: CompositionEvent| ended.set(event.time_stamp()))
            ></textarea>
            <p
                class="count"
                role="status"
                data-testid="count"
                class:over=flag(move || length().gt(&LONGEST))
                hidden=flag(move || length().lt(&COUNTED))
                prop:textContent=words(count)
            ></p>
            <button type="submit" class="send" data-testid="send" aria-label=texts().send disabled=flag(move || closed() || unfit())>
                <Icon shape=Shape::Send />
            </button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const ENTER: Key = Key {
        enter: true,
        shift: false,
        repeat: false,
        composing: false,
        composed: f64::INFINITY,
    };

    #[wasm_bindgen_test(unsupported = test)]
    fn enter_sends_unless_it_is_somebody_elses() {
        assert_eq!(act(&ENTER), Act::Send);
        assert_eq!(act(&Key { shift: true, ..ENTER }), Act::Type);
        let composing = Key {
            composing: true,
            ..ENTER
        };
        assert_eq!(act(&composing), Act::Type);
        let safari = Key { composed: 1.0, ..ENTER };
        assert_eq!(act(&safari), Act::Ignore);
        assert_eq!(act(&Key { repeat: true, ..ENTER }), Act::Ignore);
        assert_eq!(act(&Key { enter: false, ..ENTER }), Act::Type);
    }
}
