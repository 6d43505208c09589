//! The real server, on a port of its own: one machine, or several as one.

pub(crate) mod machines;

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha384};

use crate::process::free_port;
use crate::{Failure, Usage, eventually};
use machines::Machines;

/// A running `avatar-server` with the built site.
#[derive(Debug)]
pub struct Server {
    name: String,
    machines: Machines,
    arguments: Vec<String>,
}

impl Server {
    /// Starts the server with `arguments` beside the usual ones. Media stay on the loopback address. `name` names its
    /// log.
    pub async fn start(name: &str, arguments: &[&str]) -> Result<Self, Failure> {
        Self::start_with_site(name, &path_in("AVATAR_SITE")?, arguments).await
    }

    /// The same with another site.
    pub async fn start_with_site(name: &str, site: &Path, arguments: &[&str]) -> Result<Self, Failure> {
        let arguments = usual(site, arguments);
        let count = machines::wanted(&arguments);
        Self::start_at(name, free_port()?, arguments, count).await
    }

    /// Starts several machines that are one server, behind a front that passes each connection to the next one.
    pub async fn start_cluster(name: &str, count: usize, arguments: &[&str]) -> Result<Self, Failure> {
        let arguments = usual(&path_in("AVATAR_SITE")?, arguments);
        Self::start_at(name, free_port()?, arguments, count).await
    }

    /// Starts the server as it runs behind a proxy that serves it under a path and keeps that path.
    pub async fn start_in_folder(name: &str, folder: &str) -> Result<Self, Failure> {
        let (port, site) = (free_port()?, path_in("AVATAR_SITE")?);
        let public = format!("http://localhost:{port}{folder}");
        let site = site.display().to_string();
        let arguments = ["--site", &site, "--media-ip", "127.0.0.1", "--public-url", &public];
        let arguments = arguments.map(str::to_owned);
        let count = machines::wanted(&arguments);
        Self::start_at(name, port, arguments.into(), count).await
    }

    async fn start_at(name: &str, port: u16, arguments: Vec<String>, count: usize) -> Result<Self, Failure> {
        let program = path_in("AVATAR_SERVER")?;
        let machines = Machines::start(name, &program, port, &arguments, count).await?;
        Ok(Self {
            name: name.to_owned(),
            machines,
            arguments,
        })
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.machines.port()
    }

    /// The base address of site and API.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port())
    }

    /// Number of open sessions, from `GET /v1/streaming.list`.
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

    /// Opens a session as another client, and returns its id. No media flow in it.
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

    /// Ends a session as another client.
    pub async fn end(&self, session: &str) -> Result<(), Failure> {
        let request = reqwest::Client::new()
            .post(format!("{}/v1/streaming.stop", self.address()))
            .json(&serde_json::json!({ "session_id": session }));
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// Waits until no session is open.
    pub async fn is_left_empty(&self) -> Result<(), Failure> {
        self.is_left_empty_within(Duration::from_secs(10)).await
    }

    /// Waits at most this long until no session is open.
    pub async fn is_left_empty_within(&self, limit: Duration) -> Result<(), Failure> {
        let look = async || self.sessions(None).await;
        eventually("no open session", limit, look, Vec::is_empty)
            .await
            .map(|_| ())
    }

    /// Its processor time and memory.
    pub fn usage(&self) -> Usage {
        self.machines.usage()
    }

    /// Ends the server like Ctrl-C. Fails unless it exits cleanly and has logged no warning.
    pub fn stop(self) -> Result<(), Failure> {
        self.finish(None)
    }

    /// The same, except that warnings which contain these words are expected.
    pub fn stop_having_warned_of(self, words: &str) -> Result<(), Failure> {
        self.finish(Some(words))
    }

    fn finish(self, expected: Option<&str>) -> Result<(), Failure> {
        self.machines.stop()?;
        let log = self.machines.log();
        match log
            .lines()
            .filter(|line| expected.is_none_or(|words| !line.contains(words)))
            .find(|line| line.contains("WARN") || line.contains("ERROR") || line.contains("panicked"))
        {
            Some(line) => Err(Failure::Server(format!("it logged: {line}"))),
            None => Ok(()),
        }
    }

    /// Kills the server.
    pub fn kill(self) -> Result<(), Failure> {
        self.machines.kill()
    }

    /// Kills the server and starts it again at the same address. It has lost its sessions.
    pub async fn crashes_and_comes_back(self) -> Result<Self, Failure> {
        self.crashes_and_comes_back_after(Duration::ZERO).await
    }

    /// The same with a pause in between.
    pub async fn crashes_and_comes_back_after(self, time: Duration) -> Result<Self, Failure> {
        self.machines.kill()?;
        tokio::time::sleep(time).await;
        let name = format!("{}-again", self.name);
        let program = path_in("AVATAR_SERVER")?;
        Ok(Self {
            machines: self.machines.restart(&name, &program, &self.arguments).await?,
            name,
            arguments: self.arguments,
        })
    }

    /// Suspends the server for a while: it neither answers nor sends.
    #[cfg(unix)]
    pub async fn freezes(&self, time: Duration) -> Result<(), Failure> {
        self.machines.freeze(true)?;
        tokio::time::sleep(time).await;
        self.machines.freeze(false)
    }

    /// Stops every open session, as another caller with the same key could.
    pub async fn kills_every_session(&self) -> Result<(), Failure> {
        for session in self.sessions(None).await? {
            let id = session.get("session_id").and_then(Value::as_str);
            self.end(id.unwrap_or_default()).await?;
        }
        Ok(())
    }

    /// Highest number of sessions that were open at once, from its log.
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
        self.machines.log()
    }
}

/// The arguments beside which a test gives its own.
fn usual(site: &Path, further: &[&str]) -> Vec<String> {
    let site = site.display().to_string();
    // Allows other origins, because many tests are about their pages. The origin check itself is tested with the
    // server.
    let usual = ["--site", &site, "--media-ip", "127.0.0.1", "--cors-origin", "*"];
    usual
        .iter()
        .chain(further)
        .map(|argument| (*argument).to_owned())
        .collect()
}

/// The path in an environment variable.
pub fn path_in(variable: &'static str) -> Result<PathBuf, Failure> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or(Failure::NotSet(variable))
}

/// The value of the `integrity` attribute that pins a file of the built site.
pub fn integrity_of(file: &str) -> Result<String, Failure> {
    let path = path_in("AVATAR_SITE")?.join(file);
    let content = std::fs::read(&path).map_err(|error| Failure::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    })?;
    Ok(format!("sha384-{}", STANDARD.encode(Sha384::digest(content))))
}
