//! The log: lines for people, or JSON for programs.

use std::io::IsTerminal;
use std::str::FromStr;

use streaming_avatar_server::Options;
use streaming_avatar_server::options::LogFormat;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Begins to log to the error stream.
///
/// # Errors
/// Where the levels cannot be read.
pub fn begin(options: &Options) -> Result<(), String> {
    let levels = Targets::from_str(&options.log).map_err(|error| format!("--log {}: {error}", options.log))?;
    let lines = layer().with_writer(std::io::stderr);
    match options.log_format {
        LogFormat::Text => {
            let lines = lines.with_target(false).with_ansi(std::io::stderr().is_terminal());
            tracing_subscriber::registry().with(lines).with(levels).init();
        }
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_span_list(false);
            tracing_subscriber::registry().with(lines).with(levels).init();
        }
    }
    Ok(())
}
