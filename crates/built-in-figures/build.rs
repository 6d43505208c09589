//! Compiles the drawings of the built-in figures to compact data. The program and browsers read that, and need no reader of SVG for it.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The figures, the default first: their drawings and rigs have these names.
const FIGURES: [&str; 5] = ["clara", "martin", "amara", "ruth", "pip"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let (mut names, mut data) = (String::new(), String::new());
    for stem in FIGURES {
        let text = |ending: &str| {
            let path = Path::new("figures").join(stem).with_extension(ending);
            println!("cargo:rerun-if-changed={}", path.display());
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
        };
        // Whether there are such voices is known to a test of those who speak with them.
        let figure = figure::read(&text("svg")?, &text("toml")?, stem, &|_| Ok(()));
        let figure = figure.map_err(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            format!("figures/{stem}.svg is no figure: {}", faults.join("; "))
        })?;
        let file = out.join(stem).with_extension("bin");
        fs::write(&file, figure.compact())?;
        let who = &figure.names;
        writeln!(
            names,
            "    BuiltIn {{ id: {:?}, name: {:?}, pose_name: {:?}, voice: {:?} }},",
            who.id, who.name, who.pose_name, who.voice
        )?;
        writeln!(data, "    include_bytes!({:?}),", file.display().to_string())?;
    }
    let count = FIGURES.len();
    let script = format!(
        "/// Who there is, the default first.\npub const BUILT_IN: [BuiltIn; {count}] = [\n{names}];\n\
         /// The compact data of each, in their order.\npub const DATA: [&[u8]; {count}] = [\n{data}];\n"
    );
    fs::write(out.join("built_in.rs"), script)?;
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}
