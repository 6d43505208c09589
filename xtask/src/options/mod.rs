//! Generates code and documentation from the list of options, `web/options.json`: attributes, properties, methods,
//! events, custom properties and parts.
//!
//! Generated are the attribute list, the reading of settings, the checks of values, the types, the reference and the
//! package's `custom-elements.json`. `cargo xtask options` writes the committed parts, `cargo xtask check` compares
//! them.

mod list;
mod manifest;
mod reference;
mod region;
mod scripts;
mod types;

use std::fs;
use std::path::Path;

use crate::error::TaskError;
use crate::project::Project;
use crate::report;
use list::List;

/// The path of the list.
const SOURCE: &str = "web/options.json";

/// A generated part of a committed file: the file, the part's name in it, and its generator.
type Written = (&'static str, &'static str, fn(&List) -> String);

/// All generated parts.
const WRITTEN: [Written; 20] = [
    (
        "web/embed/element/first/attributes.js",
        "attributes",
        scripts::attributes,
    ),
    ("web/embed/element/choices.js", "session", scripts::choices),
    ("web/embed/session/options.js", "types", scripts::setting_types),
    ("web/embed/session/options.js", "settings", scripts::settings),
    ("web/embed/extra/advice.js", "options", scripts::judges_of_options),
    ("web/embed/extra/advice.js", "attributes", scripts::judges_of_attributes),
    ("web/embed/extra/advice.js", "names", scripts::advice_names),
    ("web/embed/protocol.js", "names", scripts::protocol),
    ("web/types/module.d.ts", "options", types::module_options),
    ("web/types/module.d.ts", "events", types::events),
    ("web/types/module.d.ts", "common", types::common_members),
    ("web/types/module.d.ts", "members", types::module_members),
    ("web/types/element.d.ts", "options", types::element_options),
    ("web/types/element.d.ts", "properties", types::properties),
    ("web/types/element.d.ts", "members", types::element_members),
    ("web/types/frame.d.ts", "calls", types::calls),
    ("web/types/frame.d.ts", "members", types::frame_members),
    ("web/types/jsx.d.ts", "attributes", types::jsx),
    ("docs/src/element.md", "reference", reference::element),
    ("docs/src/module.md", "options", reference::module),
];

/// Generates all parts anew.
pub fn write(project: &Project) -> Result<(), TaskError> {
    let list = read(&project.root)?;
    let mut changed = 0;
    for (path, name, write) in WRITTEN {
        let place = project.root.join(path);
        let text = text_of(&place)?;
        let new = region::replaced(&text, name, &write(&list)).ok_or_else(|| lost(&place, name))?;
        if new != text {
            fs::write(&place, new).map_err(|error| TaskError::file(&place, error))?;
            report::note(&format!("{path}: {name}"));
            changed += 1;
        }
    }
    report::result(&format!("{changed} of {} parts were written anew.", WRITTEN.len()));
    Ok(())
}

/// An error where a committed part differs from the list.
pub fn check(project: &Project) -> Result<(), TaskError> {
    let list = read(&project.root)?;
    let mut old = Vec::new();
    for (path, name, write) in WRITTEN {
        let place = project.root.join(path);
        let text = text_of(&place)?;
        let new = region::replaced(&text, name, &write(&list)).ok_or_else(|| lost(&place, name))?;
        if new != text {
            old.push(format!("{path} ({name})"));
        }
    }
    if old.is_empty() {
        return Ok(());
    }
    Err(TaskError::NotAllPassed(format!(
        "Not what {SOURCE} says: {}. `cargo xtask options` writes it anew.",
        old.join(", ")
    )))
}

/// The package's `custom-elements.json`.
pub fn custom_elements(project: &Project) -> Result<String, TaskError> {
    Ok(manifest::manifest(&read(&project.root)?))
}

fn read(root: &Path) -> Result<List, TaskError> {
    let place = root.join(SOURCE);
    serde_json::from_str(&text_of(&place)?).map_err(|error| TaskError::file(&place, error))
}

fn text_of(place: &Path) -> Result<String, TaskError> {
    fs::read_to_string(place).map_err(|error| TaskError::file(place, error))
}

