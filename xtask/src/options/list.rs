//! The data model of `web/options.json`.

use serde::Deserialize;

/// The whole public interface of the deliveries.
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
    /// Its attribute name, in lower case with dashes; for an option without an attribute, its property name.
    pub name: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(rename = "for")]
    pub scope: Scope,
    /// The values of a choice.
    #[serde(default)]
    pub values: Vec<String>,
    /// Further values of a choice that are accepted, but not documented.
    #[serde(default)]
    pub also: Vec<String>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// The range of a number.
    pub unit: Option<String>,
    /// The default in words, for the reference; empty where there is none.
    #[serde(default)]
    pub default: String,
    /// The values for the reference, where type, range and unit do not describe them.
    pub shown: Option<String>,
    #[serde(default)]
    pub read: Read,
    /// Whether the page's own service ignores it.
    #[serde(default)]
    pub server: bool,
    /// Whether it is secret: masked in messages, and never part of an address.
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
    /// One of several words.
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

/// A delivery that takes an option.
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

/// How the session's settings read an option.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Read {
    /// By its type.
    #[default]
    Plain,
    /// By hand-written code.
    Own,
    /// By the scripts that load the files.
    Load,
    /// By the view; the session does not use it.
    View,
}

/// A property that can only be read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub name: String,
    /// The type, in TypeScript.
    #[serde(rename = "type")]
    pub kind: String,
    pub text: String,
    /// The deliveries that offer it; all where empty.
    #[serde(default, rename = "in")]
    pub places: Vec<Place>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    pub name: String,
    /// The signature, in TypeScript.
    pub parameters: String,
    /// The name with its parameters, for the reference.
    pub shown: String,
    /// The return type, in TypeScript.
    pub returns: String,
    pub text: String,
    /// The deliveries that offer it; all where empty.
    #[serde(default, rename = "in")]
    pub places: Vec<Place>,
}

/// A delivery that offers a method or property.
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
    /// The type of its `detail`, in TypeScript.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its `detail`, for the reference.
    pub shown: String,
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomProperty {
    pub name: String,
    /// The type in the notation of CSS.
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

    /// Whether a method is a setter of this property.
    pub fn is_method(&self, property: &str) -> bool {
        self.methods.iter().any(|method| method.name == property)
    }

    /// The methods of one delivery.
    pub fn methods_of(&self, place: Place) -> impl Iterator<Item = &Method> {
        self.methods.iter().filter(move |method| is_in(&method.places, place))
    }

    /// The read-only properties of one delivery.
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
