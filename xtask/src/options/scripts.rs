//! Generates the regions of the JavaScript files.

use std::fmt::Write as _;

use super::list::{Attribute, Kind, List, Place, Read, Scope};

/// Names between quotes, separated by spaces.
fn names<'a>(list: impl Iterator<Item = &'a Attribute>) -> String {
    list.map(|one| one.name.as_str()).collect::<Vec<_>>().join(" ")
}

/// A list of strings in JavaScript.
fn array<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("'{name}'")).collect();
    format!("[{}]", quoted.join(", "))
}

/// The element's attributes.
pub fn attributes(list: &List) -> String {
    let of = |wanted: fn(Kind) -> bool| names(list.attributes.iter().filter(|one| wanted(one.kind)));
    format!(
        "const TEXTS = names('{}');\nconst NUMBERS = names('{}');\nconst FLAGS = names('{}');\n",
        of(|kind| !matches!(kind, Kind::Flag | Kind::Number)),
        of(|kind| kind == Kind::Number),
        of(|kind| kind == Kind::Flag),
    )
}

/// The options that the element passes to its session.
pub fn choices(list: &List) -> String {
    let session = || list.session().filter(|one| one.read != Read::View);
    let plain: Vec<String> = session()
        .map(Attribute::property)
        .filter(|name| !list.is_method(name))
        .collect();
    let methods = session().filter(|one| list.is_method(&one.property()));
    format!(
        "const PROPERTIES = /** @type {{const}} */ ({});\nconst ATTRIBUTES = {};\n",
        array(plain.iter().map(String::as_str)),
        array(methods.map(|one| one.name.as_str())),
    )
}

fn plain(list: &List) -> impl Iterator<Item = &Attribute> {
    list.session()
        .filter(|one| one.read == Read::Plain && one.kind != Kind::Answer)
}

/// The types of settings that are read by their types.
pub fn setting_types(list: &List) -> String {
    let mut written = String::new();
    for one in plain(list) {
        let name = one.property();
        let (kind, name) = match one.kind {
            Kind::Number => ("number", format!("[{name}]")),
            Kind::Flag => ("boolean", name),
            _ => ("string", format!("[{name}]")),
        };
        // Writing to a text cannot fail.
        let _ = writeln!(written, " * @property {{{kind}}} {name}");
    }
    written
}

/// The reading of settings by their types.
pub fn settings(list: &List) -> String {
    let mut written = String::new();
    for one in plain(list) {
        let name = one.property();
        let reader = match one.kind {
            Kind::Number => "number",
            Kind::Flag => "flag",
            _ => "text",
        };
        let _ = writeln!(written, "    {name}: {reader}(options.{name}),");
    }
    written
}

/// The check of a value, for the developer's advice.
fn judge(one: &Attribute) -> String {
    match one.kind {
        Kind::Text => "text".to_owned(),
        Kind::Address => "address".to_owned(),
        Kind::Flag => "flag".to_owned(),
        Kind::Number => {
            let bounds: Vec<String> = [Some(one.min.unwrap_or(0.0)), one.max]
                .into_iter()
                .flatten()
                .map(|bound| bound.to_string())
                .collect();
            format!("number({})", bounds.join(", "))
        }
        Kind::Choice => {
            let all: Vec<String> = one
                .values
                .iter()
                .chain(&one.also)
                .map(|value| format!("'{value}'"))
                .collect();
            format!("oneOf({})", all.join(", "))
        }
        Kind::Token => "token".to_owned(),
        Kind::Answer => "answer".to_owned(),
        Kind::Video => "video".to_owned(),
        Kind::Servers | Kind::Words => "anything".to_owned(),
    }
}

/// The checks of the module's options.
pub fn judges_of_options(list: &List) -> String {
    let module = list.properties.iter().filter(|one| one.scope == Scope::Module);
    let mut written = String::new();
    for one in list.session().chain(module) {
        let _ = writeln!(written, "  {}: {},", one.property(), judge(one));
    }
    written
}

/// The checks of attributes that only the element has.
pub fn judges_of_attributes(list: &List) -> String {
    let mut written = String::new();
    for one in list
        .attributes
        .iter()
        .filter(|one| one.scope == Scope::Element && matches!(one.kind, Kind::Choice | Kind::Number))
    {
        let _ = writeln!(written, "  {}: {},", one.property(), judge(one));
    }
    written
}

/// The options that the page's own service ignores, and the secret ones.
pub fn advice_names(list: &List) -> String {
    let of = |wanted: fn(&Attribute) -> bool| {
        let names: Vec<String> = list
            .session()
            .filter(|one| wanted(one))
            .map(Attribute::property)
            .collect();
        array(names.iter().map(String::as_str))
    };
    format!(
        "const OF_SERVERS = {};\nconst SECRET = {};\n",
        of(|one| one.server),
        of(|one| one.secret)
    )
}

/// The methods, events and secrets of the messages between frame and page.
pub fn protocol(list: &List) -> String {
    format!(
        "/** Methods that are called over messages. */\nexport const CALLS = {};\n\n/** Events that are told over messages. */\nexport const EVENTS = {};\n\n\
         /** Never in an address, because they open sessions at the owner's cost. The page around sends them once the frame listens. */\nexport const SECRET = {};\n",
        array(list.methods_of(Place::Frame).map(|method| method.name.as_str())),
        array(list.events.iter().map(|event| event.name.as_str())),
        array(
            list.attributes
                .iter()
                .filter(|one| one.secret)
                .map(|one| one.name.as_str())
        ),
    )
}
