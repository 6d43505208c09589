//! What the command line sets.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use api::IceServer;
use clap::Parser;

/// A streaming-avatar server: the API over HTTP, the avatar over WebRTC.
///
/// Open the printed address in a browser, or point a client of the API at it.
#[derive(Clone, Debug, Parser)]
#[command(name = "avatar-server", version, about, long_about = None)]
pub struct Options {
    /// Address to listen on for HTTP. 0.0.0.0 makes the server reachable for others: use --api-key then
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub listen: IpAddr,

    /// Port to listen on for HTTP. 0 takes a free one, which the log names
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,

    /// Address over which media flows, repeatable. Without it: loopback and the address of the default interface
    ///
    /// Browsers must reach at least one of them by UDP. Firefox refuses loopback.
    #[arg(long, value_name = "IP")]
    pub media_ip: Vec<IpAddr>,

    /// STUN or TURN server to tell clients of, repeatable: URL or URL,USERNAME,PASSWORD
    ///
    /// For example stun:stun.example.org:3478 or turn:turn.example.org:3478,me,secret. Every client is told the password.
    /// In the environment several servers stand on lines of their own, and do not show in the list of processes.
    #[arg(
        long,
        value_name = "SERVER",
        env = "AVATAR_SERVER_ICE_SERVER",
        hide_env_values = true,
        value_delimiter = '\n',
        value_parser = ice_server
    )]
    pub ice_server: Vec<IceServer>,

    /// Directory of the built site, served at /
    #[arg(long, value_name = "DIR")]
    pub site: Option<PathBuf>,

    /// Key that clients must send as X-Api-Key, repeatable. Without it, everyone may use the server
    ///
    /// In the environment several keys are separated by commas, and do not show in the list of processes.
    #[arg(
        long,
        value_name = "KEY",
        env = "AVATAR_SERVER_API_KEY",
        hide_env_values = true,
        value_delimiter = ',',
        value_parser = key
    )]
    pub api_key: Vec<Key>,

    /// Seconds in which a session token must be used
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = seconds)]
    pub token_lifetime: Duration,

    /// Sessions that may be open at once
    #[arg(long, value_name = "COUNT", default_value_t = 8)]
    pub max_sessions: usize,

    /// Seconds without a task after which a session ends, where the client names no other time
    #[arg(long, value_name = "SECONDS", default_value = "180", value_parser = seconds)]
    pub idle_timeout: Duration,

    /// Seconds in which a new session must be answered by streaming.start
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub start_timeout: Duration,

    /// Seconds in which a started session must be connected
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub connect_timeout: Duration,

    /// Seconds after which a session ends whatever happens. Without it: never
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub max_duration: Option<Duration>,

    /// Characters in one text
    #[arg(long, value_name = "COUNT", default_value_t = 5000)]
    pub max_text: usize,

    /// Texts that may wait in one session, the one being said included
    #[arg(long, value_name = "COUNT", default_value_t = 64)]
    pub max_queue: usize,

    /// Bytes in the body of a call
    #[arg(long, value_name = "BYTES", default_value_t = 128 * 1024)]
    pub max_body: usize,

    /// What is logged: error, warn, info, debug or trace, also for a part, as in info,str0m=debug
    #[arg(
        long,
        value_name = "LEVELS",
        env = "AVATAR_SERVER_LOG",
        default_value = "info,str0m=error,is=error"
    )]
    pub log: String,
}

impl Default for Options {
    /// What an empty command line and an empty environment set.
    fn default() -> Self {
        Self {
            listen: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8080,
            media_ip: Vec::new(),
            ice_server: Vec::new(),
            site: None,
            api_key: Vec::new(),
            token_lifetime: Duration::from_secs(600),
            max_sessions: 8,
            idle_timeout: Duration::from_secs(180),
            start_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(30),
            max_duration: None,
            max_text: 5000,
            max_queue: 64,
            max_body: 128 * 1024,
            log: "info,str0m=error,is=error".into(),
        }
    }
}

/// An API key. Shows itself in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// A key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key(secret)")
    }
}

fn key(text: &str) -> Result<Key, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("a key is made of printable ASCII characters without spaces".into());
    }
    Ok(Key::new(text))
}

fn seconds(text: &str) -> Result<Duration, String> {
    match u32::from_str(text) {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(seconds.into())),
        _ => Err("a whole number of seconds, at least 1".into()),
    }
}

fn ice_server(text: &str) -> Result<IceServer, String> {
    let mut parts = text.splitn(3, ',');
    let url = parts.next().unwrap_or_default();
    if !["stun:", "stuns:", "turn:", "turns:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        return Err("its address begins with stun:, stuns:, turn: or turns:".into());
    }
    let mut server = IceServer::open(vec![url.to_owned()]);
    match (parts.next(), parts.next()) {
        (Some(username), Some(credential)) => {
            server.username = Some(username.to_owned());
            server.credential = Some(credential.to_owned());
            server.credential_type = Some("password".into());
            Ok(server)
        }
        (None, None) if url.starts_with("stun") => Ok(server),
        _ => Err("a TURN server needs a user name and a password: turn:host:3478,USERNAME,PASSWORD".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_command_line_sets_the_defaults() {
        let parsed = Options::parse_from(["avatar-server"]);
        assert_eq!(format!("{parsed:?}"), format!("{:?}", Options::default()));
    }

    #[test]
    fn a_key_shows_in_no_debug_output() {
        let parsed = Options::parse_from(["avatar-server", "--api-key", "hush"]);
        assert_eq!(parsed.api_key, [Key::new("hush")]);
        assert!(!format!("{parsed:?}").contains("hush"));
    }

    #[test]
    fn a_turn_password_shows_in_no_debug_output() {
        let parsed = Options::parse_from(["avatar-server", "--ice-server", "turn:example.org,me,hush hush"]);
        assert_eq!(parsed.ice_server[0].credential.as_deref(), Some("hush hush"));
        assert!(!format!("{parsed:?}").contains("hush"));
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            ["--idle-timeout", "0"],
            ["--idle-timeout", "-1"],
            ["--max-duration", "soon"],
            ["--api-key", ""],
            ["--api-key", "two words"],
            ["--media-ip", "example.org"],
            ["--ice-server", "http://example.org"],
            ["--ice-server", "turn:example.org,me"],
            ["--ice-server", "turn:example.org"],
        ] {
            assert!(
                Options::try_parse_from(["avatar-server"].into_iter().chain(wrong)).is_err(),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn an_ice_server_keeps_commas_in_its_password() {
        let server = ice_server("turn:example.org,me,a,b").unwrap();
        assert_eq!(server.credential.as_deref(), Some("a,b"));
        assert!(ice_server("stun:example.org").unwrap().credential.is_none());
    }
}
