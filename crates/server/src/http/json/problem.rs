//! Validation errors of a body, in our own words.

use std::fmt::{self, Display};

use serde::de::{Error, Expected, Unexpected};

/// The longest part of a body that is repeated, in characters.
const MAX_QUOTE: usize = 64;

/// The fault, and its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// From the innermost field outwards.
    path: Vec<String>,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Missing(&'static str),
    Unknown(String, &'static [&'static str]),
    Wrong { is: &'static str, wanted: String },
    Other,
}

impl Problem {
    fn new(what: What) -> Self {
        Self { path: Vec::new(), what }
    }

    /// The same, within a field or an entry of a list.
    pub fn within(mut self, field: &str) -> Self {
        self.path.push(short(field));
        self
    }
}

impl Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: Vec<_> = self.path.iter().rev().map(String::as_str).collect();
        let path = path.join(".");
        let place = if path.is_empty() { "the body" } else { &path };
        match &self.what {
            What::Missing(field) if path.is_empty() => write!(formatter, "missing field `{field}`"),
            What::Missing(field) => write!(formatter, "missing field `{field}` in {path}"),
            What::Unknown(value, known) => {
                let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
                let known = known.join(", ");
                write!(formatter, "{place}: unknown variant `{value}`, expected one of {known}")
            }
            What::Wrong { is, wanted } => write!(formatter, "{place} is {is}, not {wanted}"),
            What::Other => write!(formatter, "{place} cannot be used"),
        }
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    fn custom<T: Display>(_: T) -> Self {
        Self::new(What::Other)
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let is = match unexpected {
            Unexpected::Bool(_) => "true or false",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
            Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "a text",
            Unexpected::Unit | Unexpected::Option => "null",
            Unexpected::Seq => "a list",
            _ => "an object",
        };
        Self::new(What::Wrong {
            is,
            wanted: wanted(&expected.to_string()),
        })
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(What::Unknown(short(variant), expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(What::Missing(field))
    }
}

/// The values that a field takes. Types of Rust mean nothing to whoever sent the body.
fn wanted(expected: &str) -> String {
    let words = match expected {
        "a string" | "a borrowed string" => "a text",
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" => "a whole number that fits",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        _ if expected.starts_with("struct ") || expected.starts_with("a map") => "an object",
        _ if expected.starts_with("enum ") || expected.starts_with("variant ") => "one of its names",
        // The words of our own visitors.
        _ => expected,
    };
    words.to_owned()
}

fn short(text: &str) -> String {
    text.chars().take(MAX_QUOTE).collect()
}
