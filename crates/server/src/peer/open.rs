//! Opening a session: on a thread of its own, so that a defect ends this session only.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use api::ErrorKind;
use tokio::sync::{mpsc, oneshot};

use crate::peer::bounds::Bounds;
use crate::peer::driver::{BeginError, Driver};
use crate::refusal::Refusal;
use crate::sessions::{EndReason, Handle, MAX_WAITING, Phase, Preparation, SessionSlot, Terms};

/// The refusal of a session whose thread panicked while it was opened.
const DEFECT: &str =
    "The server has a defect: the session could not be opened. Please report it with the server's log.";

/// Opens a session in this slot; gives its offer as SDP.
///
/// # Errors
/// Where the machine gives no thread or no socket.
pub async fn open(terms: Terms, bounds: Bounds, slot: SessionSlot) -> Result<String, Refusal> {
    let (reply, offer) = oneshot::channel();
    let name = format!("session {}", slot.id().get(..8).unwrap_or_default());
    thread::Builder::new()
        .name(name)
        .spawn(move || {
            let mut slot = slot;
            contain(&mut slot, |slot| run(terms, bounds, slot, reply));
        })
        .map_err(|error| unavailable(&BeginError::Thread(error)))?;
    // Fails only where the thread has panicked, which the log tells of.
    offer.await.map_err(|_| Refusal::new(ErrorKind::Unavailable, DEFECT))?
}

/// Runs a session. Where it panics, only this session ends: its slot is given up, and later calls are told why.
fn contain(slot: &mut SessionSlot, session: impl FnOnce(&mut SessionSlot)) {
    // The state that a panic leaves half-changed belongs to this session alone and is dropped with it.
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| session(slot))) {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or_default();
        tracing::error!(
            session = slot.id(),
            panic = text,
            "a defect ended the session; please report it"
        );
        slot.leave(EndReason::Defect);
    }
}

fn run(terms: Terms, bounds: Bounds, slot: &mut SessionSlot, reply: oneshot::Sender<Result<String, Refusal>>) {
    let refuse = |reply: oneshot::Sender<Result<String, Refusal>>, slot: &mut SessionSlot, error: &BeginError| {
        let refusal = unavailable(error);
        slot.leave(EndReason::Failed(error.to_string()));
        reply.send(Err(refusal)).ok();
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(reply, slot, &BeginError::Socket(error)),
    };
    runtime.block_on(async {
        let (commands, inbox) = mpsc::channel(MAX_WAITING);
        let phase = Phase::default();
        let preparation = Arc::new(Preparation::of(terms.delivery.clone()));
        let driver = match Driver::begin(terms, bounds, phase.clone(), inbox, slot.id()).await {
            Ok(driver) => driver,
            Err(error) => return refuse(reply, slot, &error),
        };
        slot.open(Handle {
            commands,
            phase,
            preparation,
        });
        tracing::info!(session = slot.id(), "session opened");
        if reply.send(Ok(driver.offer().to_owned())).is_err() {
            // The client has gone before it could learn of the session.
            return slot.leave(EndReason::Left);
        }
        driver.drive(slot).await;
    });
}

/// The refusal to open a session. The system's own words go to the log only.
fn unavailable(error: &BeginError) -> Refusal {
    let cause = error.source().map(ToString::to_string);
    tracing::error!(%error, cause, "session not opened");
    let message = format!("The session could not be opened: {error}. Try again in a moment.");
    Refusal::new(ErrorKind::Unavailable, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;
    use crate::sessions::{Journal, Opener, Owner, Registry, SessionLimits};

    #[test]
    fn a_panic_ends_its_own_session_only_and_is_told() {
        let limits = SessionLimits {
            most: 1,
            per_key: None,
            unanswered: 1,
        };
        let registry = Registry::new(limits, Metrics::new(), Journal::default());
        let opener = Opener::new((&Owner::Everyone).into(), [192, 0, 2, 1].into());
        let slot = registry
            .take_slot("a".into(), opener.clone())
            .unwrap_or_else(|_| panic!("room"));
        let thread = thread::spawn(move || {
            let mut slot = slot;
            contain(&mut slot, |slot| {
                let (commands, _inbox) = mpsc::channel(1);
                slot.open(Handle {
                    commands,
                    phase: Phase::default(),
                    preparation: Arc::default(),
                });
                panic!("a defect of a library, on purpose");
            });
        });
        thread.join().unwrap();
        assert!(registry.take_slot("b".into(), opener).is_ok(), "its slot is free");
        let told = registry.find("a", &Owner::Everyone).err().unwrap();
        assert!(told.message().contains("a defect"), "{}", told.message());
        assert!(!told.message().contains("on purpose"), "{}", told.message());
    }
}
