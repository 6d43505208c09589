//! The check of `Origin` and `Host`: the pages of which origins may call (CORS, CSRF), and under which host names (DNS rebinding).
//!
//! A server without keys is for the machine on which it runs. Every page that its visitor opens runs on that machine, too, so calls of pages
//! from elsewhere are refused. They could also come under a name of their own that leads to this machine (DNS rebinding), so the server
//! answers to loopback names only.

use std::net::IpAddr;

use axum::http::{HeaderMap, StatusCode, header};

use crate::http::reached::Reached;
use crate::http::refusal::RequestRefusal;
use crate::options::{AllowedOrigin, Options};

/// The longest foreign name that is repeated, in characters.
const MAX_QUOTE: usize = 100;

/// Checks the name under which a request came.
///
/// # Errors
/// A refusal that says how to open the server.
pub fn check_host(options: &Options, reached: &Reached, headers: &HeaderMap) -> Result<(), RequestRefusal> {
    if headers.get_all(header::HOST).iter().count() > 1 {
        // RFC 9112, section 3.2.
        return Err(RequestRefusal::new(
            StatusCode::BAD_REQUEST,
            "The request names more than one Host.",
        ));
    }
    if !binds_hosts(options) {
        return Ok(());
    }
    let public = options.public_url.as_ref().map(|url| url.host());
    let is_own =
        |host: &str| is_loopback(host) || public.is_some_and(|public| split(host).0.eq_ignore_ascii_case(public));
    let Some(foreign) = reached.hosts().find(|host| !is_own(host)) else {
        return Ok(());
    };
    if options.open {
        let message = format!(
            "This server listens on loopback and takes calls of some pages only, so it answers to names of this machine, as localhost, and not to \
             {}. Start it with --public-url to name another under which it is reached.",
            short(foreign)
        );
        return Err(RequestRefusal::new(StatusCode::MISDIRECTED_REQUEST, message));
    }
    let message = format!(
        "This server has no key, so it answers to names of this machine only, as localhost, and not to {}. Start it with \
         --api-key KEY to let others use it, or with --open to let everyone.",
        short(foreign)
    );
    Err(RequestRefusal::new(StatusCode::MISDIRECTED_REQUEST, message))
}

/// Whether only names of this machine are answered to. Pages of the web can have a name of their own lead here (DNS rebinding), and are then pages of
/// this server as far as their browser can tell; that gives them nothing where every page may call anyway, or a key decides.
fn binds_hosts(options: &Options) -> bool {
    let is_narrow = !options.has_keys() && !takes_all_pages(options);
    options.is_private() || is_narrow && options.listen.to_canonical().is_loopback()
}

/// Whether every page may call.
pub fn takes_all_pages(options: &Options) -> bool {
    if options.cors_origin.is_empty() {
        !options.is_private()
    } else {
        options.cors_origin.contains(&AllowedOrigin::Any)
    }
}

/// Checks the page that a call came from, if it came from one. Gives the origin that may not call.
pub fn foreign_page(options: &Options, reached: &Reached, headers: &HeaderMap) -> Option<String> {
    if takes_all_pages(options) {
        return None;
    }
    let lines = headers.get_all(header::ORIGIN).into_iter();
    let mut origins = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).trim().to_ascii_lowercase());
    origins
        .find(|origin| {
            !is_own(origin, options, reached) && !options.cors_origin.iter().any(|listed| listed.covers(origin))
        })
        .map(|origin| short(&origin))
}

/// The refusal of a call that came from a page of this origin.
pub fn refuse_page(origin: &str) -> RequestRefusal {
    let message = format!(
        "This server takes no calls of pages of {origin}. Whoever runs it can allow them with --cors-origin {origin}."
    );
    RequestRefusal::new(StatusCode::FORBIDDEN, message)
}

/// Whether an origin is the server's own, under whichever of its names.
fn is_own(origin: &str, options: &Options, reached: &Reached) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else {
        return false;
    };
    let usual = if scheme == "https" { 443 } else { 80 };
    let (host, port) = split(authority);
    let port = port.unwrap_or(usual);
    let public = options.public_url.as_ref().map(|url| url.base());
    let public = public.as_deref().and_then(|base| base.split_once("://"));
    if let Some((_, rest)) = public.filter(|(public, _)| *public == scheme) {
        let (own, own_port) = split(rest.split('/').next().unwrap_or_default());
        if own == host && own_port.unwrap_or(usual) == port {
            return true;
        }
    }
    reached.hosts().any(|reached| {
        let (own, own_port) = split(reached);
        own_port.unwrap_or(usual) == port && (own == host || is_loopback(own) && is_loopback(host))
    })
}

/// Host and port. The host of IPv6 keeps its brackets.
fn split(authority: &str) -> (&str, Option<u16>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
        _ => (authority, None),
    }
}

