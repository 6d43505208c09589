//! The parts of a wasm: its functions with their names, and its sections.

use std::collections::HashMap;

use wasmparser::{BinaryReaderError, KnownCustom, Name, Parser, Payload, TypeRef};

/// The name of all data.
const DATA: &str = "(data)";

/// A function, or all data.
pub(super) struct Part {
    /// The name that the compiler gives.
    pub(super) name: String,
    pub(super) bytes: usize,
}

/// A section that weighs something.
pub(super) struct Section<'a> {
    pub(super) name: &'static str,
    pub(super) content: &'a [u8],
}

/// All functions and the data.
pub(super) fn read(wasm: &[u8]) -> Result<Vec<Part>, BinaryReaderError> {
    let (mut imported, mut data) = (0, 0);
    let mut bodies = Vec::new();
    let mut names = HashMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => data += section.range().len(),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(tables) = section.as_known() {
                    for table in tables {
                        if let Name::Function(functions) = table? {
                            for function in functions {
                                let function = function?;
                                names.insert(function.index, function.name.to_owned());
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let functions = (imported..).zip(bodies).map(|(index, bytes)| Part {
        name: names.remove(&index).unwrap_or_else(|| "(without a name)".to_owned()),
        bytes,
    });
    let data = Part {
        name: DATA.to_owned(),
        bytes: data,
    };
    Ok(functions.chain([data]).collect())
}

/// The sections of code and data.
pub(super) fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>, BinaryReaderError> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let (name, range) = match payload? {
            Payload::CodeSectionStart { range, .. } => ("code", range),
            Payload::DataSection(section) => ("data", section.range()),
            _ => continue,
        };
        let content = wasm.get(range).unwrap_or_default();
        found.push(Section { name, content });
    }
    Ok(found)
}

/// The crate of a function, by its name. Drop glue counts for the crate of the value, and a trait's function for the type's crate or,
/// where that is generic, for the trait's.
pub(super) fn crate_of(name: &str) -> &str {
    if name == DATA {
        return DATA;
    }
    if let Some(dropped) = name.strip_prefix("core::ptr::drop_in_place<") {
        return crate_of(dropped);
    }
    let start = name.trim_start_matches(['<', '&', '(', '[', '*']);
    let start = ["mut ", "const ", "dyn "]
        .iter()
        .fold(start, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    let end = start
        .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .unwrap_or(start.len());
    let (first, rest) = start.split_at(end);
    if rest.starts_with("::") || rest.starts_with('[') {
        return first;
    }
    match rest.split_once(" as ") {
        Some((_, by)) => crate_of(by),
        None => "(exports and the rest)",
    }
}

#[cfg(test)]
mod tests {
    use super::{crate_of, read, sections};

    #[test]
    fn a_function_belongs_to_the_crate_of_its_type() {
        for (name, wanted) in [
            (
                "streaming_avatar_session::session::Session::take::h1f",
                "streaming_avatar_session",
            ),
            (
                "<streaming_avatar::Runner as api::Owner>::take::h1f",
                "streaming_avatar",
            ),
            ("<core[c5930c85a12de822]::fmt::Formatter>::pad", "core"),
            ("<T as tachys::html::Element>::build::h1f", "tachys"),
            ("<&mut serde::Map as core::fmt::Write>::write_str", "serde"),
            ("core::ptr::drop_in_place<alloc::vec::Vec<u8>>::h1f", "alloc"),
            ("(data)", "(data)"),
            ("session_start", "(exports and the rest)"),
            ("", "(exports and the rest)"),
        ] {
            assert_eq!(crate_of(name), wanted, "{name}");
        }
    }

    /// A module with an import, a function `f` that does nothing, and a byte of data (WebAssembly core specification, section 5.5).
    const SMALL: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x07\x01\x01m\x01i\0\0\x03\x02\x01\0\x05\x03\x01\0\x01\x0a\x04\x01\x02\0\x0b\
        \x0b\x07\x01\0\x41\0\x0b\x01\x2a\0\x0b\x04name\x01\x04\x01\x01\x01f";

    #[test]
    fn functions_and_data_are_weighed_by_name() {
        let parts = read(SMALL).unwrap();
        let parts: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.bytes)).collect();
        assert_eq!(parts, [("f", 2), ("(data)", 7)]);
        let sections: Vec<_> = sections(SMALL).unwrap().iter().map(|section| section.name).collect();
        assert_eq!(sections, ["code", "data"]);
        assert!(read(b"no wasm").is_err());
    }
}
