//! `custom-elements.json`, the custom elements manifest that editors and documentation tools read (schema 1.0.0).

use serde_json::{Value, json};

use super::list::{Kind, List, Place, Scope};

const CLASS: &str = "StreamingAvatarElement";
const TAG: &str = "streaming-avatar";
const FILE: &str = "element.js";

/// The manifest as text.
pub fn manifest(list: &List) -> String {
    let attributes: Vec<Value> = list
        .attributes
        .iter()
        .map(|one| {
            let kind = match one.kind {
                Kind::Flag => "boolean".to_owned(),
                Kind::Number => "number".to_owned(),
                Kind::Choice => one.values.iter().map(|value| format!("'{value}'")).collect::<Vec<_>>().join(" | "),
                _ => "string".to_owned(),
            };
            json!({ "name": one.name, "fieldName": one.property(), "type": { "text": kind }, "default": one.default, "description": one.text })
        })
        .collect();
    let fields = list.attributes.iter().filter(|one| !list.is_method(&one.property())).map(|one| {
        json!({ "kind": "field", "name": one.property(), "attribute": one.name, "reflects": true, "description": one.text })
    });
    let own = list.properties.iter().filter(|one| one.scope != Scope::Module);
    let own = own.map(|one| json!({ "kind": "field", "name": one.name, "description": one.text }));
    let state = list.state_of(Place::Element).map(|one| {
        json!({ "kind": "field", "name": one.name, "type": { "text": one.kind }, "readonly": true, "description": one.text })
    });
    let methods = list.methods_of(Place::Element).map(|one| {
        json!({
            "kind": "method", "name": one.name, "return": { "type": { "text": one.returns } }, "description": one.text,
            "parameters": parameters(&one.parameters),
        })
    });
    let members: Vec<Value> = fields.chain(own).chain(state).chain(methods).collect();
    let events: Vec<Value> = list
        .events
        .iter()
        .map(|one| json!({ "name": one.name, "type": { "text": format!("CustomEvent<{}>", one.kind) }, "description": one.text }))
        .collect();
    let properties: Vec<Value> = list
        .css
        .iter()
        .map(|one| json!({ "name": one.name, "syntax": one.syntax, "default": one.default.trim_matches('`'), "description": one.text }))
        .collect();
    let parts: Vec<Value> = list
        .parts
        .iter()
        .map(|one| json!({ "name": one.name, "description": one.text }))
        .collect();
    let class = json!({
        "kind": "class", "name": CLASS, "tagName": TAG, "customElement": true, "superclass": { "name": "HTMLElement" },
        "description": "A streaming avatar with its player.",
        "attributes": attributes, "members": members, "events": events, "cssProperties": properties, "cssParts": parts,
    });
    let reference = json!({ "name": CLASS, "module": FILE });
    let all = json!({
        "schemaVersion": "1.0.0",
        "modules": [{
            "kind": "javascript-module",
            "path": FILE,
            "declarations": [class],
            "exports": [
                { "kind": "js", "name": CLASS, "declaration": reference },
                { "kind": "custom-element-definition", "name": TAG, "declaration": reference },
            ],
        }],
    });
    format!("{all:#}\n")
}

/// The parameters in `text: string, options?: SpeakOptions`.
fn parameters(written: &str) -> Vec<Value> {
    let cut = |one: &str| -> Option<Value> {
        let (name, kind) = one.split_once(':')?;
        let optional = name.trim().ends_with('?');
        Some(
            json!({ "name": name.trim().trim_end_matches('?'), "type": { "text": kind.trim() }, "optional": optional }),
        )
    };
    written.split(", ").filter_map(cut).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parameters;

    #[test]
    fn parameters_are_read_from_the_types() {
        assert_eq!(parameters(""), Vec::<serde_json::Value>::new());
        let expected = vec![
            json!({ "name": "text", "type": { "text": "string" }, "optional": false }),
            json!({ "name": "options", "type": { "text": "SpeakOptions" }, "optional": true }),
        ];
        assert_eq!(parameters("text: string, options?: SpeakOptions"), expected);
    }
}
