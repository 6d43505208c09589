//! JavaScript values as wire types.

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::Unreadable;

#[wasm_bindgen]
extern "C" {
    // That of js-sys lets what a getter throws fly through this code.
    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn entries_of(object: &JsValue) -> Result<js_sys::Array, JsValue>;
}

/// How deep values may lie in each other, as in `serde_json`: each level takes a piece of the stack, and one that is an item of
/// itself has no end.
const DEEPEST: u8 = 128;

/// Reads what `JSON.parse` gave, or a page.
///
/// # Errors
/// Where the value is not of this type.
pub(in crate::client) fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, Unreadable> {
    T::deserialize(Value(value, 0))
}

/// A value, and how deep it lies.
struct Value(JsValue, u8);

impl Value {
    fn absent(&self) -> bool {
        self.0.is_undefined() || self.0.is_null()
    }

    /// The depth of what lies in it.
    fn inside(&self) -> Result<u8, Unreadable> {
        if self.1 < DEEPEST {
            Ok(self.1 + 1)
        } else {
            Err(Unreadable)
        }
    }
}

fn member(object: &JsValue, name: &JsValue) -> Result<JsValue, Unreadable> {
    js_sys::Reflect::get(object, name).map_err(|_| Unreadable)
}

/// Whole numbers up to here are exact in JavaScript.
const LARGEST_EXACT: f64 = 9_007_199_254_740_991.0;

impl<'de> Deserializer<'de> for Value {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if let Some(text) = self.0.as_string() {
            return visitor.visit_string(text);
        }
        if let Some(number) = self.0.as_f64() {
            return match number as i64 {
                whole if number.abs() <= LARGEST_EXACT && whole as f64 == number => visitor.visit_i64(whole),
                _ => visitor.visit_f64(number),
            };
        }
        if let Some(flag) = self.0.as_bool() {
            return visitor.visit_bool(flag);
        }
        if self.absent() {
            return visitor.visit_unit();
        }
        if js_sys::Array::is_array(&self.0) {
            let length = member(&self.0, &"length".into())?;
            return visitor.visit_seq(Items {
                depth: self.inside()?,
                length: length.as_f64().ok_or(Unreadable)? as u32,
                array: self.0,
                next: 0,
            });
        }
        // What is left (functions, symbols, big whole numbers) has no form in JSON.
        if !self.0.is_object() {
            return Err(Unreadable);
        }
        visitor.visit_map(Entries {
            depth: self.inside()?,
            entries: entries_of(&self.0).map_err(|_| Unreadable)?,
            next: 0,
            value: JsValue::UNDEFINED,
        })
    }

    /// Not even looked at, however deep or large it is.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.absent() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if !self.0.is_object() || js_sys::Array::is_array(&self.0) {
            return Err(Unreadable);
        }
        visitor.visit_map(Fields {
            depth: self.inside()?,
            object: self.0,
            fields: fields.iter(),
            value: JsValue::UNDEFINED,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let name = self.0.as_string().ok_or(Unreadable)?;
        let name: StringDeserializer<Unreadable> = name.into_deserializer();
        visitor.visit_enum(name)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

/// The fields of a struct that an object has.
struct Fields {
    depth: u8,
    object: JsValue,
    fields: core::slice::Iter<'static, &'static str>,
    value: JsValue,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        for name in self.fields.by_ref() {
            self.value = member(&self.object, &(*name).into())?;
            if !self.value.is_undefined() {
                return seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unreadable> {
        seed.deserialize(Value(core::mem::take(&mut self.value), self.depth))
    }
}

/// The entries of an object.
struct Entries {
    depth: u8,
    entries: js_sys::Array,
    next: u32,
    value: JsValue,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        if self.next >= self.entries.length() {
            return Ok(None);
        }
        let entry: js_sys::Array = self.entries.get(self.next).unchecked_into();
        self.next += 1;
        self.value = entry.get(1);
        seed.deserialize(Value(entry.get(0), self.depth)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unreadable> {
        seed.deserialize(Value(core::mem::take(&mut self.value), self.depth))
    }
}

/// The items of an array.
struct Items {
    depth: u8,
    array: JsValue,
    length: u32,
    next: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Unreadable;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Unreadable> {
        if self.next >= self.length {
            return Ok(None);
        }
        let item = js_sys::Reflect::get_u32(&self.array, self.next).map_err(|_| Unreadable)?;
        self.next += 1;
        seed.deserialize(Value(item, self.depth)).map(Some)
    }
}

#[cfg(test)]
mod hostile;

#[cfg(test)]
mod tests {
    use api::{Avatar, Data, NewReply, TaskReply};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn parse<T: DeserializeOwned>(json: &str) -> Result<T, Unreadable> {
        read(js_sys::JSON::parse(json).unwrap())
    }

    #[wasm_bindgen_test]
    fn replies_read_as_serde_json_reads_them() {
        fn same<T: DeserializeOwned + PartialEq + core::fmt::Debug>(json: &str) {
            let ours: Option<T> = parse(json).ok();
            let theirs: Option<T> = api::read_reply(200, None, format!(r#"{{"data":{json}}}"#).as_bytes()).ok();
            assert_eq!(ours, theirs, "{json}");
        }
        for json in [
            r#"{"session_id":"s","sdp":{"type":"offer","sdp":"v=0"},"ice_servers":["stun:a"],"session_duration_limit":600}"#,
            r#"{"session_id":"s","sdp":null,"ice_servers2":[{"urls":"turn:a","username":"u","credential":"c"},{"urls":["b","c"]}]}"#,
            r#"{"session_id":"s","ice_servers":null,"session_duration_limit":"60","more":{"deep":[1,2,{}]}}"#,
            r#"{"session_id":7}"#,
            r#"{"session_id":"s","sdp":{"type":"banana","sdp":""}}"#,
            r#"{"sdp":null}"#,
            "[]",
            "null",
            "\"text\"",
        ] {
            same::<NewReply>(json);
        }
        for json in [
            r#"{"duration_ms":1234.5,"task_id":"t"}"#,
            r#"{"duration_ms":"12","task_id":null}"#,
            r#"{"duration_ms":{"a":[true]},"task_id":"t"}"#,
            r#"{"duration_ms":-1}"#,
            "{}",
        ] {
            same::<TaskReply>(json);
        }
        same::<Vec<Avatar>>(
            r#"[{"avatar_id":"a","pose_name":"A","is_public":true,"created_at":1700000000,"status":"ACTIVE"}]"#,
        );
    }

    #[wasm_bindgen_test]
    fn a_reply_without_data_is_none() {
        assert!(parse::<Data<TaskReply>>(r#"{"code":100}"#).is_err());
    }
}
