//! A build number that a wasm and its glue share, so that files of two builds are told apart. With short import names,
//! a wasm would otherwise link to the glue of another build and misbehave.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use crate::error::TaskError;

/// The name of the custom section in the wasm, and of the constant in the glue.
const NAME: &str = "build";

/// Writes the number into both.
pub fn mark(wasm: &Path, glue: &Path) -> Result<(), TaskError> {
    let mut code = fs::read(wasm).map_err(|error| TaskError::file(wasm, error))?;
    let mut text = fs::read_to_string(glue).map_err(|error| TaskError::file(glue, error))?;
    let mut hasher = DefaultHasher::new();
    (&code, &text).hash(&mut hasher);
    let number = format!("{:016x}", hasher.finish());
    code.extend(section(&number));
    text += &format!("\nexport const {NAME} = \"{number}\";\n");
    fs::write(wasm, code).map_err(|error| TaskError::file(wasm, error))?;
    fs::write(glue, text).map_err(|error| TaskError::file(glue, error))
}

/// A custom section (WebAssembly core specification, section 5.5.3): its id, and the lengths of all and of the name, each below 128 and so
/// one byte long.
fn section(number: &str) -> Vec<u8> {
    let length = |bytes: usize| u8::try_from(bytes).unwrap_or(0) & 0x7f;
    let mut section = vec![0, length(1 + NAME.len() + number.len()), length(NAME.len())];
    section.extend(NAME.bytes());
    section.extend(number.bytes());
    section
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn a_section_says_how_long_it_is() {
        assert_eq!(section("0123456789abcdef"), b"\x00\x16\x05build0123456789abcdef");
    }
}
