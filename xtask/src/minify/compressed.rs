//! Compressed copies of each text and wasm of the site, such as `app.js.br` and `app.js.gz`: hosts that look for such
//! files send them as they are, instead of compressing for every visitor.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::error::TaskError;

/// Extensions of files that compress well. Type declarations are not loaded by browsers.
const KINDS: [&str; 10] = ["bin", "js", "mjs", "wasm", "css", "html", "svg", "json", "frag", "vert"];
/// Smaller responses fit into one packet either way.
const WORTH_IT: usize = 512;

/// Whether [`write()`] made this file.
pub fn is_made(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "br" || ending == "gz")
}

/// Compresses those of `files` that become smaller. Browsers accept brotli only over HTTPS and from localhost, so there
/// is gzip, too.
pub fn write(files: &[PathBuf]) -> Result<(), TaskError> {
    for path in files {
        let kind = path.extension().unwrap_or_default().to_string_lossy();
        if !KINDS.contains(&kind.as_ref()) {
            continue;
        }
        let failed = |error| TaskError::file(path, error);
        let content = fs::read(path).map_err(failed)?;
        if content.len() < WORTH_IT {
            continue;
        }
        // Files that change seldom are compressed before they are copied here.
        if path.with_added_extension("br").exists() && kind == "bin" {
            continue;
        }
        for (ending, compressed) in [
            ("br", brotli(&content).map_err(failed)?),
            ("gz", gzip(&content).map_err(failed)?),
        ] {
            if compressed.len() < content.len() {
                let beside = path.with_added_extension(ending);
                fs::write(&beside, compressed).map_err(|error| TaskError::file(&beside, error))?;
            }
        }
    }
    Ok(())
}

/// Brotli at its highest level.
pub fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    writer.write_all(content)?;
    Ok(writer.into_inner())
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(content)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read as _;

    use super::{is_made, write};

    #[test]
    fn files_that_shrink_are_compressed_and_decompress_to_the_original() {
        let site = std::env::temp_dir().join(format!("xtask-compressed-{}", std::process::id()));
        fs::create_dir_all(&site).unwrap();
        let text = "let a = 1;\n".repeat(400);
        let names = ["app.js", "short.css", "picture.png"];
        for (name, content) in names.iter().zip([text.as_str(), "a{}", text.as_str()]) {
            fs::write(site.join(name), content).unwrap();
        }
        write(&names.map(|name| site.join(name))).unwrap();

        let mut back = String::new();
        let packed = fs::read(site.join("app.js.br")).unwrap();
        assert!(packed.len() < 100, "{} bytes", packed.len());
        brotli::Decompressor::new(packed.as_slice(), 4096)
            .read_to_string(&mut back)
            .unwrap();
        assert_eq!(back, text);
        back.clear();
        let packed = fs::read(site.join("app.js.gz")).unwrap();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_string(&mut back)
            .unwrap();
        assert_eq!(back, text);
        for left in ["short.css.br", "picture.png.br"] {
            assert!(!site.join(left).exists(), "{left}");
        }
        assert!(is_made(&site.join("app.js.br")) && !is_made(&site.join("app.js")));
        fs::remove_dir_all(&site).unwrap();
    }
}
