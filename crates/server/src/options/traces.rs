//! The options about traces.

use std::str::FromStr;

use axum::http::Uri;
use clap::Args;

/// Where spans go.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Traces")]
pub struct TraceOptions {
    /// Address of an OpenTelemetry collector that takes OTLP over HTTP, as http://127.0.0.1:4318. Without it there are no traces
    ///
    /// Spans are sent to /v1/traces below it: of calls, of what they cause at other services and on other machines, and of the starts of
    /// sessions. They hold no text, key or token. The variables of OpenTelemetry for samplers, resources and headers are read, too.
    #[arg(long, value_name = "URL", env = "AVATAR_SERVER_OTLP_URL")]
    pub otlp_url: Option<OtlpUrl>,
}

/// The address of a collector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtlpUrl {
    base: String,
    host: String,
}

impl OtlpUrl {
    /// Where spans are sent to.
    pub fn traces(&self) -> String {
        format!("{}/v1/traces", self.base)
    }

    /// Whether it is on this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = |address: std::net::IpAddr| address.to_canonical().is_loopback();
        host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(is_loopback)
    }
}

impl FromStr for OtlpUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "an address as http://127.0.0.1:4318, without a password";
        let uri: Uri = text.parse().map_err(|_| wrong)?;
        let authority = uri.authority().ok_or(wrong)?;
        let is_good = matches!(uri.scheme_str(), Some("http" | "https"))
            && !authority.as_str().contains('@')
            && !authority.host().is_empty()
            && uri.query().is_none();
        if !is_good {
            return Err(wrong);
        }
        // Some write the whole address, as other programs want it.
        let base = text.trim_end_matches('/');
        let base = base.strip_suffix("/v1/traces").unwrap_or(base);
        Ok(Self {
            base: base.trim_end_matches('/').to_owned(),
            host: authority.host().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collector_is_named_with_or_without_the_path_of_traces() {
        let traces = |text: &str| text.parse().map(|url: OtlpUrl| url.traces());
        for same in [
            "http://127.0.0.1:4318",
            "http://127.0.0.1:4318/",
            "http://127.0.0.1:4318/v1/traces",
            "http://127.0.0.1:4318/v1/traces/",
        ] {
            assert_eq!(traces(same).unwrap(), "http://127.0.0.1:4318/v1/traces");
        }
        assert_eq!(
            traces("https://example.org/otlp").unwrap(),
            "https://example.org/otlp/v1/traces"
        );
        for wrong in [
            "",
            "127.0.0.1:4318",
            "ftp://example.org",
            "http://me:hush@example.org",
            "/v1/traces",
            "http://a/?b",
        ] {
            assert!(traces(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_collector_on_this_machine_is_known() {
        let is_loopback = |text: &str| text.parse::<OtlpUrl>().unwrap().is_loopback();
        assert!(is_loopback("http://localhost:4318") && is_loopback("http://[::1]:4318"));
        assert!(!is_loopback("http://collector:4318"));
    }
}
