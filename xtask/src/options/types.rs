//! Generates the regions of the type declarations.

use std::fmt::Write as _;

use super::list::{Attribute, Kind, List, Member, Method, Place, Scope};

/// A description of the list as a comment, without the links of the reference.
fn comment(text: &str, default: &str, unit: Option<&str>) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        match after.split_once("](").and_then(|(_, link)| link.split_once(')')) {
            // A sentence that consists of a link.
            Some((_, behind)) if before.is_empty() || before.ends_with(' ') => {
                kept.push_str(before.trim_end());
                rest = behind.strip_prefix('.').unwrap_or(behind);
            }
            _ => {
                kept.push_str(before);
                kept.push('[');
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    if let Some(unit) = unit {
        let _ = write!(kept, " In {unit}.");
    }
    if !default.is_empty() {
        let _ = write!(kept, " Absent: {default}.");
    }
    format!("  /** {} */\n", kept.trim())
}

/// The values of a choice.
fn union(one: &Attribute) -> String {
    let quoted: Vec<String> = one.values.iter().map(|value| format!("'{value}'")).collect();
    quoted.join(" | ")
}

/// The type of an option.
fn option_type(one: &Attribute) -> String {
    match one.kind {
        Kind::Text | Kind::Address => "string".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Flag => "boolean".to_owned(),
        Kind::Choice => union(one),
        Kind::Token => "string | (() => string | Promise<string>)".to_owned(),
        Kind::Servers => "RTCIceServer[] | string".to_owned(),
        Kind::Answer => "Answer".to_owned(),
        Kind::Words => "Record<string, unknown>".to_owned(),
        Kind::Video => "HTMLVideoElement".to_owned(),
    }
}

fn options<'a>(all: impl Iterator<Item = &'a Attribute>) -> String {
    let mut written = String::new();
    for one in all {
        written += &comment(&one.text, &one.default, one.unit.as_deref());
        // Writing to a text cannot fail.
        let _ = writeln!(written, "  {}?: {};", one.property(), option_type(one));
    }
    written
}

/// The module's options.
pub fn module_options(list: &List) -> String {
    let module = list.properties.iter().filter(|one| one.scope == Scope::Module);
    options(list.session().chain(module))
}

/// The options that only the element has.
pub fn element_options(list: &List) -> String {
    options(list.attributes.iter().filter(|one| one.scope == Scope::Element))
}

/// The element's attributes as properties, without those that are declared by hand.
pub fn properties(list: &List) -> String {
    let mut written = String::new();
    for one in &list.attributes {
        let name = one.property();
        if list.is_method(&name) || one.kind == Kind::Token || name == "volume" {
            continue;
        }
        let kind = match one.kind {
            Kind::Flag => "boolean".to_owned(),
            Kind::Number => "number | null".to_owned(),
            // Other texts are accepted, too, and mean the same as an absent attribute.
            Kind::Choice => format!("{} | (string & {{}}) | null", union(one)),
            Kind::Servers => "RTCIceServer[] | string | null".to_owned(),
            _ => "string | null".to_owned(),
        };
        written += &comment(&one.text, "", one.unit.as_deref());
        let _ = writeln!(written, "  {name}: {kind};");
    }
    written
}

/// The types of the events' `detail`.
pub fn events(list: &List) -> String {
    let mut written = String::new();
    for event in &list.events {
        written += &comment(&event.text, "", None);
        let _ = writeln!(written, "  {}: {};", event.name, event.kind);
    }
    written
}

/// Read-only properties and methods.
fn members<'a>(state: impl Iterator<Item = &'a Member>, methods: impl Iterator<Item = &'a Method>) -> String {
    let mut written = String::new();
    for member in state {
        written += &comment(&member.text, "", None);
        let _ = writeln!(written, "  readonly {}: {};", member.name, member.kind);
    }
    for method in methods {
        written += &comment(&method.text, "", None);
        // The type's name in the declarations: the frame's differs, because its methods work by messages.
        let returns = match method.returns.as_str() {
            "Speech" => "Said",
            returns => returns,
        };
        let _ = writeln!(written, "  {}({}): {returns};", method.name, method.parameters);
    }
    written
}

/// Members that module, element and frame share.
pub fn common_members(list: &List) -> String {
    members(
        list.state.iter().filter(|one| one.places.is_empty()),
        list.methods.iter().filter(|one| one.places.is_empty()),
    )
}

/// Members of one or two of the three.
fn own_members(list: &List, place: Place) -> String {
    members(
        list.state_of(place).filter(|one| !one.places.is_empty()),
        list.methods_of(place).filter(|one| !one.places.is_empty()),
    )
}

pub fn module_members(list: &List) -> String {
    own_members(list, Place::Module)
}

pub fn element_members(list: &List) -> String {
    // Created together with the player.
    own_members(list, Place::Element).replace("video: HTMLVideoElement;", "video: HTMLVideoElement | null;")
}

pub fn frame_members(list: &List) -> String {
    own_members(list, Place::Frame)
}

/// The names of the methods that work by messages.
pub fn calls(list: &List) -> String {
    let names: Vec<String> = list
        .methods_of(Place::Frame)
        .map(|method| format!("  | '{}'", method.name))
        .collect();
    format!("export type FrameCall =\n{};\n", names.join("\n"))
}

/// The attributes for JSX.
pub fn jsx(list: &List) -> String {
    let mut written = String::new();
    for one in &list.attributes {
        let kind = match one.kind {
            Kind::Number => "number | string".to_owned(),
            Kind::Flag => "boolean | ''".to_owned(),
            Kind::Choice => union(one),
            Kind::Token => "StreamingAvatarElement['token']".to_owned(),
            _ => "string".to_owned(),
        };
        let name = if one.name.contains('-') {
            format!("'{}'", one.name)
        } else {
            one.name.clone()
        };
        let _ = writeln!(written, "  {name}?: {kind};");
    }
    for one in list.properties.iter().filter(|one| one.scope != Scope::Module) {
        let _ = writeln!(written, "  {0}?: StreamingAvatarElement['{0}'];", one.name);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::comment;

    #[test]
    fn a_comment_has_no_links_and_says_unit_and_default() {
        let text = "Waits. Also `[\"a\"]`. [More](page.md).";
        assert_eq!(comment(text, "", None), "  /** Waits. Also `[\"a\"]`. */\n");
        assert_eq!(
            comment("Waits.", "5", Some("seconds")),
            "  /** Waits. In seconds. Absent: 5. */\n"
        );
    }
}
