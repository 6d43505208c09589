//! Allowed origins (`--cors-origin`): where pages come from.

use std::fmt;
use std::str::FromStr;

use axum::http::Uri;

/// Pages that are allowed something: those of any origin, or of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedOrigin {
    /// `*`.
    Any,
    /// Scheme, host and port as a browser writes them into the header `Origin`: in lower case, without the scheme's own port.
    One(String),
}

impl AllowedOrigin {
    /// Whether a page with this `Origin` is meant.
    pub fn covers(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::One(own) => own.eq_ignore_ascii_case(origin),
        }
    }
}

impl FromStr for AllowedOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "*" {
            return Ok(Self::Any);
        }
        let wrong = || {
            "an origin is a scheme and a host, as https://shop.example.org or http://localhost:3000, or *".to_owned()
        };
        let uri = Uri::from_str(text).map_err(|_| wrong())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(wrong());
        };
        let plain = !authority.as_str().contains(['@', '*']) && uri.query().is_none() && uri.path() == "/";
        if !plain || authority.host().is_empty() {
            return Err(wrong());
        }
        Ok(Self::One(written(scheme, authority.as_str())))
    }
}

impl fmt::Display for AllowedOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Any => "*",
            Self::One(origin) => origin,
        })
    }
}

/// An origin as a browser writes it (RFC 6454, section 6.2).
fn written(scheme: &str, authority: &str) -> String {
    let (scheme, authority) = (scheme.to_ascii_lowercase(), authority.to_ascii_lowercase());
    let usual = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => "",
    };
    let authority = authority.strip_suffix(usual).unwrap_or(&authority);
    format!("{scheme}://{authority}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_as_browsers_write_it() {
        for (text, origin) in [
            ("https://shop.example.org", "https://shop.example.org"),
            ("https://Shop.Example.org/", "https://shop.example.org"),
            ("https://shop.example.org:443", "https://shop.example.org"),
            ("http://shop.example.org:443", "http://shop.example.org:443"),
            ("http://localhost:80/", "http://localhost"),
            (" http://[::1]:3000 ", "http://[::1]:3000"),
            ("chrome-extension://abcdef", "chrome-extension://abcdef"),
        ] {
            assert_eq!(text.parse(), Ok(AllowedOrigin::One(origin.into())), "{text}");
        }
        assert_eq!("*".parse(), Ok(AllowedOrigin::Any));
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "",
            "null",
            "shop.example.org",
            "https://",
            "https://a/b",
            "https://a/?b",
            "https://me@a",
            "https://*.a b",
            "https://*.example.org",
        ] {
            assert!(text.parse::<AllowedOrigin>().is_err(), "{text}");
        }
    }
}
