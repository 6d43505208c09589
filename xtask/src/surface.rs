//! One list of what the element offers, `web/options.json`. Code, types and the reference are held against it here.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

/// The workspace's root.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn file(name: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn surface() -> Value {
    serde_json::from_str(&file("web/options.json")).unwrap()
}

fn entries(surface: &Value, kind: &str) -> Vec<Value> {
    surface[kind].as_array().unwrap().clone()
}

fn names(surface: &Value, kind: &str) -> BTreeSet<String> {
    let name = |entry: &Value| entry["name"].as_str().unwrap().split('(').next().unwrap().to_owned();
    entries(surface, kind).iter().map(name).collect()
}

/// What stands between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from}")) + from.len();
    let length = text[start..].find(to).unwrap_or_else(|| panic!("no {to} after {from}"));
    &text[start..start + length]
}

fn camel(name: &str) -> String {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + &part[..1].to_uppercase() + &part[1..])
}

#[test]
fn the_elements_attributes_are_those_of_the_list() {
    let code = file("web/embed/element.js");
    let observed: BTreeSet<String> = [
        between(&code, "const TEXTS = `", "`"),
        between(&code, "const FLAGS = '", "'"),
    ]
    .into_iter()
    .flat_map(str::split_whitespace)
    .map(str::to_owned)
    .collect();
    assert_eq!(observed, names(&surface(), "attributes"));
}

#[test]
fn every_event_is_sent_typed_and_forwarded() {
    let wanted = names(&surface(), "events");
    let protocol = file("web/embed/protocol.js");
    let forwarded: BTreeSet<String> = between(&protocol, "EVENTS = [", "]")
        .split(',')
        .map(|name| name.trim().trim_matches('\'').to_owned())
        .collect();
    assert_eq!(forwarded, wanted, "the frame's");
    let types = file("web/types/module.d.ts");
    let typed: BTreeSet<String> = between(&types, "interface AvatarEvents {", "\n}")
        .lines()
        .filter_map(|line| line.trim().split_once(':'))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(typed, wanted, "the types'");
    let code = file("web/embed/session/session.js");
    for name in &wanted {
        assert!(code.contains(&format!("#tell('{name}'")), "{name} is never told");
    }
}

#[test]
fn every_method_and_property_has_its_type() {
    let surface = surface();
    let types = file("web/types/element.d.ts");
    for name in names(&surface, "methods") {
        assert!(types.contains(&format!("  {name}(")), "{name}");
    }
    for name in names(&surface, "attributes") {
        let property = format!("  {}", camel(&name));
        let is = |mark: &str| types.contains(&(property.clone() + mark));
        // Three attributes share their name with a method.
        assert!(is(": ") || is("("), "{name}");
    }
}

#[test]
fn parts_and_custom_properties_exist() {
    let surface = surface();
    let code: String = [
        "element.js",
        "element/player.js",
        "element/lines.js",
        "element/trouble.js",
        "extra/background.js",
    ]
    .map(|name| file(&format!("web/embed/{name}")))
    .concat();
    for part in surface["parts"].as_array().unwrap() {
        assert!(code.contains(&format!("'{}'", part.as_str().unwrap())), "{part}");
    }
    let styles = code + &file("style/element.css");
    for name in names(&surface, "properties") {
        assert!(styles.contains(&format!("var({name},")), "{name}");
    }
}

/// The reference in `docs/` is written from the list: with `UPDATE_DOCS=1` this test writes it, without it compares.
#[test]
fn the_reference_says_what_the_list_says() {
    let path = Path::new(ROOT).join("docs/src/element.md");
    let wanted = reference(&surface());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/src/element.md is old: run `UPDATE_DOCS=1 cargo test --package xtask surface`"
    );
}

