//! `avatar-server`: see `--help`.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::str::FromStr;

use clap::Parser;
use streaming_avatar_server::{Options, Server};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Sessions come and go on threads of their own, whose memory the system's allocator commonly keeps (glibc: in an arena for each). With the
/// crate's feature `override` it serves the video encoders, too, which are C and hold the most. Without `no_thp` Linux backs the heap with
/// pages of 2 MiB, and a session takes 30 MB in place of 10.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let levels = match Targets::from_str(&options.log) {
        Ok(levels) => levels,
        Err(error) => {
            eprintln!("avatar-server: --log {}: {error}", options.log);
            return ExitCode::from(2);
        }
    };
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(colours);
    tracing_subscriber::registry().with(lines).with(levels).init();
    let private = options.is_private();
    let running = match Server::start(options).await {
        Ok(running) => running,
        Err(error) => {
            eprintln!("avatar-server: {error}.");
            return ExitCode::FAILURE;
        }
    };
    tracing::info!("listening on http://{}", running.address());
    if private {
        tracing::info!(
            "for this machine only, and for the server's own pages: --cors-origin ORIGIN lets other pages call, --api-key KEY with \
             --listen IP lets others use it"
        );
    }
    asked_to_end().await;
    tracing::info!("closing");
    running.shutdown().await;
    ExitCode::SUCCESS
}

/// Waits for Ctrl-C, or for SIGTERM where there are signals.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    tokio::signal::ctrl_c().await.ok();
}
