//! The address that the app's page is published under. Readers of links to it, as messengers and search engines are, take whole addresses only.

use std::str::FromStr;

use http::Uri;

use crate::error::TaskError;

/// This file, for the site's fingerprint: a change of the build is a change of the site.
pub const SOURCE: &str = include_str!("page_address.rs");

/// The picture for those who show links to the page, as the page names it.
const PICTURE: &str = "preview.jpg";

/// An http or https address, with a slash at its end: names of files beside the page can be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAddress(String);

/// The reason why a text is no address of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Scheme or host are missing, or the scheme is another one.
    #[error(
        "it is no whole address: that is https:// (or http://), a host and the page's folder, as https://avatar.example.com/app/"
    )]
    NotWhole,
    /// The host has more around it than its port.
    #[error(
        "names, passwords and odd ports have no place in it: after https:// comes the host, with its port where it has one"
    )]
    OddHost,
    /// It has a query or a fragment.
    #[error("leave out what begins with ? or #: the address is that of the page's folder")]
    NotAFolder,
}

impl FromStr for PageAddress {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        // A `Uri` loses its fragment.
        if text.contains(['?', '#']) {
            return Err(BadAddress::NotAFolder);
        }
        let uri: Uri = text.parse().map_err(|_| BadAddress::NotWhole)?;
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(BadAddress::NotWhole);
        };
        let host = authority.host();
        let port = authority.port_u16().map_or(String::new(), |port| format!(":{port}"));
        if host.is_empty() || authority.as_str() != format!("{host}{port}") {
            return Err(BadAddress::OddHost);
        }
        let path = uri.path();
        let folder = path.strip_suffix("/index.html").unwrap_or(path).trim_end_matches('/');
        Ok(Self(format!("{scheme}://{authority}{folder}/")))
    }
}

impl PageAddress {
    /// The page with its own whole address and that of its picture. An error where it names no picture.
    pub fn written_into(&self, page: &str) -> Result<String, TaskError> {
        let tag = page
            .match_indices("<meta ")
            .filter_map(|(at, _)| page[at..].split_inclusive('>').next())
            .find(|tag| tag.contains("og:image") && tag.contains(PICTURE))
            .ok_or_else(|| TaskError::file("index.html", format!("og:image does not name {PICTURE}")))?;
        let address = self.0.replace('&', "&amp;").replace('"', "%22");
        let whole = format!(
            r#"<meta property="og:image" content="{address}{PICTURE}"><meta property="og:url" content="{address}"><link rel="canonical" href="{address}">"#
        );
        Ok(page.replacen(tag, &whole, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::{BadAddress, PageAddress};

    fn read(text: &str) -> Result<String, BadAddress> {
        text.parse().map(|PageAddress(address)| address)
    }

    #[test]
    fn the_address_of_a_folder_ends_with_a_slash() {
        for (given, address) in [
            ("https://avatar.example.com", "https://avatar.example.com/"),
            ("https://avatar.example.com/app/", "https://avatar.example.com/app/"),
            ("https://avatar.example.com/app", "https://avatar.example.com/app/"),
            (
                "https://avatar.example.com/app/index.html",
                "https://avatar.example.com/app/",
            ),
            ("http://localhost:8080/", "http://localhost:8080/"),
            ("http://[::1]:8080/a", "http://[::1]:8080/a/"),
        ] {
            assert_eq!(read(given).as_deref(), Ok(address), "{given}");
        }
    }

    #[test]
    fn whatever_is_no_address_of_a_page_is_refused_in_words() {
        for (given, reason) in [
            ("", BadAddress::NotWhole),
            ("avatar.example.com/app/", BadAddress::NotWhole),
            ("/app/", BadAddress::NotWhole),
            ("https://", BadAddress::NotWhole),
            ("https:///app/", BadAddress::NotWhole),
            ("ftp://avatar.example.com/", BadAddress::NotWhole),
            ("javascript:alert(1)", BadAddress::NotWhole),
            ("https://avatar example.com/", BadAddress::NotWhole),
            ("https://me:secret@avatar.example.com/", BadAddress::OddHost),
            ("https://avatar.example.com:99999/", BadAddress::OddHost),
            ("https://avatar.example.com/?lang=de", BadAddress::NotAFolder),
            ("https://avatar.example.com/#top", BadAddress::NotAFolder),
        ] {
            assert_eq!(read(given), Err(reason), "{given}");
        }
    }

    #[test]
    fn the_page_tells_whole_addresses_of_itself_and_its_picture() {
        let address: PageAddress = "https://avatar.example.com/a&b/".parse().unwrap();
        let rest = "<meta content=1200 property=og:image:width></head>";
        let whole = "<title>A</title><meta property=\"og:image\" content=\"https://avatar.example.com/a&amp;b/preview.jpg\">\
            <meta property=\"og:url\" content=\"https://avatar.example.com/a&amp;b/\">\
            <link rel=\"canonical\" href=\"https://avatar.example.com/a&amp;b/\"><meta content=1200 property=og:image:width></head>";
        for picture in [
            "<meta content=preview.jpg property=og:image>",
            "<meta property=\"og:image\" content=\"preview.jpg\" />",
        ] {
            let page = format!("<title>A</title>{picture}{rest}");
            assert_eq!(address.written_into(&page).unwrap(), whole);
        }
        assert!(address.written_into("<title>A</title>").is_err());
    }
}
