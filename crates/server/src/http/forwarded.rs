//! The headers of trusted proxies about a request (`Forwarded`, `X-Forwarded-*`).

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The word of trusted proxies. Everything else is believed of nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forwarded {
    /// Who sent the request to the first trusted proxy.
    pub client: Option<IpAddr>,
    /// The host that the client asked, perhaps with a port.
    pub host: Option<String>,
    /// Whether the client came over HTTPS.
    pub secure: Option<bool>,
    /// The path under which the proxy has this server, without a slash at its end.
    pub prefix: Option<String>,
}

impl Forwarded {
    /// Reads the headers of a request that came from `peer`.
    ///
    /// `X-Forwarded-*` goes before `Forwarded` (RFC 7239): common proxies set the former and hand on what a client says in the latter.
    /// Where several proxies have left their mark, the first of a list is what the client said to the first of them.
    pub fn read(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> Self {
        if !is_trusted(peer, trusted) {
            return Self::default();
        }
        let elements = elements(headers);
        let first = |name: &str| elements.iter().find_map(|element| parameter(element, name));
        let listed = list(headers, "x-forwarded-for");
        let hops: Vec<_> = if listed.is_empty() {
            elements.iter().map(|element| parameter(element, "for")).collect()
        } else {
            listed.into_iter().map(Some).collect()
        };
        let head = |name: &str| list(headers, name).into_iter().next();
        let host = head("x-forwarded-host")
            .or_else(|| first("host"))
            .filter(|host| is_authority(host));
        let port = head("x-forwarded-port");
        let scheme = head("x-forwarded-proto").or_else(|| first("proto"));
        Self {
            client: client(&hops, trusted),
            host: host.map(|host| with_port(host, port.as_deref())),
            secure: scheme.as_deref().and_then(is_secure),
            prefix: prefix(&list(headers, "x-forwarded-prefix")),
        }
    }
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address.to_canonical()))
}

/// Who the first trusted proxy heard from: the last in the list who is no proxy of ours. Entries before that are a client's claim.
fn client(hops: &[Option<String>], trusted: &[IpNet]) -> Option<IpAddr> {
    let mut client = None;
    for hop in hops.iter().rev() {
        // "unknown", or a name that hides an address: whoever handed that on is the last one known.
        let Some(address) = hop.as_deref().and_then(address) else {
            break;
        };
        client = Some(address);
        if !is_trusted(address, trusted) {
            break;
        }
    }
    client
}

/// An address, perhaps with a port and in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    let address = bare.parse::<IpAddr>().or_else(|_| with_port()).ok()?;
    Some(address.to_canonical())
}

fn is_secure(scheme: &str) -> Option<bool> {
    match scheme.to_ascii_lowercase().as_str() {
        "https" | "wss" => Some(true),
        "http" | "ws" => Some(false),
        _ => None,
    }
}

/// Whether a text can stand in an address as its host and port.
pub fn is_authority(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    !text.is_empty() && text.bytes().all(plain)
}

/// A host with the port that the client asked for. The schemes' own ports are left out: a proxy behind one that ends TLS names 80.
fn with_port(host: String, port: Option<&str>) -> String {
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| !port.contains(']'));
    match port.and_then(|port| port.parse::<u16>().ok()) {
        Some(port) if !has_port && ![80, 443].contains(&port) => format!("{host}:{port}"),
        _ => host,
    }
}

/// The path of all proxies together, as each takes away its own part.
fn prefix(parts: &[String]) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/.-_~".contains(&byte);
    let path: String = parts
        .iter()
        .map(|part| part.trim_matches('/'))
        .filter(|part| !part.is_empty())
        .flat_map(|part| ["/", part])
        .collect();
    let whole = path.bytes().all(plain) && !path.split('/').skip(1).any(|part| ["", ".", ".."].contains(&part));
    (whole && !path.is_empty()).then_some(path)
}

/// The entries of a header that is a list, over all its lines; those that hold something.
fn list(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(','))
        .map(|entry| entry.trim().trim_matches('"').to_owned())
        .filter(|entry| !entry.is_empty())
        .collect()
}

/// The elements of `Forwarded`, one for each proxy: `for=192.0.2.60;proto=http;host="a.example:8443"`.
fn elements(headers: &HeaderMap) -> Vec<String> {
    let lines = headers
        .get_all("forwarded")
        .into_iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| unquoted(line, ',')).collect()
}

/// The value of an element's parameter.
fn parameter(element: &str, name: &str) -> Option<String> {
    unquoted(element, ';').into_iter().find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let value = value.trim().trim_matches('"').replace('\\', "");
        (key.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then_some(value)
    })
}

