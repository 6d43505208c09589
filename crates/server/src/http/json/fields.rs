//! From a JSON value to the type of a call's body, with errors that name the field.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Number, Value};

use super::problem::Problem;

/// A value that a type is read from. Numbers and truths in quotes are taken, as forms write them, and names in any case.
pub struct Fields(pub Value);

/// Reads a number: as it is, or where a text is one.
macro_rules! number {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            match self.0 {
                Value::String(text) => match text.trim().parse::<Number>() {
                    Ok(number) => visit_number(&number, visitor),
                    Err(_) => Err(Problem::invalid_type(Unexpected::Str(&text), &visitor)),
                },
                value => Fields(value).deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Fields {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(truth),
            Value::Number(number) => visit_number(&number, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(entries) => visitor.visit_seq(Entries(entries.into_iter(), 0)),
            Value::Object(fields) => visitor.visit_map(Object::of(fields)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let truth = match &self.0 {
            Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
            _ => None,
        };
        match truth {
            Some(truth) => visitor.visit_bool(truth),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let Value::String(name) = &self.0 else {
            return Err(self.no_name());
        };
        let name = name.trim();
        let known = variants.iter().find(|variant| variant.eq_ignore_ascii_case(name));
        let name: StrDeserializer<'_, Problem> = known.copied().unwrap_or(name).into_deserializer();
        visitor.visit_enum(name)
    }

    /// An object only: serde would take a list for the fields in their order, an empty one for none of them.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Array(_) => Err(Problem::invalid_type(Unexpected::Seq, &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    number!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_i8 deserialize_i16 deserialize_i32
        deserialize_i64 deserialize_f32 deserialize_f64);

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

impl Fields {
    /// Something else stands where a name is to be.
    fn no_name(&self) -> Problem {
        let is = match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(truth) => Unexpected::Bool(*truth),
            Value::Number(_) => Unexpected::Float(0.0),
            Value::Array(_) => Unexpected::Seq,
            Value::String(_) | Value::Object(_) => Unexpected::Map,
        };
        Problem::invalid_type(is, &"one of its names")
    }
}

/// A number as narrow as it can be: 60.0 is the whole number 60.
fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Problem> {
    /// The largest number up to which every whole one has a floating-point form of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if let Some(whole) = number.as_u64() {
        return visitor.visit_u64(whole);
    }
    if let Some(whole) = number.as_i64() {
        return visitor.visit_i64(whole);
    }
    let number = number.as_f64().unwrap_or_default();
    if number.fract() == 0.0 && number.abs() < EXACT {
        return visitor.visit_i64(number as i64);
    }
    visitor.visit_f64(number)
}

struct Object {
    fields: serde_json::map::IntoIter,
    next: Option<(String, Value)>,
}

impl Object {
    fn of(fields: Map<String, Value>) -> Self {
        Self {
            fields: fields.into_iter(),
            next: None,
        }
    }
}

impl<'de> MapAccess<'de> for Object {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.next = self.fields.next();
        match &self.next {
            Some((name, _)) => seed.deserialize(Fields(Value::String(name.clone()))).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let (name, value) = self.next.take().unwrap_or_default();
        seed.deserialize(Fields(value)).map_err(|problem| problem.within(&name))
    }
}

struct Entries(std::vec::IntoIter<Value>, usize);

impl<'de> SeqAccess<'de> for Entries {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Problem> {
        let Some(value) = self.0.next() else {
            return Ok(None);
        };
        self.1 += 1;
        let place = self.1.to_string();
        seed.deserialize(Fields(value))
            .map(Some)
            .map_err(|problem| problem.within(&place))
    }
}
