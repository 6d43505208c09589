//! The servers of the models.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use end_to_end::{Failure, Process};
use tempfile::TempDir;

/// A path that `cargo xtask test --real` sets.
pub fn component(variable: &'static str) -> Result<PathBuf, Failure> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or(Failure::NotSet(variable))
}

/// The length of a model's answers.
#[derive(Clone, Copy, Debug)]
pub enum Answers {
    /// One line.
    Short,
    /// Some hundred words, over several seconds.
    Long,
}

/// A running service with an OpenAI-compatible API.
#[derive(Debug)]
pub struct Service {
    process: Process,
    // Dropped after the process, which writes into it.
    _folder: Option<TempDir>,
}

impl Service {
    /// Speech by Piper, with the voice "joe".
    pub async fn speech(name: &str) -> Result<Self, Failure> {
        let (program, voice) = (component("REAL_SPEECH")?, component("REAL_VOICE")?);
        let folder = TempDir::new().map_err(|error| file(Path::new("a folder for voices"), &error))?;
        let voices = folder.path().join("voices");
        std::fs::create_dir(&voices).map_err(|error| file(&voices, &error))?;
        let description = voice.with_added_extension("json");
        for from in [&voice, &description] {
            std::fs::copy(from, voices.join(from.file_name().unwrap_or_default()))
                .map_err(|error| file(from, &error))?;
        }
        let stem = voice.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        let settings = folder.path().join("settings.json");
        let chosen = serde_json::json!({ "api_default_voice": stem }).to_string();
        std::fs::write(&settings, chosen).map_err(|error| file(&settings, &error))?;
        let variables = [("LOCAL_TTS_DATA_DIR", folder.path().display().to_string())];
        let process = Process::start_with(&format!("{name}-speech"), &program, &variables, |port| {
            ["--port", &port.to_string()].map(str::to_owned).into()
        })
        .await?;
        Ok(Self {
            process,
            _folder: Some(folder),
        })
    }

    /// Recognition by Whisper, on one core. The first request loads the model.
    pub async fn recognition(name: &str) -> Result<Self, Failure> {
        let (program, model) = (component("REAL_RECOGNITION")?, component("REAL_WHISPER")?);
        let variables =
            [("HF_HUB_OFFLINE", "1"), ("OMP_NUM_THREADS", "1")].map(|(name, value)| (name, value.to_owned()));
        let process = Process::start_with(&format!("{name}-recognition"), &program, &variables, |port| {
            let port = port.to_string();
            let model = model.display().to_string();
            [&model, "--host", "127.0.0.1", "--port", &port]
                .map(str::to_owned)
                .into()
        })
        .await?;
        Ok(Self { process, _folder: None })
    }

    /// Answers by a language model of 270 million parameters.
    pub async fn model(name: &str, answers: Answers) -> Result<Self, Failure> {
        let (script, model) = (component("REAL_ENGINE")?, component("REAL_MODEL")?);
        let process = Process::start_with(&format!("{name}-model"), Path::new("node"), &[], |port| {
            let length = match answers {
                Answers::Short => "short",
                Answers::Long => "long",
            };
            [
                script.display().to_string(),
                model.display().to_string(),
                port.to_string(),
                length.to_owned(),
            ]
            .into()
        })
        .await?;
        Ok(Self { process, _folder: None })
    }

    /// The base address of its API.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.process.port)
    }

    /// Kills it, like a crash.
    pub fn kill(&self) -> Result<(), Failure> {
        self.process.kill()
    }
}

/// Says `text` by the speech service, and returns the WAV file.
pub async fn recorded(service: &Service, text: &str) -> Result<Vec<u8>, Failure> {
    let body = serde_json::json!({ "model": "tts-1", "input": text, "response_format": "wav" });
    let request = reqwest::Client::new()
        .post(format!("{}/audio/speech", service.url()))
        .json(&body);
    Ok(request.send().await?.error_for_status()?.bytes().await?.to_vec())
}

fn file(path: &Path, error: &std::io::Error) -> Failure {
    Failure::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
}
