//! The options about media addresses, ports and TURN.

use std::fmt;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::str::FromStr;

use clap::Args;

use super::values::{Key, key};

/// How clients reach media.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Network")]
pub struct NetworkOptions {
    /// Public address that clients are told in the place of a media address, as behind 1:1 NAT: PUBLIC, or PUBLIC=MEDIA-IP; repeatable
    ///
    /// The provider's network must hand on UDP to the same ports. PUBLIC alone stands for the only media address of its family that is not
    /// loopback.
    #[arg(
        long,
        value_name = "PUBLIC",
        env = "AVATAR_SERVER_ANNOUNCE_IP",
        value_delimiter = ','
    )]
    pub announce_ip: Vec<Announced>,

    /// UDP ports for media, as 50000-50199. Each session takes one of each media address. Without it: any that are free
    #[arg(long, value_name = "FIRST-LAST", env = "AVATAR_SERVER_MEDIA_PORTS")]
    pub media_ports: Option<PortRange>,

    /// UDP port that all sessions share, the same at each media address. 0 takes a free one
    ///
    /// One hole in the firewall for any number of sessions. Without it, each session takes ports of its own.
    #[arg(long, value_name = "PORT", env = "AVATAR_SERVER_UDP_PORT")]
    pub udp_port: Option<u16>,

    /// TCP port for the media of clients whose network lets no UDP through, beside --udp-port. 0 takes a free one
    ///
    /// Clients choose it by themselves where UDP fails (ICE over TCP, RFC 6544). No TLS: what goes through it is encrypted already.
    #[arg(long, value_name = "PORT", env = "AVATAR_SERVER_TCP_PORT")]
    pub tcp_port: Option<u16>,

    /// TURN server with credentials that expire, repeatable, as turn:turn.example.org:3478 or turns:turn.example.org:443?transport=tcp
    ///
    /// Each session gets a user name and a password of its own, made with --turn-secret (coturn: use-auth-secret). Others get nothing.
    #[arg(long, value_name = "URL", env = "AVATAR_SERVER_TURN_URL", value_delimiter = ',', value_parser = turn_url)]
    pub turn_url: Vec<String>,

    /// Secret that the TURN server shares (coturn: static-auth-secret)
    #[arg(long, value_name = "SECRET", env = "AVATAR_SERVER_TURN_SECRET", hide_env_values = true, value_parser = key)]
    pub turn_secret: Option<Key>,
}

/// A public address and the media address that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The address that clients are told.
    pub public: IpAddr,
    /// The address of this machine; none where there is only one that it can be.
    pub local: Option<IpAddr>,
}

impl FromStr for Announced {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "an address, as 203.0.113.7, or with the media address that it stands for, as 203.0.113.7=10.0.0.5";
        let address = |text: &str| {
            text.trim()
                .parse::<IpAddr>()
                .ok()
                .filter(|address| !address.is_unspecified() && !address.is_multicast())
        };
        let (public, local) = match text.split_once('=') {
            Some((public, local)) => (address(public), Some(address(local).ok_or(wrong)?)),
            None => (address(text), None),
        };
        let public = public.ok_or(wrong)?;
        match local {
            Some(local) if local.is_ipv4() != public.is_ipv4() => {
                Err("two addresses of one family: both IPv4 or both IPv6")
            }
            _ => Ok(Self { public, local }),
        }
    }
}

/// A range of ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortRange(RangeInclusive<u16>);

impl PortRange {
    /// The ports, beginning with one in the middle that `seed` chooses, so that sessions seldom ask for the same.
    pub fn from(&self, seed: u16) -> impl Iterator<Item = u16> + use<> {
        let (first, last) = (*self.0.start(), *self.0.end());
        let start = first + seed % (last - first).max(1);
        (start..=last).chain(first..start)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl FromStr for PortRange {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "two ports, as 50000-50199, the smaller first";
        let (first, last) = text.split_once('-').ok_or(wrong)?;
        let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port > 0).ok_or(wrong);
        let (first, last) = (port(first)?, port(last)?);
        if first > last {
            return Err(wrong);
        }
        Ok(Self(first..=last))
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.0.start(), self.0.end())
    }
}

fn turn_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("turn:").or_else(|| text.strip_prefix("turns:"));
    match host {
        Some(host) if !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(text.to_owned()),
        _ => Err("an address as turn:turn.example.org:3478 or turns:turn.example.org:443?transport=tcp".into()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_address_and_no_range_is_refused() {
        for wrong in [
            "",
            "example.org",
            "0.0.0.0",
            "224.0.0.1",
            "203.0.113.7=",
            "203.0.113.7=::1",
            "=10.0.0.1",
        ] {
            assert!(wrong.parse::<Announced>().is_err(), "{wrong}");
        }
        for wrong in ["", "1", "0-9", "9-1", "1-65536", "a-b", "1-2-3"] {
            assert!(wrong.parse::<PortRange>().is_err(), "{wrong}");
        }
        for wrong in ["", "turn:", "stun:example.org", "https://example.org", "turn:a b"] {
            assert!(turn_url(wrong).is_err(), "{wrong}");
        }
        let announced: Announced = "203.0.113.7=10.0.0.5".parse().unwrap();
        assert_eq!(announced.local, Some([10, 0, 0, 5].into()));
    }

    proptest! {
        #[test]
        fn every_port_of_a_range_comes_once(first in 1_u16.., count in 0_u16..300, seed: u16) {
            let last = first.saturating_add(count);
            let range: PortRange = format!("{first}-{last}").parse().unwrap();
            let mut ports: Vec<u16> = range.from(seed).collect();
            prop_assert_eq!(ports.len(), range.count());
            ports.sort_unstable();
            prop_assert_eq!(ports, (first..=last).collect::<Vec<_>>());
        }
    }
}
