//! Media addresses: where media flow, the local address and the public one (1:1 NAT) that clients are told (`--media-ip`, `--announce-ip`).

use std::collections::HashSet;
use std::net::IpAddr;

use thiserror::Error;

use crate::options::Announced;

/// An address of this machine, and the one that clients are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaAddress {
    /// The address that sockets are bound to.
    pub local: IpAddr,
    /// The address in the offer.
    pub public: IpAddr,
}

impl From<IpAddr> for MediaAddress {
    /// An address that clients reach as it is.
    fn from(address: IpAddr) -> Self {
        Self {
            local: address,
            public: address,
        }
    }
}

/// Why a public address stands for no media address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AnnounceError {
    /// The media address that it names is none.
    #[error("--announce-ip {public}={local}: {local} is no media address. Give it with --media-ip as well")]
    Unknown {
        /// The public address.
        public: IpAddr,
        /// The media address.
        local: IpAddr,
    },
    /// There is none, or more than one.
    #[error(
        "--announce-ip {0}: name the media address that it stands for, as {0}=10.0.0.5, and give that with --media-ip"
    )]
    Unclear(IpAddr),
    /// Two media addresses would be one to clients, whose answers would leave by either.
    #[error(
        "{0} would stand for two media addresses, which clients could not tell apart. Give each an --announce-ip of its own"
    )]
    Twice(IpAddr),
}

/// These addresses, some of them under public ones.
///
/// # Errors
/// Where a public address stands for none of them, or for two.
pub fn announced(addresses: &[IpAddr], announced: &[Announced]) -> Result<Vec<MediaAddress>, AnnounceError> {
    let mut addresses: Vec<MediaAddress> = addresses.iter().copied().map(MediaAddress::from).collect();
    for Announced { public, local } in announced.iter().copied() {
        let fits = |address: &MediaAddress| match local {
            Some(local) => address.local == local,
            None => address.local.is_ipv4() == public.is_ipv4() && !address.local.is_loopback(),
        };
        let mut fitting = addresses.iter_mut().filter(|address| fits(address));
        match (fitting.next(), fitting.next(), local) {
            (Some(address), None, _) => address.public = public,
            (None, _, Some(local)) => return Err(AnnounceError::Unknown { public, local }),
            _ => return Err(AnnounceError::Unclear(public)),
        }
    }
    let mut told = HashSet::new();
    match addresses.iter().find(|address| !told.insert(address.public)) {
        Some(address) => Err(AnnounceError::Twice(address.public)),
        None => Ok(addresses),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn told(addresses: &[&str], announce: &[&str]) -> Result<Vec<String>, AnnounceError> {
        let addresses: Vec<_> = addresses.iter().map(|text| address(text)).collect();
        let announce: Vec<_> = announce.iter().map(|text| text.parse().unwrap()).collect();
        Ok(announced(&addresses, &announce)?
            .iter()
            .map(|address| address.public.to_string())
            .collect())
    }

    #[test]
    fn a_public_address_takes_the_place_of_the_one_that_it_stands_for() {
        assert_eq!(
            told(&["127.0.0.1", "10.0.0.5"], &["203.0.113.7"]).unwrap(),
            ["127.0.0.1", "203.0.113.7"]
        );
        assert_eq!(
            told(&["10.0.0.5", "fd00::5"], &["2001:db8::7"]).unwrap(),
            ["10.0.0.5", "2001:db8::7"]
        );
        let two = ["10.0.0.5", "10.0.0.6"];
        assert_eq!(
            told(&two, &["203.0.113.7=10.0.0.6", "203.0.113.8=10.0.0.5"]).unwrap(),
            ["203.0.113.8", "203.0.113.7"]
        );
        assert_eq!(
            told(&two, &["203.0.113.7"]),
            Err(AnnounceError::Unclear(address("203.0.113.7")))
        );
        assert_eq!(
            told(&["127.0.0.1"], &["203.0.113.7"]),
            Err(AnnounceError::Unclear(address("203.0.113.7")))
        );
        assert_eq!(
            told(&["127.0.0.1"], &["203.0.113.7=127.0.0.1"]).unwrap(),
            ["203.0.113.7"]
        );
        for twice in [
            told(&two, &["203.0.113.7=10.0.0.5", "203.0.113.7=10.0.0.6"]),
            told(&["10.0.0.5", "203.0.113.7"], &["203.0.113.7=10.0.0.5"]),
        ] {
            assert_eq!(twice, Err(AnnounceError::Twice(address("203.0.113.7"))));
        }
        assert!(matches!(
            told(&two, &["203.0.113.7=10.0.0.9"]),
            Err(AnnounceError::Unknown { .. })
        ));
    }
}
