//! The client's candidates.

use std::net::IpAddr;

use str0m::Candidate;

/// What a candidate line says.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// An address to try.
    Usable(Candidate),
    /// Nothing to try: the end of candidates, a name that only the client's own network resolves (mDNS), a transport that is not
    /// UDP. A connection comes about all the same: the client reaches the server, which answers where it was called from.
    Unusable,
    /// No candidate at all.
    Malformed,
}

/// Reads a candidate line (RFC 8839, section 5.1), with or without its `a=`.
pub fn read(line: &str) -> Line {
    let line = line.trim();
    let line = line.strip_prefix("a=").unwrap_or(line);
    if line.is_empty() || line == "end-of-candidates" || line == "candidate:" {
        return Line::Unusable;
    }
    if !line.starts_with("candidate:") {
        return Line::Malformed;
    }
    // Foundation, component, transport, priority, address, port.
    let mut fields = line.split_ascii_whitespace().skip(2);
    let (Some(transport), Some(_priority), Some(address)) = (fields.next(), fields.next(), fields.next()) else {
        return Line::Malformed;
    };
    if !transport.eq_ignore_ascii_case("udp") || address.parse::<IpAddr>().is_err() && is_name(address) {
        return Line::Unusable;
    }
    match Candidate::from_sdp_string(line) {
        Ok(candidate) => Line::Usable(candidate),
        Err(_) => Line::Malformed,
    }
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
        let host = "candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host generation 0 ufrag ab network-id 1";
        assert!(matches!(read(host), Line::Usable(_)));
        assert!(matches!(read(&format!("a={host}")), Line::Usable(_)));
        for unusable in [
            "",
            "a=end-of-candidates",
            "candidate:1 1 udp 2122260223 0b2a-4d.local 50000 typ host generation 0 ufrag ab",
            "candidate:1 1 UDP 2122260223 0b2a-4d.local 50000 typ host",
            "candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active",
        ] {
            assert_eq!(read(unusable), Line::Unusable, "{unusable}");
        }
        for malformed in [
            "candidate",
            "candidate:1 1 udp",
            "candidate:1 1 udp 2122260223 192.0.2.777 50000 typ host",
            "candidate:1 1 udp 2122260223 192.0.2.7 99999 typ host",
            "hello",
        ] {
            assert_eq!(read(malformed), Line::Malformed, "{malformed}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_something(line in "\\PC*") {
            read(&line);
        }

        #[test]
        fn so_is_anything_that_begins_well(line in "candidate:[0-9a-z .:-]*") {
            read(&line);
        }
    }
}
