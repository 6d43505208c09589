//! The options of rate limits: how often one may call.

use std::num::NonZeroU32;

use clap::Args;

/// How often clients may call.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct RateOptions {
    /// Calls of one key and its tokens in a minute. Without it: as many as come
    ///
    /// A `[[key]]` of the configuration file may have a `rate` of its own. Further calls are refused with 429 and Retry-After.
    #[arg(long, value_name = "COUNT", env = "AVATAR_SERVER_RATE_PER_KEY")]
    pub rate_per_key: Option<NonZeroU32>,

    /// Calls of one client's address in a minute, those with a wrong key included. Without it: as many as come
    ///
    /// Behind a proxy, name it with --trusted-proxy: all clients have its address otherwise.
    #[arg(long, value_name = "COUNT", env = "AVATAR_SERVER_RATE_PER_ADDRESS")]
    pub rate_per_address: Option<NonZeroU32>,
}
