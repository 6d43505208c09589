//! The client's address, and the host and prefix under which it reached the server (behind proxies, too).

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Uri, header};

use super::forwarded::{Forwarded, is_authority};
use crate::options::Options;

/// Who sent a request, and the address under which the server was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The client's address.
    pub client: IpAddr,
    /// The host and port of the request itself; none where it names none.
    pub host: Option<String>,
    /// The host that the client asked the first proxy for; the request's own where there is no proxy.
    outer: Option<String>,
    secure: bool,
    prefix: String,
    public: Option<String>,
}

impl Reached {
    /// Reads where a request was sent to.
    pub fn read(options: &Options, peer: SocketAddr, uri: &Uri, headers: &HeaderMap) -> Self {
        let told = Forwarded::read(headers, peer.ip(), &options.trusted_proxy);
        // A header that is no text is a name all the same, and none of this machine's.
        let named = || {
            headers
                .get(header::HOST)
                .map(|host| String::from_utf8_lossy(host.as_bytes()))
        };
        // A request with a whole address names its host there (RFC 9112, section 3.2.2).
        let host = uri
            .authority()
            .map(|authority| authority.as_str().into())
            .or_else(named);
        let host = host.map(|host| host.trim().to_ascii_lowercase());
        Self {
            client: told.client.unwrap_or_else(|| peer.ip().to_canonical()),
            outer: told.host.or_else(|| host.clone()).filter(|host| is_authority(host)),
            host,
            secure: told.secure.unwrap_or(false),
            prefix: told.prefix.unwrap_or_default(),
            public: options.public_url.as_ref().map(|url| url.base()),
        }
    }

    /// The address before the paths of this server, without a slash at its end. Empty, and addresses made of it relative, where the
    /// request does not tell.
    pub fn base(&self) -> String {
        if let Some(public) = &self.public {
            return public.clone();
        }
        match &self.outer {
            Some(host) => {
                let scheme = if self.secure { "https" } else { "http" };
                format!("{scheme}://{host}{}", self.prefix)
            }
            None => String::new(),
        }
    }

    /// Every host under which the request was sent: the one that it names, and the one that the first proxy was asked for.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        [&self.host, &self.outer].into_iter().flatten().map(String::as_str)
    }

    /// The path that a proxy says it has taken away; it may have left it in place.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(options: &Options, uri: &str, pairs: &[(&'static str, &str)]) -> Reached {
        let headers = pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        let peer = SocketAddr::from(([127, 0, 0, 1], 50_000));
        Reached::read(options, peer, &uri.parse().unwrap(), &headers)
    }

    #[test]
    fn the_server_is_where_it_was_reached() {
        let options = Options::default();
        let base = |pairs: &[(&'static str, &str)]| reached(&options, "/", pairs).base();
        assert_eq!(base(&[("host", "localhost:8080")]), "http://localhost:8080");
        assert_eq!(base(&[("host", "[::1]:8080")]), "http://[::1]:8080");
        assert_eq!(base(&[("host", "a/b\"><script>")]), "");
        assert_eq!(base(&[]), "");
        let claims = [
            ("host", "localhost"),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "https"),
        ];
        assert_eq!(
            base(&claims),
            "http://localhost",
            "nobody is believed unless they are trusted"
        );
        let whole = reached(&options, "http://a.example/v1", &[("host", "b.example")]);
        assert_eq!(whole.base(), "http://a.example");
    }

    #[test]
    fn behind_a_trusted_proxy_it_is_where_the_proxy_was_reached() {
        let options = Options {
            trusted_proxy: vec!["127.0.0.1/32".parse().unwrap()],
            ..Options::default()
        };
        let pairs = [
            ("host", "10.0.0.1"),
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-host", "a.example"),
            ("x-forwarded-proto", "https,http"),
            ("x-forwarded-prefix", "/avatar"),
        ];
        let reached = reached(&options, "/", &pairs);
        assert_eq!(reached.base(), "https://a.example/avatar");
        assert_eq!(reached.client, IpAddr::from([192, 0, 2, 1]));
        assert_eq!(reached.hosts().collect::<Vec<_>>(), ["10.0.0.1", "a.example"]);
    }

    #[test]
    fn a_public_address_goes_before_everything() {
        let options = Options {
            public_url: Some("https://example.org/avatar/".parse().unwrap()),
            ..Options::default()
        };
        assert_eq!(
            reached(&options, "/", &[("host", "localhost")]).base(),
            "https://example.org/avatar"
        );
    }
}