/// Whether a name, perhaps with a port, leads to this machine wherever it is asked for (RFC 6761, section 6.3).
pub fn is_loopback(authority: &str) -> bool {
    let (host, _) = split(authority);
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

fn short(name: &str) -> String {
    name.chars().take(MAX_QUOTE).collect()
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::options::Key;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    /// Whether a request is let in, by its name and by its page.
    fn admitted(options: &Options, pairs: &[(&'static str, &str)]) -> (bool, bool) {
        let headers = headers(pairs);
        let reached = Reached::read(
            options,
            SocketAddr::from(([127, 0, 0, 1], 9)),
            &"/".parse().unwrap(),
            &headers,
        );
        (
            check_host(options, &reached, &headers).is_ok(),
            foreign_page(options, &reached, &headers).is_none(),
        )
    }

    fn with(change: impl FnOnce(&mut Options)) -> Options {
        let mut options = Options::default();
        change(&mut options);
        options
    }

    #[test]
    fn without_a_key_only_names_of_this_machine_are_answered_to() {
        let options = Options::default();
        for own in [
            "localhost",
            "localhost:8080",
            "127.0.0.1:8080",
            "127.1.2.3",
            "[::1]:8080",
            "a.localhost",
            "LOCALHOST.",
        ] {
            assert_eq!(admitted(&options, &[("host", own)]), (true, true), "{own}");
        }
        for foreign in [
            "evil.example:8080",
            "localhost.evil.example",
            "10.0.0.1",
            "127.0.0.1.evil.example",
            "[::2]",
            "",
        ] {
            assert!(!admitted(&options, &[("host", foreign)]).0, "{foreign}");
        }
        assert!(admitted(&options, &[]).0, "what names no host is no browser");
        let unreadable = [(header::HOST, axum::http::HeaderValue::from_bytes(b"\xff").unwrap())];
        let unreadable: HeaderMap = unreadable.into_iter().collect();
        let peer = SocketAddr::from(([127, 0, 0, 1], 9));
        let reached = Reached::read(&options, peer, &"/".parse().unwrap(), &unreadable);
        assert!(check_host(&options, &reached, &unreadable).is_err());
        assert!(!admitted(&options, &[("host", "localhost"), ("host", "localhost")]).0);
        for open in [
            with(|options| options.open = true),
            with(|options| options.api_key = vec![Key::new("a")]),
        ] {
            assert!(admitted(&open, &[("host", "avatar.example.org")]).0);
        }
    }

    #[test]
    fn an_open_server_on_loopback_that_takes_some_pages_only_is_reached_under_no_name_of_another() {
        let narrow = |change: fn(&mut Options)| {
            with(|options| {
                options.open = true;
                options.cors_origin = vec!["https://shop.example.org".parse().unwrap()];
                change(options);
            })
        };
        let rebound = [("host", "evil.example:8080"), ("origin", "http://evil.example:8080")];
        let own = [("host", "localhost:8080"), ("origin", "https://shop.example.org")];
        let behind_proxy = [("host", "avatar.example.org"), ("origin", "https://shop.example.org")];
        let plain = narrow(|_| {});
        assert!(!admitted(&plain, &rebound).0 && !admitted(&plain, &rebound[..1]).0);
        assert_eq!(admitted(&plain, &own), (true, true));
        let public = narrow(|options| options.public_url = Some("https://avatar.example.org/a".parse().unwrap()));
        assert!(!admitted(&public, &rebound).0);
        assert_eq!(admitted(&public, &behind_proxy), (true, true));
        // A server on a network has names that it cannot know.
        let network = narrow(|options| options.listen = "192.0.2.1".parse().unwrap());
        assert_eq!(admitted(&network, &behind_proxy), (true, true));
    }

    #[test]
    fn a_name_handed_on_by_a_trusted_proxy_is_looked_at_too() {
        let options = with(|options| options.trusted_proxy = vec!["127.0.0.1/32".parse().unwrap()]);
        assert!(
            !admitted(
                &options,
                &[("host", "localhost"), ("x-forwarded-host", "avatar.example.org")]
            )
            .0
        );
        assert!(!admitted(&options, &[("host", "evil.example"), ("x-forwarded-host", "localhost")]).0);
    }

    #[test]
    fn without_a_key_only_own_and_listed_pages_call() {
        let options = with(|options| options.cors_origin = vec!["https://shop.example.org".parse().unwrap()]);
        for (origin, may) in [
            ("http://localhost:8080", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("https://localhost:8080", true),
            ("https://shop.example.org", true),
            ("HTTPS://Shop.Example.org", true),
            ("http://shop.example.org", false),
            ("https://shop.example.org:8443", false),
            ("http://localhost:3000", false),
            ("http://localhost", false),
            ("https://evil.example", false),
            ("http://evil.example:8080", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(
                admitted(&options, &[("host", "localhost:8080"), ("origin", origin)]).1,
                may,
                "{origin}"
            );
        }
        let two = [
            ("host", "localhost"),
            ("origin", "http://localhost"),
            ("origin", "https://evil.example"),
        ];
        assert!(!admitted(&options, &two).1);
        assert!(admitted(&options, &[("host", "localhost:8080")]).1, "no page at all");
    }

    #[test]
    fn with_keys_every_page_calls_unless_some_are_listed() {
        let evil = [("host", "avatar.example.org"), ("origin", "https://evil.example")];
        let keyed = with(|options| options.api_key = vec![Key::new("a")]);
        assert_eq!(admitted(&keyed, &evil), (true, true));
        let narrowed = with(|options| {
            options.api_key = vec![Key::new("a")];
            options.cors_origin = vec!["https://shop.example.org".parse().unwrap()];
        });
        assert_eq!(admitted(&narrowed, &evil), (true, false));
        let own = [("host", "avatar.example.org"), ("origin", "https://avatar.example.org")];
        assert_eq!(admitted(&narrowed, &own), (true, true));
        let anyone = with(|options| options.cors_origin = vec![AllowedOrigin::Any]);
        assert!(admitted(&anyone, &[("host", "localhost"), ("origin", "null")]).1);
    }

    #[test]
    fn the_public_address_is_the_servers_own() {
        let options = with(|options| {
            options.api_key = vec![Key::new("a")];
            options.cors_origin = vec!["https://shop.example.org".parse().unwrap()];
            options.public_url = Some("https://example.org/avatar".parse().unwrap());
        });
        assert!(
            admitted(
                &options,
                &[("host", "10.0.0.1:8080"), ("origin", "https://example.org")]
            )
            .1
        );
        assert!(!admitted(&options, &[("host", "10.0.0.1:8080"), ("origin", "http://example.org")]).1);
    }
}
