//! The command line as it is read.

use super::*;
use crate::options::values::ice_server;

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
        ["--token-secret", "short"],
        ["--media-ip", "example.org"],
        ["--ice-server", "http://example.org"],
        ["--ice-server", "turn:example.org,me"],
        ["--ice-server", "turn:example.org"],
        ["--cors-origin", "shop.example.org"],
        ["--cors-origin", "https://shop.example.org/page"],
        ["--frame-ancestor", "null"],
        ["--trusted-proxy", "proxy.example.org"],
        ["--trusted-proxy", "10.0.0.0/33"],
        ["--public-url", "ftp://example.org"],
        ["--public-url", "https://example.org/?a=b"],
    ] {
        assert!(
            Options::try_parse_from(["avatar-server"].into_iter().chain(wrong)).is_err(),
            "{wrong:?}"
        );
    }
}

#[test]
fn lists_come_repeated_or_with_commas() {
    let arguments = [
        "avatar-server",
        "--cors-origin",
        "https://a.example,https://b.example",
        "--cors-origin",
        "*",
        "--trusted-proxy",
        "127.0.0.1,fd00::/8",
    ];
    let parsed = Options::parse_from(arguments);
    assert_eq!(parsed.cors_origin.len(), 3);
    assert_eq!(parsed.trusted_proxy.len(), 2);
    assert!(parsed.trusted_proxy[0].contains(&IpAddr::V4(Ipv4Addr::LOCALHOST)));
}

#[test]
fn an_ice_server_keeps_commas_in_its_password() {
    let server = ice_server("turn:example.org,me,a,b").unwrap();
    assert_eq!(server.credential.as_deref(), Some("a,b"));
    assert!(ice_server("stun:example.org").unwrap().credential.is_none());
}
