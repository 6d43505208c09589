//! The connection to NATS: addresses, credentials, reconnection.

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerAddr};
use thiserror::Error;

use crate::options::ClusterOptions;

/// The timeout of a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The longest pause between two tries to connect.
const MAX_PAUSE: Duration = Duration::from_secs(1);

/// How often NATS is asked whether it is there.
const PING_INTERVAL: Duration = Duration::from_secs(2);

/// The largest file of credentials that is read, in bytes.
const MAX_CREDENTIALS_SIZE: usize = 64 * 1024;

/// Why a node joins no cluster.
#[derive(Clone, Debug, Error)]
pub enum ClusterStartError {
    /// The credentials cannot be used. Never says what the file holds.
    #[error("the file {} of --cluster-credentials {problem}", .path.display())]
    Credentials {
        /// The file.
        path: PathBuf,
        /// The mistake.
        problem: String,
    },
    /// An address is none.
    #[error("--cluster {address}: {problem}")]
    Address {
        /// The address.
        address: String,
        /// The mistake.
        problem: String,
    },
    /// The tokens of one node would be refused by the others.
    #[error(
        "--cluster takes --token-secret-file, with the same secret on all machines: the tokens of one would be refused by the others"
    )]
    TokenSecret,
}

/// The credentials of a file, in one of the forms that NATS knows.
#[derive(PartialEq, Eq)]
enum Credentials {
    /// The output of `nsc`: a token and the key that it belongs to.
    Whole(String),
    /// The seed of an nkey.
    Seed(String),
    /// A name and a password.
    Password(String, String),
}

impl Credentials {
    fn of(text: &str) -> Result<Self, &'static str> {
        let line = text.trim();
        if line.contains("BEGIN NATS USER JWT") {
            return Ok(Self::Whole(text.to_owned()));
        }
        match line.split_once(':') {
            _ if line.contains(char::is_whitespace) => {}
            None if line.starts_with("SU") => return Ok(Self::Seed(line.to_owned())),
            Some((name, password)) if !name.is_empty() && !password.is_empty() => {
                return Ok(Self::Password(name.to_owned(), password.to_owned()));
            }
            _ => {}
        }
        Err("holds neither credentials of NATS, nor the seed of an nkey, nor NAME:PASSWORD")
    }

    fn give(self, options: ConnectOptions) -> Result<ConnectOptions, &'static str> {
        match self {
            Self::Whole(text) => options
                .credentials(&text)
                .map_err(|_| "holds credentials that cannot be read"),
            Self::Seed(seed) => Ok(options.nkey(seed)),
            Self::Password(name, password) => Ok(options.user_and_password(name, password)),
        }
    }
}

/// Connects, and connects again whenever the connection is lost. Where NATS is not there yet, this goes on in the background.
///
/// # Errors
/// Where the options cannot be used.
pub async fn connect<F>(options: &ClusterOptions, name: &str, tell: F) -> Result<Client, ClusterStartError>
where
    F: Fn(Event) + Clone + Send + Sync + 'static,
{
    let addresses: Vec<ServerAddr> = options
        .cluster
        .iter()
        .map(|address| address_of(address))
        .collect::<Result<_, _>>()?;
    let mut connect = ConnectOptions::new()
        .name(name)
        .retry_on_initial_connect()
        .connection_timeout(CONNECT_TIMEOUT)
        .ping_interval(PING_INTERVAL)
        .reconnect_delay_callback(pause)
        .event_callback(move |event| {
            let tell = tell.clone();
            async move { tell(event) }
        });
    if let Some(path) = &options.cluster_credentials {
        connect = with_credentials(connect, path).map_err(|problem| ClusterStartError::Credentials {
            path: path.clone(),
            problem,
        })?;
    }
    let address = || options.cluster.join(",");
    let connected = connect.connect(addresses).await;
    connected.map_err(|error| ClusterStartError::Address {
        address: address(),
        problem: error.to_string(),
    })
}

fn address_of(address: &str) -> Result<ServerAddr, ClusterStartError> {
    address
        .parse()
        .map_err(|error: std::io::Error| ClusterStartError::Address {
            address: address.to_owned(),
            problem: error.to_string(),
        })
}

fn with_credentials(connect: ConnectOptions, path: &Path) -> Result<ConnectOptions, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() > MAX_CREDENTIALS_SIZE {
        return Err("is larger than 64 KiB".into());
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not text in UTF-8")?;
    let credentials = Credentials::of(&text)?;
    Ok(credentials.give(connect)?)
}

/// The pause before a try to connect (backoff).
fn pause(tries: usize) -> Duration {
    let hundreds = u32::try_from(tries.saturating_sub(1)).unwrap_or(u32::MAX);
    Duration::from_millis(100).saturating_mul(hundreds).min(MAX_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_come_in_the_forms_that_nats_knows() {
        let whole = "-----BEGIN NATS USER JWT-----\nabc\n------END NATS USER JWT------\n";
        assert!(Credentials::of(whole) == Ok(Credentials::Whole(whole.into())));
        assert!(Credentials::of("SUAB\n") == Ok(Credentials::Seed("SUAB".into())));
        let password = Credentials::Password("avatar".into(), "a:b".into());
        assert!(Credentials::of("avatar:a:b\n") == Ok(password));
        for wrong in ["", "hush", ":hush", "name:", "two words", "SU AB"] {
            assert!(Credentials::of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_first_try_waits_for_nothing_and_none_for_long() {
        assert_eq!(pause(0), Duration::ZERO);
        assert_eq!(pause(1), Duration::ZERO);
        assert_eq!(pause(3), Duration::from_millis(200));
        assert_eq!(pause(usize::MAX), MAX_PAUSE);
    }
}
