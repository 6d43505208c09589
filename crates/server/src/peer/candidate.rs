//! The client's ICE candidates, checked.
//!
//! The server is an ICE-lite agent (RFC 8445, section 2.5): it sends no checks to them, and answers where it was called from. So a
//! candidate is looked at, and a wrong one is told, but no datagram ever goes to an address that a candidate names.

use std::net::{IpAddr, Ipv6Addr};

use api::IceCandidate;
use thiserror::Error;

use crate::peer::sdp;

/// Why a candidate is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CandidateError {
    /// A field is missing.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// A field holds something else.
    #[error("its {0} is not one")]
    Wrong(&'static str),
    /// The user name fragment breaks RFC 8839.
    #[error("its user name fragment must have 4 to 256 letters, digits, + or / (RFC 8839)")]
    UserFragment,
}

/// Checks a candidate as `streaming.ice` hands it over.
///
/// # Errors
/// Where it is none.
pub fn check(candidate: &IceCandidate) -> Result<(), CandidateError> {
    check_fragment(candidate)?;
    // Some clients hand over the whole candidate as JSON in a text.
    let line = candidate.candidate.trim();
    match serde_json::from_str::<IceCandidate>(line) {
        Ok(inner) => {
            check_fragment(&inner)?;
            read(&inner.candidate)
        }
        Err(_) => read(line),
    }
}

fn check_fragment(candidate: &IceCandidate) -> Result<(), CandidateError> {
    match candidate.username_fragment.as_deref() {
        None | Some("") => Ok(()),
        Some(fragment) if sdp::is_user_fragment(fragment) => Ok(()),
        Some(_) => Err(CandidateError::UserFragment),
    }
}

/// Checks a candidate line (RFC 8839, section 5.1), with or without its `a=` and `candidate:`. The end of candidates is one, as
/// are names that only the client's own network resolves (mDNS) and transports other than UDP.
///
/// # Errors
/// Where it is none.
pub fn read(line: &str) -> Result<(), CandidateError> {
    let line = without(without(line.trim(), "a="), "candidate:");
    if line.is_empty() || line.eq_ignore_ascii_case("end-of-candidates") {
        return Ok(());
    }
    // The first field, the foundation, is any word.
    let mut fields = line.split_ascii_whitespace().skip(1);
    let mut next = |field: &'static str| fields.next().ok_or(CandidateError::Missing(field));
    number::<u32>(next("component")?, "component")?;
    let transport = next("transport")?;
    if !transport
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        return Err(CandidateError::Wrong("transport"));
    }
    number::<u32>(next("priority")?, "priority")?;
    let address = next("address")?;
    if !is_address(address) && !is_name(address) {
        return Err(CandidateError::Wrong("address"));
    }
    number::<u16>(next("port")?, "port")?;
    if !next("type")?.eq_ignore_ascii_case("typ") {
        return Err(CandidateError::Missing("type"));
    }
    next("type")?;
    // The rest are pairs of a name and a value.
    while let Some(name) = fields.next() {
        let value = fields.next().unwrap_or_default();
        if name.eq_ignore_ascii_case("ufrag") && !sdp::is_user_fragment(value) {
            return Err(CandidateError::UserFragment);
        }
    }
    Ok(())
}

/// The text without a beginning, in any case.
fn without<'a>(text: &'a str, beginning: &str) -> &'a str {
    match text.get(..beginning.len()) {
        Some(head) if head.eq_ignore_ascii_case(beginning) => {
            text.get(beginning.len()..).unwrap_or_default().trim_start()
        }
        _ => text,
    }
}

fn number<T: std::str::FromStr>(text: &str, field: &'static str) -> Result<(), CandidateError> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<T>() {
        Ok(_) if is_plain => Ok(()),
        _ => Err(CandidateError::Wrong(field)),
    }
}

/// Whether a text is an address; that of a link may name its interface (`fe80::1%en0`, RFC 4007), and some write brackets.
fn is_address(text: &str) -> bool {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    let (address, zone) = bare.split_once('%').unwrap_or((bare, "-"));
    if bare.contains('%') {
        return address.parse::<Ipv6Addr>().is_ok() && !zone.is_empty();
    }
    address.parse::<IpAddr>().is_ok()
}

