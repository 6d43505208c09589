//! The options of the listener for whoever runs the server.

use std::net::SocketAddr;

use clap::Args;

use super::values::{Key, key};

/// The listener with health, metrics and drain.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Administration")]
pub struct AdminOptions {
    /// Address and port for /healthz, /readyz, /metrics and /admin, as 127.0.0.1:9090. Without it, there are none
    ///
    /// Any but loopback takes --admin-key: all but /healthz and /readyz asks for it then. The public address never answers these.
    #[arg(long, value_name = "IP:PORT", env = "AVATAR_SERVER_ADMIN_LISTEN")]
    pub admin_listen: Option<SocketAddr>,

    /// Key for /metrics and /admin, sent as Authorization: Bearer KEY
    #[arg(long, value_name = "KEY", env = "AVATAR_SERVER_ADMIN_KEY", hide_env_values = true, value_parser = key)]
    pub admin_key: Option<Key>,
}
