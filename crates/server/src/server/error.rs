//! Errors of the server's start, and of a reload.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use thiserror::Error;

use crate::avatars::AvatarsError;
use crate::cluster::ClusterStartError;
use crate::hearing::HearingStartError;
use crate::keys::ReplaceError;
use crate::options::{KeyProblem, PortRange};
use crate::peer::{AnnounceError, SharedPortError};
use crate::records::RecordError;
use crate::talk::ServiceStartError;
use crate::voices::VoiceStartError;

/// Why the server does not start.
#[derive(Clone, Debug, Error)]
pub enum StartError {
    /// The address for HTTP cannot be had.
    #[error("cannot listen on {address}: {error}. Choose another --port, or --port 0 for a free one")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's own words.
        error: Arc<io::Error>,
    },
    /// The address for administration cannot be had.
    #[error("cannot listen on {address} for administration: {error}. Choose another --admin-listen")]
    AdminListen {
        /// The address.
        address: SocketAddr,
        /// The system's words.
        error: Arc<io::Error>,
    },
    /// Others could reach the listener for administration, and nothing would keep them out.
    #[error(
        "--admin-listen {0} lets others reach metrics and drain. Give it a key with --admin-key-file, or a loopback address"
    )]
    AdminOpen(SocketAddr),
    /// Records cannot be kept as they are set.
    #[error(transparent)]
    Records(#[from] RecordError),
    /// An address for media is not this machine's.
    #[error("cannot use {address} for media: {error}. Give an address of this machine with --media-ip")]
    Media {
        /// The address.
        address: IpAddr,
        /// The system's own words.
        error: Arc<io::Error>,
    },
    /// A public address stands for no media address.
    #[error(transparent)]
    Announce(#[from] AnnounceError),
    /// There are too few ports for the sessions.
    #[error(
        "--media-ports {ports} are {count} ports, and --max-sessions {sessions} take one each. Give more ports, or fewer sessions"
    )]
    Ports {
        /// The ports.
        ports: PortRange,
        /// How many they are.
        count: usize,
        /// How many sessions there may be.
        sessions: usize,
    },
    /// A shared port for media cannot be had.
    #[error(transparent)]
    SharedPort(Arc<SharedPortError>),
    /// There is no shared port that a TCP port could stand beside.
    #[error("--tcp-port is for clients that do not reach --udp-port: give both, the same number if you like")]
    TcpAlone,
    /// Sessions would share a port and have their own.
    #[error("--udp-port is one port for all sessions, --media-ports one for each: give one of the two")]
    OneOrMany,
    /// There is half of what TURN takes.
    #[error("--turn-url and --turn-secret-file belong together: give both, or neither")]
    Turn,
    /// Others could reach it, and nothing would keep them out.
    #[error(
        "{0} lets others reach this server, and it has no key: everyone could open sessions. Give it one with --api-key KEY (or in the \
         variable AVATAR_SERVER_API_KEY), or allow everyone with --open"
    )]
    Open(String),
    /// Two keys cannot be told apart.
    #[error(transparent)]
    Keys(#[from] KeyProblem),
    /// The site is not there.
    #[error("{} has no index.html. Build the site first, or leave --site out", .0.display())]
    Site(std::path::PathBuf),
    /// The language model cannot be used as it is set.
    #[error(transparent)]
    Talk(#[from] ServiceStartError),
    /// An avatar of the folder cannot be offered.
    #[error(transparent)]
    Avatars(#[from] AvatarsError),
    /// Looking at the folder of avatars broke off.
    #[error("--avatars: reading the figures broke off. Please report it")]
    AvatarsDefect,
    /// A voice cannot be had as it is set.
    #[error(transparent)]
    Voices(#[from] VoiceStartError),
    /// The speech recognition cannot be used as it is set.
    #[error(transparent)]
    Hearing(#[from] HearingStartError),
    /// The cluster cannot be joined as it is set.
    #[error(transparent)]
    Cluster(#[from] ClusterStartError),
}

/// Why the keys or avatars of a running server stay as they are.
#[derive(Clone, Debug, Error)]
pub enum ReloadError {
    /// An avatar of the folder cannot be offered.
    #[error(transparent)]
    Avatars(#[from] AvatarsError),
    /// Two of the new ones cannot be told apart.
    #[error(transparent)]
    Keys(#[from] KeyProblem),
    /// The new ones would let in the wrong ones.
    #[error(transparent)]
    Replace(#[from] ReplaceError),
}