/// Whether a text could be a host's name: it has letters, which an address that is merely wrong has not.
fn is_name(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_as_browsers_write_them() {
        let host = "candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host generation 0 ufrag abcd network-id 1";
        for good in [
            host,
            &format!("a={host}"),
            &format!("A={}", host.replace("candidate", "Candidate")),
            &host.replace("candidate:", ""),
            &host.replace("candidate:", "candidate: "),
            &format!("  {host}\r\n"),
            "",
            "a=end-of-candidates",
            "candidate:",
            "candidate:1 1 udp 2122260223 0b2a-4d.local 50000 typ host generation 0 ufrag abcd",
            "candidate:1 1 UDP 2122260223 0b2a-4d.local 50000 typ host",
            "candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active",
            "candidate:2 1 TCP 1518280447 192.0.2.7 9 typ host tcptype active generation 0",
            "candidate:3 2 udp 1 2001:db8::7 9 typ srflx raddr 0.0.0.0 rport 0",
            "candidate:4 1 udp 1 fe80::1%en0 50000 typ host",
            "candidate:4 1 udp 1 [fe80::1%25en0] 50000 typ host",
            "candidate:5 1 UDP 41885439 203.0.113.7 61665 typ relay raddr fe80::1%eth0 rport 9 extension",
            "candidate:6 1 udp 1 192.0.2.7 50000 typ future",
        ] {
            assert_eq!(read(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        use CandidateError::{Missing, UserFragment, Wrong};
        let long = format!("candidate:1 1 udp 1 192.0.2.7 5 typ host ufrag {}", "a".repeat(257));
        for (line, error) in [
            ("candidate", Missing("component")),
            ("hello", Missing("component")),
            ("candidate:1 1 udp", Missing("priority")),
            (
                "candidate:1 1 udp 2122260223 192.0.2.777 50000 typ host",
                Wrong("address"),
            ),
            (
                "candidate:1 1 udp 2122260223 192.0.2.7%eth0 50000 typ host",
                Wrong("address"),
            ),
            ("candidate:1 1 udp 2122260223 192.0.2.7 99999 typ host", Wrong("port")),
            ("candidate:1 1 udp 2122260223 192.0.2.7 +9 typ host", Wrong("port")),
            ("candidate:1 1 udp 99999999999 192.0.2.7 5 typ host", Wrong("priority")),
            ("candidate:1 x udp 1 192.0.2.7 5 typ host", Wrong("component")),
            ("candidate:1 1 udp 1 192.0.2.7 5 host", Missing("type")),
            ("candidate:1 1 udp 1 192.0.2.7 5 typ", Missing("type")),
            ("candidate:1 1 udp 1 192.0.2.7 5 typ host ufrag a:b:c", UserFragment),
            (&long, UserFragment),
        ] {
            assert_eq!(read(line), Err(error), "{line}");
        }
    }

    #[test]
    fn the_form_of_streaming_ice_is_checked_as_a_whole() {
        let of = |candidate: &str, fragment: Option<&str>| IceCandidate {
            candidate: candidate.into(),
            username_fragment: fragment.map(str::to_owned),
            ..IceCandidate::default()
        };
        assert_eq!(check(&of("", None)), Ok(()));
        assert_eq!(check(&of("", Some(""))), Ok(()));
        assert_eq!(check(&of("", Some("ab:cd"))), Err(CandidateError::UserFragment));
        let inner = r#"{"candidate":"candidate:1 1 udp 1 192.0.2.7 5 typ host","sdpMid":"0"}"#;
        assert_eq!(check(&of(inner, None)), Ok(()));
        assert_eq!(
            check(&of(r#"{"candidate":"candidate:1 1 udp"}"#, None)),
            Err(CandidateError::Missing("priority"))
        );
        let fragment = r#"{"candidate":"","usernameFragment":"a b"}"#;
        assert_eq!(check(&of(fragment, None)), Err(CandidateError::UserFragment));
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_something(line in "\\PC*") {
            read(&line).ok();
        }

        #[test]
        fn so_is_anything_that_begins_well(line in "candidate:[0-9a-z .:%-]*") {
            read(&line).ok();
        }
    }
}
