//! The real server, on a port of its own.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha384};

use crate::process::Process;
use crate::{Failure, eventually};

/// A running `avatar-server` with the built site.
#[derive(Debug)]
pub struct Server {
    process: Process,
}

impl Server {
    /// Starts the server with `arguments` beside the usual ones. Media stay on the loopback address. `name` names its log.
    pub async fn start(name: &str, arguments: &[&str]) -> Result<Self, Failure> {
        Self::start_with_site(name, &path_in("AVATAR_SITE")?, arguments).await
    }

    /// The same with a site that is not the app's.
    pub async fn start_with_site(name: &str, site: &Path, arguments: &[&str]) -> Result<Self, Failure> {
        let program = path_in("AVATAR_SERVER")?;
        let further: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let process = Process::start(&format!("{name}-server"), &program, |port| {
            let site = site.display().to_string();
            let usual = ["--port".to_owned(), port.to_string(), "--site".to_owned(), site];
            let media = ["--media-ip".to_owned(), "127.0.0.1".to_owned()];
            usual.into_iter().chain(media).chain(further).collect()
        })
        .await?;
        Ok(Self { process })
    }

    /// Where the site and the API are.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.process.port)
    }

    /// The sessions that are open, as `GET /v1/streaming.list` tells.
    pub async fn sessions(&self, key: Option<&str>) -> Result<Vec<Value>, Failure> {
        let mut request = reqwest::Client::new().get(format!("{}/v1/streaming.list", self.address()));
        if let Some(key) = key {
            request = request.header("X-Api-Key", key);
        }
        let reply: Value = request.send().await?.error_for_status()?.json().await?;
        let sessions = reply.pointer("/data/sessions").and_then(Value::as_array);
        sessions
            .cloned()
            .ok_or_else(|| Failure::Server(format!("streaming.list answered {reply}")))
    }

    /// Opens a session as another client would, and hands over its id. No media flow in it.
    pub async fn occupy(&self) -> Result<String, Failure> {
        let request = reqwest::Client::new()
            .post(format!("{}/v1/streaming.new", self.address()))
            .json(&serde_json::json!({ "quality": "low" }));
        let reply: Value = request.send().await?.error_for_status()?.json().await?;
        let id = reply
            .pointer("/data/session_id")
            .and_then(Value::as_str)
            .map(str::to_owned);
        id.ok_or_else(|| Failure::Server(format!("streaming.new answered {reply}")))
    }

    /// Ends a session as another client would.
    pub async fn end(&self, session: &str) -> Result<(), Failure> {
        let request = reqwest::Client::new()
            .post(format!("{}/v1/streaming.stop", self.address()))
            .json(&serde_json::json!({ "session_id": session }));
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// Waits until no session is left open.
    pub async fn is_left_empty(&self) -> Result<(), Failure> {
        let look = async || self.sessions(None).await;
        eventually("no open session", Duration::from_secs(10), look, Vec::is_empty)
            .await
            .map(|_| ())
    }

    /// Ends the server as Ctrl-C would. Fails unless it ends well and never warned of anything.
    pub fn stop(self) -> Result<(), Failure> {
        self.process.stop()?;
        let log = self.process.log();
        match log
            .lines()
            .find(|line| line.contains("WARN") || line.contains("ERROR") || line.contains("panicked"))
        {
            Some(line) => Err(Failure::Server(format!("it logged: {line}"))),
            None => Ok(()),
        }
    }

    /// Ends the server in mid-sentence.
    pub fn kill(self) -> Result<(), Failure> {
        self.process.kill()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.process.log()
    }
}

/// The path an environment variable holds.
pub fn path_in(variable: &'static str) -> Result<PathBuf, Failure> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or(Failure::NotSet(variable))
}

/// What a page writes into `integrity` to pin a file of the built site.
pub fn integrity_of(file: &str) -> Result<String, Failure> {
    let path = path_in("AVATAR_SITE")?.join(file);
    let content = std::fs::read(&path).map_err(|error| Failure::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    })?;
    Ok(format!("sha384-{}", STANDARD.encode(Sha384::digest(content))))
}
