//! The address under which clients reach the server.

use std::str::FromStr;

use axum::http::Uri;

/// An address with `http` or `https`, a host and perhaps a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    base: String,
    host: String,
    /// Begins with a slash and does not end with one; empty at the root.
    path: String,
}

impl PublicUrl {
    /// The whole address, without a slash at its end.
    pub fn base(&self) -> String {
        format!("{}{}", self.base, self.path)
    }

    /// The host, without its port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The path, without a slash at its end; empty where the server is at the root.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "an address is as https://example.org or https://example.org/avatar".to_owned();
        let uri = Uri::from_str(text.trim()).map_err(|_| wrong())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(wrong());
        };
        let scheme = scheme.to_ascii_lowercase();
        if !["http", "https"].contains(&scheme.as_str()) || uri.query().is_some() || authority.as_str().contains('@') {
            return Err(wrong());
        }
        let path = uri.path().trim_end_matches('/');
        if path.contains("//") {
            return Err(wrong());
        }
        let authority = authority.as_str().to_ascii_lowercase();
        Ok(Self {
            base: format!("{scheme}://{authority}"),
            host: uri.host().unwrap_or_default().to_ascii_lowercase(),
            path: path.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_a_path() {
        let url: PublicUrl = "HTTPS://Example.org:8443/avatar/".parse().unwrap();
        assert_eq!(url.base(), "https://example.org:8443/avatar");
        assert_eq!((url.host(), url.path()), ("example.org", "/avatar"));
        let url: PublicUrl = "http://example.org".parse().unwrap();
        assert_eq!((url.base().as_str(), url.path()), ("http://example.org", ""));
        for wrong in [
            "example.org",
            "/avatar",
            "ftp://example.org",
            "https://example.org/?a",
            "https://me@example.org",
        ] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }
}
