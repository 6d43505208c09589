//! The addresses and ports of media, and which of the options contradict each other.

use std::net::IpAddr;
use std::sync::Arc;

use super::error::StartError;
use crate::metrics::Metrics;
use crate::options::{NetworkOptions, Options};
use crate::peer::{self, MediaAddress, Ports, SharedPort, Sockets};

/// Refuses to start with too few ports, or with half of what TURN takes.
pub(super) fn check_network(options: &Options) -> Result<(), StartError> {
    let network = &options.network;
    if network.turn_url.is_empty() != network.turn_secret.is_none() {
        return Err(StartError::Turn);
    }
    if network.udp_port.is_some() && network.media_ports.is_some() {
        return Err(StartError::OneOrMany);
    }
    if network.tcp_port.is_some() && network.udp_port.is_none() {
        return Err(StartError::TcpAlone);
    }
    match &network.media_ports {
        Some(ports) if ports.count() < options.max_sessions => Err(StartError::Ports {
            ports: ports.clone(),
            count: ports.count(),
            sessions: options.max_sessions,
        }),
        _ => Ok(()),
    }
}

/// The ports for media, at these addresses.
pub(super) fn ports(
    network: &NetworkOptions,
    addresses: &[MediaAddress],
    metrics: &Metrics,
) -> Result<Ports, StartError> {
    let Some(udp) = network.udp_port else {
        return Ok(Ports::Own(network.media_ports.clone()));
    };
    let shared = SharedPort::open(addresses, udp, network.tcp_port, metrics.clone());
    let shared = shared.map_err(|error| StartError::SharedPort(Arc::new(error)))?;
    Ok(Ports::Shared(Arc::new(shared)))
}

/// The addresses that candidates are made of: those that were set, all of which must be usable, or the default ones that are.
pub(super) async fn media_addresses(set: &[IpAddr]) -> Result<Vec<IpAddr>, StartError> {
    let mut usable = Vec::new();
    let candidates = if set.is_empty() {
        peer::default_addresses()
    } else {
        set.to_vec()
    };
    for address in candidates {
        match Sockets::bind(&[MediaAddress::from(address)], None).await {
            Ok(_) if usable.contains(&address) => {}
            Ok(_) => usable.push(address),
            Err(error) if set.is_empty() => tracing::debug!(%address, %error, "not usable for media"),
            Err(error) => {
                return Err(StartError::Media {
                    address,
                    error: Arc::new(error),
                });
            }
        }
    }
    Ok(usable)
}