fn reference(surface: &Value) -> String {
    let mut page = String::from("# The element\n\n<!-- Written from web/options.json by a test. -->\n\n");
    page +=
        "`<streaming-avatar>` is a custom element. Load `element.js` once, then use the tag as often as you like.\n\n";
    page += "## Attributes\n\nEach is also a property in camel case (`avatar-id` is `avatarId`), but `start`, `keepAlive` and `renew` are methods when read. \
             What concerns the looks counts at once, and so do `keep-alive` and `renew`; what else concerns the session, from the next start. A flag is on when it is there and not `\"false\"`.\n\n";
    table(
        &mut page,
        surface,
        "attributes",
        &["name", "values", "default", "text"],
        &["Attribute", "Values", "Default", ""],
    );
    page += "\n## Methods\n\n";
    table(
        &mut page,
        surface,
        "methods",
        &["name", "gives", "text"],
        &["Method", "Gives", ""],
    );
    page += "\nRead-only: `state`, `speaking`, `sessionId`, `error` (what went wrong last since the start, else null), `video`. Properties without an attribute: `token` as a function, `texts` ([theming](theming.md)), \
             and `answer`, a function that answers what the visitor types ([more](module.md#your-own-answers)).\n\n## Events\n\n";
    page += "Each is a `CustomEvent` that bubbles and crosses shadow roots, but `error` and `stats`: like those of a media element, they are told to the element alone.\n\n";
    table(
        &mut page,
        surface,
        "events",
        &["name", "detail", "text"],
        &["Event", "`detail`", ""],
    );
    page += "\n## Custom properties\n\n";
    table(
        &mut page,
        surface,
        "properties",
        &["name", "default", "text"],
        &["Property", "Default", ""],
    );
    page += "\n## Parts\n\nFor `streaming-avatar::part(…)`: ";
    let parts: Vec<String> = surface["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| format!("`{}`", part.as_str().unwrap()))
        .collect();
    page + &parts.join(", ") + ".\n"
}

fn table(page: &mut String, surface: &Value, kind: &str, keys: &[&str], heads: &[&str]) {
    *page += &format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for entry in entries(surface, kind) {
        let cell = |key: &&str| {
            let text = entry[*key].as_str().unwrap_or_default();
            let code = matches!(*key, "name" | "detail" | "gives") && !text.is_empty();
            if code { format!("`{text}`") } else { text.to_owned() }
        };
        let cells: Vec<String> = keys.iter().map(cell).collect();
        *page += &format!("| {} |\n", cells.join(" | "));
    }
}

/// The names before a colon, at any depth, of what a file of words holds.
fn keys(code: &str) -> BTreeSet<String> {
    let key = |line: &str| {
        let (name, _) = line.trim().split_once(':')?;
        let name = name.trim_matches('\'');
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        (!name.is_empty() && name.chars().all(plain)).then(|| name.to_owned())
    };
    code.lines().filter_map(key).collect()
}

#[test]
fn every_language_has_all_words_and_says_every_error() {
    let mut wanted = keys(&file("web/embed/element/texts/en.js"));
    let table = file("docs/src/troubleshooting.md");
    let codes = between(&table, "| What to do |\n", "\n\n")
        .lines()
        .filter(|line| line.starts_with("| `"))
        .flat_map(|line| between(line, "| ", " |").split(", "))
        .map(|code| code.trim_matches('`').to_owned());
    wanted.extend(codes);
    // Said to the page's developer only.
    for code in [
        "bad-address",
        "bad-ice-servers",
        "consent-needed",
        "disposed",
        "frame-silent",
        "not-listed",
        "part-missing",
        "unknown-attribute",
    ] {
        wanted.remove(code);
    }
    let folder = Path::new(ROOT).join("web/embed/element/texts");
    let mut languages = 0;
    for entry in folder.read_dir().unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let has = keys(&file(&format!("web/embed/element/texts/{name}")));
        let missing: Vec<_> = wanted.difference(&has).collect();
        assert!(missing.is_empty(), "{name} has no {missing:?}");
        languages += 1;
    }
    assert_eq!(languages, 8);
}

#[test]
fn every_option_of_the_module_is_known_to_what_warns_of_others() {
    let types = file("web/types/module.d.ts");
    let typed: BTreeSet<String> = between(&types, "export interface AvatarOptions {", "\n}")
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_once("?:"))
        .map(|(name, _)| name.to_owned())
        .collect();
    let advice = file("web/embed/extra/advice.js");
    let known: BTreeSet<String> = between(&advice, "export const OPTIONS = {", "\n};")
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_once(':'))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(known, typed);
}
