//! The options about usage records and webhooks.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use axum::http::Uri;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;

/// Where the beginnings and ends of sessions are told.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Records")]
pub struct RecordOptions {
    /// File to which each session that ends adds a line of JSON: its key, seconds, characters, and why it ended
    #[arg(long, value_name = "FILE", env = "AVATAR_SERVER_USAGE_FILE")]
    pub usage_file: Option<PathBuf>,

    /// Address that is told of each session that begins and ends, by POST; repeatable
    ///
    /// Requests are signed as Standard Webhooks are, and repeated for about an hour until they are answered with 2xx.
    #[arg(long, value_name = "URL", env = "AVATAR_SERVER_WEBHOOK_URL", value_delimiter = ',', value_parser = webhook_url)]
    pub webhook_url: Vec<String>,

    /// Secret that webhooks are signed with, as whsec_ and base64 of 24 to 64 bytes; two while one is replaced
    #[arg(
        long,
        value_name = "SECRET",
        env = "AVATAR_SERVER_WEBHOOK_SECRET",
        hide_env_values = true,
        value_delimiter = ','
    )]
    pub webhook_secret: Vec<WebhookSecret>,
}

/// A secret of webhooks. Shows itself in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Vec<u8>);

impl WebhookSecret {
    /// The bytes of the key.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookSecret(secret)")
    }
}

impl FromStr for WebhookSecret {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "whsec_ and base64 of 24 to 64 bytes, as of: echo whsec_$(openssl rand -base64 32)";
        let encoded = text.strip_prefix("whsec_").ok_or(wrong)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| wrong)?;
        (24..=64).contains(&bytes.len()).then_some(Self(bytes)).ok_or(wrong)
    }
}

/// An address with `http` or `https` and a host, without a password.
fn webhook_url(text: &str) -> Result<String, String> {
    let wrong = || "an address as https://example.org/hooks/avatar".to_owned();
    let uri: Uri = text.parse().map_err(|_| wrong())?;
    let good = matches!(uri.scheme_str(), Some("http" | "https"))
        && uri
            .authority()
            .is_some_and(|authority| !authority.as_str().contains('@') && !authority.host().is_empty());
    good.then(|| text.to_owned()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_enough_and_shows_nowhere() {
        let good = format!("whsec_{}", STANDARD.encode([7; 32]));
        let secret: WebhookSecret = good.parse().unwrap();
        assert_eq!(secret.reveal(), [7; 32]);
        assert!(!format!("{secret:?}").contains('7'));
        for wrong in [
            "",
            "hush",
            "whsec_",
            "whsec_AAAA",
            &STANDARD.encode([7; 32]),
            "whsec_***",
            &format!("whsec_{}", STANDARD.encode([7; 65])),
        ] {
            assert!(wrong.parse::<WebhookSecret>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_is_one_of_the_web() {
        assert!(webhook_url("https://example.org/hooks?a=b").is_ok());
        for wrong in [
            "",
            "example.org",
            "/hooks",
            "ftp://example.org",
            "https://me:hush@example.org",
        ] {
            assert!(webhook_url(wrong).is_err(), "{wrong}");
        }
    }
}
