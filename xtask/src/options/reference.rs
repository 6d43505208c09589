//! Generates the reference in `docs/src`.

use super::list::{Attribute, Kind, List, Scope};

/// A table with a row for each entry; cells of these columns are code.
fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut written = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in rows {
        written += &format!("| {} |\n", row.join(" | "));
    }
    written
}

fn code(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        // A bar would end the cell.
        format!("`{}`", text.replace('|', "\\|"))
    }
}

/// The values of an option, in words.
fn values(one: &Attribute) -> String {
    if let Some(shown) = &one.shown {
        return shown.clone();
    }
    let listed = |values: &[String]| {
        values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match one.kind {
        Kind::Text | Kind::Token => "text".to_owned(),
        Kind::Address => "address".to_owned(),
        Kind::Flag => "flag".to_owned(),
        Kind::Choice => listed(&one.values),
        Kind::Number => {
            let words = [one.range(), one.unit.clone().unwrap_or_default()];
            let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
            if words.is_empty() {
                "number".to_owned()
            } else {
                words.join(", ")
            }
        }
        Kind::Servers => "JSON, as `RTCPeerConnection` takes it".to_owned(),
        Kind::Answer => "a function".to_owned(),
        Kind::Words => "an object".to_owned(),
        Kind::Video => "a `<video>`".to_owned(),
    }
}

/// The element's page, without its heading.
pub fn element(list: &List) -> String {
    let mut page = String::from("\n## Attributes\n\n");
    page += "Each is also a property in camel case (`avatar-id` is `avatarId`), but `start`, `keepAlive` and `renew` are methods when read. Numbers are \
             numbers as properties, null where the attribute is absent. Those about the appearance take effect at once, and so do `keep-alive` and `renew`; the \
             session's others, at the next start. A flag is on when it is there and not `\"false\"`.\n\n";
    let rows = list
        .attributes
        .iter()
        .map(|one| vec![code(&one.name), values(one), one.default.clone(), one.text.clone()]);
    page += &table(&["Attribute", "Values", "Default", ""], rows);
    page += "\n## Properties\n\nWithout an attribute:\n\n";
    let own = list.properties.iter().filter(|one| one.scope != Scope::Module);
    let own = own.map(|one| vec![code(&one.name), values(one), one.text.clone()]);
    page += &table(&["Property", "Value", ""], own);
    page += "\nRead-only:\n\n";
    page += &table(
        &["Property", "Value", ""],
        list.state
            .iter()
            .map(|one| vec![code(&one.name), code(&one.kind), one.text.clone()]),
    );
    page += "\n## Methods\n\nEach returns a promise, as in the module and the frame.\n\n";
    let rows = list
        .methods
        .iter()
        .map(|one| vec![code(&one.shown), code(&one.returns), one.text.clone()]);
    page += &table(&["Method", "Returns", ""], rows);
    page += "\n## Events\n\nEach is a `CustomEvent` that bubbles and crosses shadow roots, but `error` and `stats`: like those of a media element, \
             they are told to the element alone.\n\n";
    let rows = list
        .events
        .iter()
        .map(|one| vec![code(&one.name), code(&one.shown), one.text.clone()]);
    page += &table(&["Event", "`detail`", ""], rows);
    page += "\n## Custom properties\n\n";
    let rows = list
        .css
        .iter()
        .map(|one| vec![code(&one.name), one.default.clone(), one.text.clone()]);
    page += &table(&["Property", "Default", ""], rows);
    page += "\n## Parts\n\nFor `streaming-avatar::part(…)`:\n\n";
    let rows = list.parts.iter().map(|one| vec![code(&one.name), one.text.clone()]);
    page += &table(&["Part", ""], rows);
    page += "\n";
    page
}

/// The module's options.
pub fn module(list: &List) -> String {
    let module = list.properties.iter().filter(|one| one.scope == Scope::Module);
    let rows = list.session().chain(module).map(|one| {
        vec![
            code(&one.property()),
            values(one),
            one.default.clone(),
            one.text.clone(),
        ]
    });
    format!("\n{}\n", table(&["Option", "Values", "Default", ""], rows))
}
