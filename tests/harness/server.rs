//! The real server, on a port of its own.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha384};

use crate::process::{Process, free_port};
use crate::{Failure, eventually};

/// A running `avatar-server` with the built site.
#[derive(Debug)]
pub struct Server {
    name: String,
    process: Process,
    arguments: Vec<String>,
}

impl Server {
    /// Starts the server with `arguments` beside the usual ones. Media stay on the loopback address. `name` names its log.
    pub async fn start(name: &str, arguments: &[&str]) -> Result<Self, Failure> {
        Self::start_with_site(name, &path_in("AVATAR_SITE")?, arguments).await
    }

    /// The same with a site that is not the app's.
    pub async fn start_with_site(name: &str, site: &Path, arguments: &[&str]) -> Result<Self, Failure> {
        let further = arguments.iter().map(|argument| (*argument).to_owned());
        // Pages of other origins, which many of the tests are about, may call. Who may not is tested with the server itself.
        let usual = ["--media-ip", "127.0.0.1", "--cors-origin", "*"].map(str::to_owned);
        let site = ["--site".to_owned(), site.display().to_string()];
        let arguments = site.into_iter().chain(usual).chain(further).collect();
        Self::start_at(name, free_port()?, arguments).await
    }

    /// Starts the server as it is behind a proxy that has it under a path and leaves that in place.
    pub async fn start_in_folder(name: &str, folder: &str) -> Result<Self, Failure> {
        let (port, site) = (free_port()?, path_in("AVATAR_SITE")?);
        let public = format!("http://localhost:{port}{folder}");
        let site = site.display().to_string();
        let arguments = ["--site", &site, "--media-ip", "127.0.0.1", "--public-url", &public];
        Self::start_at(name, port, arguments.map(str::to_owned).into()).await
    }

    async fn start_at(name: &str, port: u16, arguments: Vec<String>) -> Result<Self, Failure> {
        let program = path_in("AVATAR_SERVER")?;
        let at = ["--port".to_owned(), port.to_string()];
        let all = at.into_iter().chain(arguments.iter().cloned()).collect();
        let process = Process::start_at(&format!("{name}-server"), &program, port, all).await?;
        Ok(Self {
            name: name.to_owned(),
            process,
            arguments,
        })
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
        self.is_left_empty_within(Duration::from_secs(10)).await
    }

    /// Waits this long at most until no session is left open.
    pub async fn is_left_empty_within(&self, limit: Duration) -> Result<(), Failure> {
        let look = async || self.sessions(None).await;
        eventually("no open session", limit, look, Vec::is_empty)
            .await
            .map(|_| ())
    }

    /// Ends the server as Ctrl-C would. Fails unless it ends well and never warned of anything.
    pub fn stop(self) -> Result<(), Failure> {
        self.finish(None)
    }

    /// The same where warnings that contain these words are part of what is tested.
    pub fn stop_having_warned_of(self, words: &str) -> Result<(), Failure> {
        self.finish(Some(words))
    }

    fn finish(self, expected: Option<&str>) -> Result<(), Failure> {
        self.process.stop()?;
        let log = self.process.log();
        match log
            .lines()
            .filter(|line| expected.is_none_or(|words| !line.contains(words)))
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

    /// Dies without warning and is started again where it was. It knows nothing of its sessions any more.
    pub async fn crashes_and_comes_back(self) -> Result<Self, Failure> {
        self.crashes_and_comes_back_after(Duration::ZERO).await
    }

    /// The same, with nobody there for a while.
    pub async fn crashes_and_comes_back_after(self, time: Duration) -> Result<Self, Failure> {
        self.process.kill()?;
        tokio::time::sleep(time).await;
        let (port, name) = (self.process.port, format!("{}-again", self.name));
        Self::start_at(&name, port, self.arguments).await
    }

    /// Stands still for a while: it neither answers nor sends.
    #[cfg(unix)]
    pub async fn freezes(&self, time: Duration) -> Result<(), Failure> {
        self.process.freeze(true)?;
        tokio::time::sleep(time).await;
        self.process.freeze(false)
    }

    /// Stops every open session, as another caller with the same key could.
    pub async fn kills_every_session(&self) -> Result<(), Failure> {
        for session in self.sessions(None).await? {
            let id = session.get("session_id").and_then(Value::as_str);
            self.end(id.unwrap_or_default()).await?;
        }
        Ok(())
    }

    /// How many sessions were open at once at most, as its log tells.
    pub fn most_sessions_at_once(&self) -> usize {
        let (mut open, mut most) = (0_usize, 0);
        for line in self.log().lines() {
            if line.contains("session opened") {
                open += 1;
                most = most.max(open);
            } else if line.contains("session ended") {
                open = open.saturating_sub(1);
            }
        }
        most
    }

    /// Its log so far.
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

/// The value that a page writes into `integrity` to pin a file of the built site.
pub fn integrity_of(file: &str) -> Result<String, Failure> {
    let path = path_in("AVATAR_SITE")?.join(file);
    let content = std::fs::read(&path).map_err(|error| Failure::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    })?;
    Ok(format!("sha384-{}", STANDARD.encode(Sha384::digest(content))))
}
