//! The values of options.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use api::IceServer;
use ipnet::IpNet;
use openai::BaseUrl;

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

/// A key as the command line gives it.
pub fn key(text: &str) -> Result<Key, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("a key is made of printable ASCII characters without spaces".into());
    }
    Ok(Key::new(text))
}

/// A secret that tokens are signed with. A comma would separate two in the environment.
pub fn token_secret(text: &str) -> Result<Key, String> {
    const MIN_LENGTH: usize = 32;
    match key(text) {
        Ok(secret) if text.len() >= MIN_LENGTH => Ok(secret),
        _ => Err(format!(
            "at least {MIN_LENGTH} printable ASCII characters without spaces, as of: openssl rand -hex 32"
        )),
    }
}

/// The base address of a service.
pub fn base(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(|error| error.to_string())
}

/// A time in whole seconds.
pub fn seconds(text: &str) -> Result<Duration, String> {
    match u32::from_str(text) {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(seconds.into())),
        _ => Err("a whole number of seconds, at least 1".into()),
    }
}

/// A number of things without which nothing goes on.
pub fn at_least_one(text: &str) -> Result<usize, String> {
    match usize::from_str(text) {
        Ok(count) if count > 0 => Ok(count),
        _ => Err("a whole number, at least 1".into()),
    }
}

/// A time in whole seconds, which may be 0.
pub fn seconds_or_none(text: &str) -> Result<Duration, String> {
    let seconds = u32::from_str(text).map_err(|_| "a whole number of seconds")?;
    Ok(Duration::from_secs(seconds.into()))
}

/// A time in whole milliseconds, which may be 0.
pub fn milliseconds(text: &str) -> Result<Duration, String> {
    let milliseconds = u32::from_str(text).map_err(|_| "a whole number of milliseconds")?;
    Ok(Duration::from_millis(milliseconds.into()))
}

/// A network in CIDR form, or one address.
pub fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse::<IpNet>()
        .or_else(|_| address())
        .map_err(|_| "an address or a network in CIDR form, as 127.0.0.1 or 10.0.0.0/8".into())
}

/// A STUN or TURN server with its user name and password.
pub fn ice_server(text: &str) -> Result<IceServer, String> {
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