fn lost(place: &Path, name: &str) -> TaskError {
    TaskError::file(place, format!("it has no marks of the part {name}"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::list::{Attribute, Kind, List, Scope};
    use super::{WRITTEN, manifest, read, region, text_of};

    fn root() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
    }

    fn list() -> List {
        read(root()).unwrap()
    }

    #[test]
    fn every_committed_part_matches_the_list() {
        let list = list();
        for (path, name, write) in WRITTEN {
            let text = text_of(&root().join(path)).unwrap();
            let new = region::replaced(&text, name, &write(&list)).unwrap_or_else(|| panic!("{path} has no {name}"));
            assert!(new == text, "{path} ({name}) is old: run `cargo xtask options`");
        }
    }

    /// A session option reaches every place from its one entry in the list; only the code that uses it is left.
    #[test]
    fn a_new_option_is_one_entry() {
        let mut list = list();
        list.attributes.push(Attribute {
            name: "frame-rate".to_owned(),
            kind: Kind::Number,
            scope: Scope::Session,
            min: Some(5.0),
            max: Some(60.0),
            unit: Some("pictures a second".to_owned()),
            text: "How many pictures come.".to_owned(),
            ..Attribute::default()
        });
        // The list has no setter for it, so its property is plain.
        let without = [
            ("advice.js", "attributes"),
            ("advice.js", "names"),
            ("protocol.js", "names"),
            ("module.d.ts", "events"),
            ("module.d.ts", "common"),
            ("module.d.ts", "members"),
            ("element.d.ts", "options"),
            ("element.d.ts", "members"),
            ("frame.d.ts", "calls"),
            ("frame.d.ts", "members"),
        ];
        for (path, name, write) in WRITTEN {
            let known = write(&list);
            let has = known.contains("frameRate") || known.contains("frame-rate");
            let wanted = !without.iter().any(|(file, part)| path.ends_with(file) && name == *part);
            assert_eq!(has, wanted, "{path} ({name})");
        }
        assert!(manifest::manifest(&list).contains("\"frame-rate\""));
        let reference = super::reference::element(&list);
        assert!(
            reference.contains("| `frame-rate` | 5 to 60, pictures a second |  | How many pictures come. |"),
            "{reference}"
        );
    }

    /// The compiler does not check these: parts, custom properties and events are strings in code and style sheets.
    #[test]
    fn parts_custom_properties_and_events_exist_in_the_sources() {
        let list = list();
        let file = |name: &str| text_of(&root().join(name)).unwrap();
        let whole = |folder: &str| -> String {
            let files = crate::files::files(&root().join("web/embed").join(folder)).unwrap();
            files.iter().map(|path| text_of(path).unwrap()).collect()
        };
        let view = whole("element")
            + &["element.js", "extra/chroma-key.js", "extra/microphone-ui.js"]
                .map(|name| file(&format!("web/embed/{name}")))
                .concat();
        for part in &list.parts {
            assert!(view.contains(&format!("'{}'", part.name)), "part {}", part.name);
        }
        let sheets = crate::files::files(&root().join("style/element")).unwrap();
        let styles: String = view + &sheets.iter().map(|path| text_of(path).unwrap()).collect::<String>();
        for property in &list.css {
            assert!(styles.contains(&format!("var({},", property.name)), "{}", property.name);
        }
        let session = whole("session");
        for event in &list.events {
            assert!(
                session.contains(&format!("tell('{}'", event.name)),
                "{} is never told",
                event.name
            );
        }
    }

    /// `FLAGS.includes(name)` finds a part of a name in a text, and only the whole name in an array.
    #[test]
    fn lists_of_attributes_are_arrays() {
        let written = super::scripts::attributes(&list());
        assert!(
            written
                .lines()
                .all(|line| line.contains(" = names('") && line.ends_with("');")),
            "{written}"
        );
    }

    #[test]
    fn names_are_unique() {
        let list = list();
        let mut names: Vec<&str> = list.attributes.iter().map(|one| one.name.as_str()).collect();
        names.extend(list.properties.iter().map(|one| one.name.as_str()));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
