//! `avatar-server`: see `--help`.

mod logging;
mod signals;

use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

use streaming_avatar_server::options::ReadError;
use streaming_avatar_server::{Options, Running, Server, Traces};

use signals::{Signal, Signals};

/// Sessions come and go on threads of their own, whose memory the system's allocator commonly keeps (glibc: in an arena for each). With the
/// crate's feature `override` it serves the video encoders, too, which are C and hold the most. Without `no_thp` Linux backs the heap with
/// pages of 2 MiB, and a session takes 30 MB in place of 10.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::read(std::env::args_os()) {
        Ok(options) => options,
        Err(ReadError::Command(error)) => error.exit(),
        Err(error) => {
            eprintln!("avatar-server: {error}");
            return ExitCode::from(2);
        }
    };
    if let Err(error) = logging::begin(&options) {
        eprintln!("avatar-server: {error}");
        return ExitCode::from(2);
    }
    let traces = match Traces::begin(&options.traces) {
        Ok(traces) => traces,
        Err(error) => {
            eprintln!("avatar-server: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let (private, drain_timeout) = (options.is_private(), options.drain_timeout);
    let signals = match Signals::watch() {
        Ok(signals) => signals,
        Err(error) => {
            eprintln!("avatar-server: signals cannot be watched: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let running = match Server::start(options).await {
        Ok(running) => running,
        Err(error) => {
            eprintln!("avatar-server: {error}.");
            return ExitCode::FAILURE;
        }
    };
    tracing::info!("listening on http://{}", running.address());
    if let Some(address) = running.admin_address() {
        tracing::info!("metrics, health and drain on http://{address}");
    }
    if private {
        tracing::info!(
            "for this machine only, and for the server's own pages: --cors-origin ORIGIN lets other pages call, --api-key KEY with \
             --listen IP lets others use it"
        );
    }
    live(&running, drain_timeout, signals).await;
    tracing::info!("closing");
    running.shutdown().await;
    if let Some(traces) = traces {
        traces.end().await;
    }
    ExitCode::SUCCESS
}

/// Does what signals ask for, until the server is to end.
async fn live(running: &Running, drain_timeout: Duration, mut signals: Signals) {
    loop {
        tokio::select! {
            () = running.drains() => break,
            signal = signals.next() => match signal {
                Signal::End => return,
                Signal::Reload => reload(running),
                Signal::Drain => break,
            }
        }
    }
    let open = running.drain();
    if open > 0 && !drain_timeout.is_zero() {
        let seconds = drain_timeout.as_secs();
        tracing::info!(
            open,
            "draining: no new sessions; ends with the last one, after {seconds} s, or at a second signal"
        );
    }
    let mut timeout = pin!(tokio::time::sleep(drain_timeout));
    loop {
        tokio::select! {
            () = running.emptied() => return,
            () = timeout.as_mut() => return,
            signal = signals.next() => match signal {
                Signal::Reload => reload(running),
                Signal::Drain | Signal::End => return,
            }
        }
    }
}

/// Reads the keys and the avatars again.
fn reload(running: &Running) {
    let options = match Options::read(std::env::args_os()) {
        Ok(options) => options,
        Err(error) => {
            let error = error.to_string();
            return tracing::error!("the keys and avatars stay as they were: {}", error.trim_end());
        }
    };
    match running.reload_keys(&options) {
        Ok(()) => {
            tracing::info!(target: "audit", "the keys have been read again; other options hold from the next start")
        }
        Err(error) => tracing::error!("the keys stay as they were: {error}"),
    }
    if options.avatars.is_none() {
        return;
    }
    match tokio::task::block_in_place(|| running.reload_avatars(&options)) {
        Ok(()) => tracing::info!("the avatars have been read again"),
        Err(error) => tracing::error!("the avatars stay as they were: {error}"),
    }
}
