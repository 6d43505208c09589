//! Signals of the operating system (SIGINT, SIGTERM, SIGHUP): end, drain, reload.

use std::io;

/// A request of whoever runs the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// End at once: Ctrl-C.
    End,
    /// Open no more sessions, and end with the last one: SIGTERM, which service managers send.
    Drain,
    /// Read the keys and the avatars again: SIGHUP.
    Reload,
}

/// The signals that come. Where they have no SIGTERM and no SIGHUP, there is Ctrl-C.
#[cfg(unix)]
pub struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Watches for signals from now on: none of them ends the process by itself any more.
    ///
    /// # Errors
    /// The system's words.
    pub fn watch() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::End,
            _ = self.terminate.recv() => Signal::Drain,
            _ = self.hang_up.recv() => Signal::Reload,
        }
    }
}

/// The signals that come.
#[cfg(not(unix))]
pub struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Watches for Ctrl-C.
    ///
    /// # Errors
    /// Never.
    pub fn watch() -> io::Result<Self> {
        Ok(Self)
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        tokio::signal::ctrl_c().await.ok();
        Signal::End
    }
}
