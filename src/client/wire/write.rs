//! Wire types as JavaScript values, ready for `JSON.stringify` or for the browser's own calls.

use serde::Serialize;
use serde::ser::{Impossible, SerializeSeq, SerializeStruct, Serializer};
use wasm_bindgen::JsValue;

use super::Unreadable;

/// Writes a value. Absent options are left out by the types themselves, or written as null.
///
/// # Errors
/// Where the type is none of the wire's: maps and enums with data are not.
pub(in crate::client) fn write<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, Unreadable> {
    value.serialize(Writer)
}

struct Writer;

type Nothing = Impossible<JsValue, Unreadable>;

impl Serializer for Writer {
    type Ok = JsValue;
    type Error = Unreadable;
    type SerializeSeq = Items;
    type SerializeTuple = Nothing;
    type SerializeTupleStruct = Nothing;
    type SerializeTupleVariant = Nothing;
    type SerializeMap = Nothing;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Nothing;

    fn serialize_bool(self, flag: bool) -> Result<JsValue, Unreadable> {
        Ok(flag.into())
    }
    fn serialize_i8(self, number: i8) -> Result<JsValue, Unreadable> {
        Ok(number.into())
    }
    fn serialize_i16(self, number: i16) -> Result<JsValue, Unreadable> {
        Ok(number.into())
    }
    fn serialize_i32(self, number: i32) -> Result<JsValue, Unreadable> {
        Ok(number.into())
    }
    fn serialize_i64(self, number: i64) -> Result<JsValue, Unreadable> {
        Ok((number as f64).into())
    }
    fn serialize_u8(self, number: u8) -> Result<JsValue, Unreadable> {
        Ok(number.into())
    }
    fn serialize_u16(self, number: u16) -> Result<JsValue, Unreadable> {
        Ok(number.into())
    }
    fn serialize_u32(self, number: u32) -> Result<JsValue, Unreadable> {
        Ok(number.into())
    }
    fn serialize_u64(self, number: u64) -> Result<JsValue, Unreadable> {
        Ok((number as f64).into())
    }
    fn serialize_f32(self, number: f32) -> Result<JsValue, Unreadable> {
        Ok(number.into())
    }
    fn serialize_f64(self, number: f64) -> Result<JsValue, Unreadable> {
        Ok(number.into())
    }
    fn serialize_char(self, _: char) -> Result<JsValue, Unreadable> {
        Err(Unreadable)
    }
    fn serialize_str(self, text: &str) -> Result<JsValue, Unreadable> {
        Ok(text.into())
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<JsValue, Unreadable> {
        Err(Unreadable)
    }
    fn serialize_none(self) -> Result<JsValue, Unreadable> {
        Ok(JsValue::NULL)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<JsValue, Unreadable> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<JsValue, Unreadable> {
        Ok(JsValue::NULL)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<JsValue, Unreadable> {
        Ok(JsValue::NULL)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<JsValue, Unreadable> {
        Ok(name.into())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<JsValue, Unreadable> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<JsValue, Unreadable> {
        Err(Unreadable)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Items, Unreadable> {
        Ok(Items(js_sys::Array::new()))
    }
    fn serialize_tuple(self, _: usize) -> Result<Nothing, Unreadable> {
        Err(Unreadable)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Nothing, Unreadable> {
        Err(Unreadable)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Nothing, Unreadable> {
        Err(Unreadable)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Nothing, Unreadable> {
        Err(Unreadable)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Unreadable> {
        Ok(Fields(js_sys::Object::new()))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Nothing, Unreadable> {
        Err(Unreadable)
    }
}

struct Fields(js_sys::Object);

impl SerializeStruct for Fields {
    type Ok = JsValue;
    type Error = Unreadable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unreadable> {
        let value = write(value)?;
        put(&self.0, name, &value)
    }

    fn end(self) -> Result<JsValue, Unreadable> {
        Ok(self.0.into())
    }
}

// Apart, so that it is compiled once and not for each type of value.
fn put(object: &js_sys::Object, name: &str, value: &JsValue) -> Result<(), Unreadable> {
    js_sys::Reflect::set(object, &name.into(), value)
        .map(|_| ())
        .map_err(|_| Unreadable)
}

struct Items(js_sys::Array);

impl SerializeSeq for Items {
    type Ok = JsValue;
    type Error = Unreadable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
        self.0.push(&write(value)?);
        Ok(())
    }

    fn end(self) -> Result<JsValue, Unreadable> {
        Ok(self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use api::{IceCandidate, IceRequest, IceServer, NewRequest, Voice};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn json<T: Serialize>(value: &T) -> String {
        js_sys::JSON::stringify(&write(value).unwrap()).unwrap().into()
    }

    #[wasm_bindgen_test]
    fn requests_are_written_in_the_wire_form() {
        let request = NewRequest {
            avatar_id: Some("anna".into()),
            voice: Some(Voice {
                rate: Some(1.25),
                ..Voice::default()
            }),
            activity_idle_timeout: Some(60),
            ..NewRequest::default()
        };
        let wanted = r#"{"quality":"medium","avatar_id":"anna","voice":{"rate":1.25},"activity_idle_timeout":60}"#;
        assert_eq!(json(&request), wanted);
        let request = IceRequest {
            session_id: "s".into(),
            candidate: IceCandidate {
                candidate: "c \"quoted\"".into(),
                sdp_mid: None,
                sdp_m_line_index: Some(0),
                username_fragment: Some("u".into()),
            },
        };
        let wanted = r#"{"session_id":"s","candidate":{"candidate":"c \"quoted\"","sdpMid":null,"sdpMLineIndex":0,"usernameFragment":"u"}}"#;
        assert_eq!(json(&request), wanted);
        assert_eq!(
            json(&[IceServer::open(vec!["stun:a".into()])].as_slice()),
            r#"[{"urls":["stun:a"]}]"#
        );
    }
}
