//! The options about a cluster of machines.

use std::path::PathBuf;

use axum::http::Uri;
use clap::Args;

/// Many machines that clients reach under one address.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Many machines")]
pub struct ClusterOptions {
    /// NATS server by which machines reach each other, as nats://nats.example.org:4222, or tls://; repeatable. Without it: one machine alone
    ///
    /// Every machine then takes the calls of all sessions, and new ones go to a machine that has room. All must have the same
    /// --token-secret, keys and --cluster-prefix. The NATS server needs JetStream.
    #[arg(
        long,
        value_name = "URL",
        env = "AVATAR_SERVER_CLUSTER",
        value_delimiter = ',',
        value_parser = nats_url
    )]
    pub cluster: Vec<String>,

    /// File with the credentials for NATS: what `nsc` writes (.creds), the seed of an nkey, or NAME:PASSWORD
    #[arg(long, value_name = "FILE", env = "AVATAR_SERVER_CLUSTER_CREDENTIALS")]
    pub cluster_credentials: Option<PathBuf>,

    /// Name of the cluster among others on the same NATS, which its subjects and buckets begin with
    #[arg(long, value_name = "NAME", env = "AVATAR_SERVER_CLUSTER_PREFIX", default_value = PREFIX, value_parser = prefix)]
    pub cluster_prefix: String,

    /// Copies of what machines share, where NATS is a cluster itself: 3 of 3 servers or more
    #[arg(
        long,
        value_name = "COUNT",
        env = "AVATAR_SERVER_CLUSTER_REPLICAS",
        default_value_t = 1,
        value_parser = replicas
    )]
    pub cluster_replicas: usize,
}

/// The usual name.
const PREFIX: &str = "avatar";

impl Default for ClusterOptions {
    fn default() -> Self {
        Self {
            cluster: Vec::new(),
            cluster_credentials: None,
            cluster_prefix: PREFIX.into(),
            cluster_replicas: 1,
        }
    }
}

/// An address of NATS, without a password: that would show in the list of processes.
fn nats_url(text: &str) -> Result<String, String> {
    let wrong = "an address as nats://nats.example.org:4222 or tls://nats.example.org:4222";
    let uri: Uri = text.parse().map_err(|_| wrong)?;
    if text.contains('@') {
        return Err("an address without a name and a password: these come from --cluster-credentials".into());
    }
    let good = matches!(uri.scheme_str(), Some("nats" | "tls"))
        && uri.host().is_some_and(|host| !host.is_empty())
        && uri.path().trim_matches('/').is_empty()
        && uri.query().is_none();
    good.then(|| text.to_owned()).ok_or_else(|| wrong.to_owned())
}

/// As many copies as NATS makes.
fn replicas(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ (1 | 3 | 5)) => Ok(count),
        _ => Err("1, 3 or 5".into()),
    }
}

/// A name that can be a part of a subject.
fn prefix(text: &str) -> Result<String, String> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if text.is_empty() || text.len() > 32 || !text.bytes().all(good) {
        return Err("1 to 32 letters, digits, underscores and hyphens".into());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_nats_and_holds_no_password() {
        for good in ["nats://127.0.0.1:4222", "tls://nats.example.org", "nats://[::1]:4222"] {
            assert_eq!(nats_url(good), Ok(good.to_owned()));
        }
        for wrong in [
            "",
            "nats.example.org",
            "http://example.org",
            "nats://",
            "nats://a/b",
            "nats://a?b",
        ] {
            assert!(nats_url(wrong).is_err(), "{wrong}");
        }
        assert!(
            nats_url("nats://me:hush@example.org")
                .unwrap_err()
                .contains("--cluster-credentials")
        );
    }

    #[test]
    fn a_name_is_a_part_of_a_subject() {
        assert!(prefix("avatar-2_eu").is_ok());
        for wrong in ["", "a.b", "*", ">", "two words", &"a".repeat(33)] {
            assert!(prefix(wrong).is_err(), "{wrong}");
        }
    }
}