/// The parts of a text between separators that are not quoted.
fn unquoted(text: &str, separator: char) -> Vec<String> {
    let (mut parts, mut quoted) = (vec![String::new()], false);
    for letter in text.chars() {
        quoted ^= letter == '"';
        if letter == separator && !quoted {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn read(from: &str, pairs: &[(&'static str, &str)]) -> Forwarded {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        Forwarded::read(&headers, from.parse().unwrap(), &trusted)
    }

    #[test]
    fn a_stranger_is_not_believed() {
        let claims = [
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-prefix", "/avatar"),
            ("forwarded", "for=192.0.2.1;host=evil.example;proto=https"),
        ];
        assert_eq!(read("192.0.2.9", &claims), Forwarded::default());
        assert_ne!(read(PROXY, &claims), Forwarded::default());
        assert_ne!(
            read("::ffff:10.0.0.1", &claims),
            Forwarded::default(),
            "the same proxy, by IPv6"
        );
    }

    #[test]
    fn the_first_of_a_list_is_what_the_client_asked_for() {
        for (name, value, secure) in [
            ("x-forwarded-proto", "https,http", true),
            ("x-forwarded-proto", "HTTPS, http", true),
            ("x-forwarded-proto", " http , https", false),
            ("x-forwarded-proto", "wss", true),
            ("forwarded", "proto=HTTPS;for=192.0.2.1, proto=http", true),
        ] {
            assert_eq!(read(PROXY, &[(name, value)]).secure, Some(secure), "{value}");
        }
        assert_eq!(read(PROXY, &[("x-forwarded-proto", "gopher")]).secure, None);
        for (name, value, host) in [
            ("x-forwarded-host", "a.example, b.internal", "a.example"),
            ("x-forwarded-host", ", a.example", "a.example"),
            ("x-forwarded-host", "[2001:db8::1]", "[2001:db8::1]"),
            (
                "forwarded",
                "for=\"[2001:db8::1]:4711\";Host=\"a.example:8443\", host=b",
                "a.example:8443",
            ),
        ] {
            assert_eq!(read(PROXY, &[(name, value)]).host.as_deref(), Some(host), "{value}");
        }
        assert_eq!(read(PROXY, &[("x-forwarded-host", "a/b\"><script>")]).host, None);
    }

    #[test]
    fn a_port_of_its_own_is_kept() {
        for (host, port, together) in [
            ("a.example", "8443", "a.example:8443"),
            ("a.example", "443", "a.example"),
            ("a.example", "80", "a.example"),
            ("a.example:9000", "8443", "a.example:9000"),
            ("[::1]", "8443", "[::1]:8443"),
            ("a.example", "many", "a.example"),
        ] {
            let read = read(PROXY, &[("x-forwarded-host", host), ("x-forwarded-port", port)]);
            assert_eq!(read.host.as_deref(), Some(together));
        }
    }

    #[test]
    fn a_prefix_is_a_path() {
        for (value, path) in [
            ("/avatar", Some("/avatar")),
            ("avatar/", Some("/avatar")),
            ("/a/b/", Some("/a/b")),
            ("/a, /b", Some("/a/b")),
            ("/", None),
            ("/a/../b", None),
            ("/a//b", None),
            ("/a?b", None),
            ("//evil.example", Some("/evil.example")),
        ] {
            let read = read(PROXY, &[("x-forwarded-prefix", value)]);
            assert_eq!(read.prefix.as_deref(), path, "{value}");
        }
    }

    #[test]
    fn a_client_cannot_hide_behind_a_claim() {
        for (name, value, client) in [
            ("x-forwarded-for", "192.0.2.1", Some("192.0.2.1")),
            ("x-forwarded-for", "198.51.100.7, 192.0.2.1", Some("192.0.2.1")),
            (
                "x-forwarded-for",
                "198.51.100.7, 192.0.2.1, 10.0.0.2",
                Some("192.0.2.1"),
            ),
            ("x-forwarded-for", "192.0.2.1:4711", Some("192.0.2.1")),
            ("x-forwarded-for", "[2001:db8::1]:4711", Some("2001:db8::1")),
            ("x-forwarded-for", "2001:db8::1", Some("2001:db8::1")),
            ("x-forwarded-for", "::ffff:192.0.2.1", Some("192.0.2.1")),
            ("x-forwarded-for", "nonsense", None),
            ("x-forwarded-for", "10.0.0.3, 10.0.0.2", Some("10.0.0.3")),
            (
                "forwarded",
                "for=198.51.100.7, for=\"[2001:db8::1]\", for=10.0.0.2",
                Some("2001:db8::1"),
            ),
            ("forwarded", "for=unknown, for=10.0.0.2", Some("10.0.0.2")),
        ] {
            let client = client.map(|client| client.parse::<IpAddr>().unwrap());
            assert_eq!(read(PROXY, &[(name, value)]).client, client, "{value}");
        }
        let lines = [("x-forwarded-for", "198.51.100.7"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(read(PROXY, &lines).client, Some("192.0.2.1".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn whatever_a_proxy_hands_on_is_read(value in "[ -~]{0,60}", other in "[ -~]{0,60}") {
            let read = read(PROXY, &[("x-forwarded-host", &value), ("forwarded", &other), ("x-forwarded-prefix", &value)]);
            prop_assert!(read.host.is_none_or(|host| is_authority(&host)));
            prop_assert!(read.prefix.is_none_or(|prefix| prefix.starts_with('/') && !prefix.starts_with("//")));
        }
    }
}
