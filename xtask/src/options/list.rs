//! The list's own form.

use serde::Deserialize;

/// All that the deliveries offer to a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Attributes of the element; those for the session are options of the module, too.
    pub attributes: Vec<Attribute>,
    /// Options and properties without an attribute.
    pub properties: Vec<Attribute>,
    /// Properties that can only be read.
    pub state: Vec<Member>,
    pub methods: Vec<Method>,
    pub events: Vec<Event>,
    /// Custom properties of CSS.
    pub css: Vec<CustomProperty>,
    pub parts: Vec<Part>,
}

/// An attribute, or an option without one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// As an attribute, in lower case with dashes; an option without an attribute as a property.
    pub name: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(rename = "for")]
    pub scope: Scope,
    /// Of a choice.
    #[serde(default)]
    pub values: Vec<String>,
    /// Of a choice: further values that are understood, but not offered.
    #[serde(default)]
    pub also: Vec<String>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// Of a number.
    pub unit: Option<String>,
    /// In words, as the reference has it; empty where there is none.
    #[serde(default)]
    pub default: String,
    /// The values as the reference has them, where type, range and unit do not say it.
    pub shown: Option<String>,
    #[serde(default)]
    pub read: Read,
    /// Whether the page's own service has no use for it.
    #[serde(default)]
    pub server: bool,
    /// Whether it is never repeated, and never goes into an address.
    #[serde(default)]
    pub secret: bool,
    /// Its description, in Markdown.
    pub text: String,
}

/// The type of a value.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Text,
    Address,
    Number,
    Flag,
    /// One of some words.
    Choice,
    /// A session token, or a function that fetches one.
    Token,
    /// A list of STUN and TURN servers; in the attribute as JSON.
    Servers,
    /// A function that answers texts.
    Answer,
    /// Words of the interface by their names.
    Words,
    /// A video element.
    Video,
}

/// Who takes it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The session: an option of the module, and of the element and the frame.
    #[default]
    Session,
    /// The element's view alone.
    Element,
    /// The module alone.
    Module,
}

/// How the session reads it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Read {
    /// By its type, as it is.
    #[default]
    Plain,
    /// By code of its own.
    Own,
    /// By those who load the files.
    Load,
    /// By the view: the session has no part in it.
    View,
}

/// A property that can only be read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub name: String,
    /// In TypeScript.
    #[serde(rename = "type")]
    pub kind: String,
    pub text: String,
    /// All where empty.
    #[serde(default, rename = "in")]
    pub places: Vec<Place>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    pub name: String,
    /// In TypeScript.
    pub parameters: String,
    /// With its parameters, as the reference has it.
    pub shown: String,
    /// In TypeScript.
    pub returns: String,
    pub text: String,
    /// All where empty.
    #[serde(default, rename = "in")]
    pub places: Vec<Place>,
}

/// Who offers a method or property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    Module,
    Element,
    Frame,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub name: String,
    /// The type of its detail, in TypeScript.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its detail, as the reference has it.
    pub shown: String,
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomProperty {
    pub name: String,
    /// As CSS writes types of values.
    pub syntax: String,
    pub default: String,
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub name: String,
    pub text: String,
}

impl List {
    /// Options of the session, with an attribute and without.
    pub fn session(&self) -> impl Iterator<Item = &Attribute> {
        let all = self.attributes.iter().chain(&self.properties);
        all.filter(|option| option.scope == Scope::Session)
    }

    /// Whether a method has a property's name.
    pub fn is_method(&self, property: &str) -> bool {
        self.methods.iter().any(|method| method.name == property)
    }

    /// The methods of one of the three.
    pub fn methods_of(&self, place: Place) -> impl Iterator<Item = &Method> {
        self.methods.iter().filter(move |method| is_in(&method.places, place))
    }

    /// The read-only properties of one of the three.
    pub fn state_of(&self, place: Place) -> impl Iterator<Item = &Member> {
        self.state.iter().filter(move |member| is_in(&member.places, place))
    }
}

fn is_in(places: &[Place], place: Place) -> bool {
    places.is_empty() || places.contains(&place)
}

impl Attribute {
    /// The name of the property: `avatarId`.
    pub fn property(&self) -> String {
        let mut parts = self.name.split('-');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| {
            let mut letters = part.chars();
            let head: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            all + &head + letters.as_str()
        })
    }

    /// The range of a number, in words; empty where it has none.
    pub fn range(&self) -> String {
        match (self.min, self.max) {
            (Some(min), Some(max)) => format!("{min} to {max}"),
            _ => String::new(),
        }
    }
}
