//! Single values of a reply, in the forms in which deployments write them.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

use super::{Read, Unreadable};
use crate::client::browser::console::left_out;
use crate::client::browser::property;

/// So many entries of a list are looked at: a length is only what somebody says.
const MAX_ENTRIES: u32 = 10_000;

pub(super) fn absent(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

pub(super) fn is_struct(value: &JsValue) -> bool {
    value.is_object() && !Array::is_array(value)
}

/// A property that is neither missing nor null.
pub(super) fn present(object: &JsValue, name: &str) -> Option<JsValue> {
    Some(property::value(object, name)).filter(|value| !absent(value))
}

/// A text that may be absent.
///
/// # Errors
/// Where the property is something else.
#[inline(never)]
pub(super) fn text(object: &JsValue, name: &str) -> Read<Option<String>> {
    present(object, name).map(|value| string(&value)).transpose()
}

pub(super) fn string(value: &JsValue) -> Read<String> {
    value.as_string().ok_or(Unreadable)
}

/// A name or words; empty where there are none. Some deployments number what others name.
#[inline(never)]
pub(super) fn name(object: &JsValue, name: &str) -> String {
    let value = property::value(object, name);
    match value.as_string() {
        Some(text) => text,
        None if value.as_f64().is_some() => js_sys::JSON::stringify(&value).map(String::from).unwrap_or_default(),
        None => String::new(),
    }
}

/// A name that an entry is nothing without.
pub(super) fn named(object: &JsValue, wanted: &str) -> Read<String> {
    Some(name(object, wanted))
        .filter(|found| !found.is_empty())
        .ok_or(Unreadable)
}

/// The entries of a list that may be absent; what is no list is its only entry.
#[inline(never)]
pub(super) fn entries(object: &JsValue, name: &str) -> Vec<JsValue> {
    present(object, name).map_or_else(Vec::new, |list| items(&list).unwrap_or_else(|_| vec![list]))
}

/// Reads every entry that can be read. Another is left out and told: it does not spoil the rest.
pub(super) fn each<T>(entries: &[JsValue], what: &str, read: fn(&JsValue) -> Read<T>) -> Vec<T> {
    let mut found = Vec::with_capacity(entries.len());
    for entry in entries {
        match read(entry) {
            Ok(entry) => found.push(entry),
            Err(Unreadable) => left_out(what),
        }
    }
    found
}

pub(super) fn items(list: &JsValue) -> Read<Vec<JsValue>> {
    if !Array::is_array(list) {
        return Err(Unreadable);
    }
    // Not as an array: a page's own list may be a proxy, and what that throws must not fly through this code.
    let length = property::number(list, "length").ok_or(Unreadable)? as u32;
    // An entry that throws is read as none, and left out by whoever reads it.
    let items = (0..length.min(MAX_ENTRIES)).map(|index| Reflect::get_u32(list, index).unwrap_or_default());
    Ok(items.collect())
}

/// A whole number as deployments write it: with or without a fraction, or as text. Anything else is none.
#[inline(never)]
pub(super) fn whole(value: &JsValue) -> Option<i64> {
    match value.as_f64() {
        // A cast saturates; fractions of a millisecond or second are dropped.
        Some(number) => number.is_finite().then_some(number as i64),
        None => value.as_string()?.trim().parse().ok(),
    }
}

pub(super) fn count(object: &JsValue, name: &str) -> Option<u32> {
    whole(&property::value(object, name)).map(|number| u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}

pub(super) fn positive(object: &JsValue, name: &str) -> u64 {
    whole(&property::value(object, name)).map_or(0, |number| number.max(0) as u64)
}
