//! The envelope around every reply: success or refusal.

use api::{Verdict, Words};
use wasm_bindgen::JsValue;

use super::value::{absent, is_struct, whole};
use crate::client::browser::property;

/// How deep messages may lie in each other, as in `serde_json`: each level takes a piece of the stack, and one that is its own
/// message has no end.
const DEEPEST: u8 = 128;

/// The fields of an envelope that tell success from refusal; none where it is no object.
pub(in crate::client) fn verdict(envelope: &JsValue) -> Option<Verdict> {
    is_struct(envelope).then(|| Verdict {
        code: whole(&property::value(envelope, "code")),
        message: words(envelope, "message", DEEPEST),
        error: words(envelope, "error", DEEPEST),
        detail: words(envelope, "detail", DEEPEST),
    })
}

/// Words in whatever form: a text, or an object with `code` and `message`; anything else is said, but without words.
fn words(object: &JsValue, name: &str, depth: u8) -> Words {
    let said = property::value(object, name);
    let object = is_struct(&said);
    Words {
        said: !absent(&said) && said.as_bool() != Some(false),
        code: object.then(|| whole(&property::value(&said, "code"))).flatten(),
        text: match said.as_string() {
            Some(text) => text,
            None if object && depth > 0 => words(&said, "message", depth - 1).text,
            None => String::new(),
        },
    }
}
