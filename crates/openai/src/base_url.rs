//! The base URL of a service: the address under which it has its calls.

use std::fmt;
use std::net::IpAddr;

use thiserror::Error;

/// The calls that a copied address may end in.
const CALLS: [&str; 3] = ["/chat/completions", "/audio/speech", "/audio/transcriptions"];

/// The base address of a service, as `http://localhost:11434/v1`, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

/// Why a text is not the base address of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BaseUrlError {
    /// Another scheme, or none.
    #[error("it begins with http:// or https://, as http://localhost:11434/v1")]
    Scheme,
    /// There is no host in it.
    #[error("it names a host, as http://localhost:11434/v1")]
    Host,
    /// A user name or password in it would show in logs.
    #[error("it has no user name or password in it: give the key by itself")]
    Credentials,
    /// A query or a fragment.
    #[error("it has no ? and no #: it is the base of several addresses")]
    Query,
    /// A character that no address has.
    #[error("it has no spaces and no control characters")]
    Character,
}

impl BaseUrl {
    /// Reads a base address. A slash at its end, and the name of a call, are taken off.
    ///
    /// # Errors
    /// Where it is none, and why.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(BaseUrlError::Character);
        }
        let rest = scheme(text).ok_or(BaseUrlError::Scheme)?.1;
        if text.contains(['?', '#']) {
            return Err(BaseUrlError::Query);
        }
        let authority = rest.split('/').next().unwrap_or_default();
        if authority.contains('@') {
            return Err(BaseUrlError::Credentials);
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(BaseUrlError::Host);
        }
        let base = text.trim_end_matches('/');
        let base = CALLS.iter().find_map(|call| base.strip_suffix(call)).unwrap_or(base);
        Ok(Self(base.trim_end_matches('/').to_owned()))
    }

    /// The address of a call, as `chat/completions`.
    pub fn join(&self, call: &str) -> String {
        format!("{}/{call}", self.0)
    }

    /// The host: a name, or an address without brackets.
    pub fn host(&self) -> &str {
        let rest = scheme(&self.0).map_or("", |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        if let Some(address) = authority.strip_prefix('[') {
            return address.split(']').next().unwrap_or_default();
        }
        authority.split(':').next().unwrap_or_default()
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }

    /// Whether a key sent there could be read on the way.
    pub fn is_plain(&self) -> bool {
        scheme(&self.0).is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("http")) && !self.is_loopback()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The scheme, where it is one of HTTP's, and what follows it.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    known.then_some((scheme, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_that_people_type_are_read() {
        for (typed, base, host) in [
            ("http://localhost:11434/v1", "http://localhost:11434/v1", "localhost"),
            (
                " https://openrouter.ai/api/v1/ ",
                "https://openrouter.ai/api/v1",
                "openrouter.ai",
            ),
            ("http://[::1]:8080/v1/chat/completions", "http://[::1]:8080/v1", "::1"),
            ("HTTPS://API.example.org", "HTTPS://API.example.org", "API.example.org"),
        ] {
            let read = BaseUrl::parse(typed).unwrap();
            assert_eq!((read.to_string().as_str(), read.host()), (base, host));
        }
        assert_eq!(
            BaseUrl::parse("http://localhost:1/v1").unwrap().join("models"),
            "http://localhost:1/v1/models"
        );
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_reason() {
        for (typed, error) in [
            ("localhost:11434/v1", BaseUrlError::Scheme),
            ("ftp://example.org", BaseUrlError::Scheme),
            ("http://", BaseUrlError::Host),
            ("http://:80/v1", BaseUrlError::Host),
            ("http://me:secret@example.org/v1", BaseUrlError::Credentials),
            ("http://example.org/v1?key=secret", BaseUrlError::Query),
            ("http://example.org/a b", BaseUrlError::Character),
        ] {
            assert_eq!(BaseUrl::parse(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn a_key_over_plain_http_is_noticed_unless_it_stays_on_the_machine() {
        for (typed, plain) in [
            ("http://localhost:1/v1", false),
            ("http://127.0.0.1:1/v1", false),
            ("http://[::1]/v1", false),
            ("https://example.org/v1", false),
            ("http://example.org/v1", true),
            ("http://192.168.1.7/v1", true),
        ] {
            assert_eq!(BaseUrl::parse(typed).unwrap().is_plain(), plain, "{typed}");
        }
    }
}
