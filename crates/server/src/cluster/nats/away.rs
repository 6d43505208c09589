//! The refusals of a cluster.

use std::time::Duration;

use api::ErrorKind;

use crate::cluster::nats::buckets::Away;
use crate::refusal::Refusal;

/// When a client may come back where machines do not reach each other.
const BACK: Duration = Duration::from_secs(2);

/// When a client may come back where there is no room.
const ROOM: Duration = Duration::from_secs(5);

/// The machines do not reach each other. The cause goes to the log only.
pub fn away(cause: &Away) -> Refusal {
    tracing::warn!(%cause, "the cluster is out of reach");
    apart()
}

/// The same, where the cause is known already.
pub fn apart() -> Refusal {
    let message = "The machines of this service do not reach each other at the moment. Open sessions go on. Try again in a moment.";
    Refusal::new(ErrorKind::Unavailable, message).after(BACK)
}

/// A session cannot be stopped yet.
pub fn stopped_later() -> Refusal {
    let message = "The machines of this service do not reach each other at the moment. The session is stopped as soon as they do: you need not ask again.";
    Refusal::new(ErrorKind::Unavailable, message).after(BACK)
}

/// Many sessions of one key are opened at once, each of which has found its place taken.
pub fn crowded() -> Refusal {
    let message = "Exceed rate limit: many sessions of this key are being opened at once. Wait a moment, then again.";
    Refusal::new(ErrorKind::RateLimited, message).after(BACK)
}

/// Another machine gave no answer. The call may have been done, so it is not done again.
pub fn silent() -> Refusal {
    let message = "The machine of this session gave no answer in time. Whether it has done what was asked is not known. Look at the \
                   session before you ask again.";
    Refusal::new(ErrorKind::Unavailable, message)
}

/// No answer came to a session that was to be opened. It may have been opened, so nobody else is asked.
pub fn perhaps_opened() -> Refusal {
    let message = "No machine said in time that the session is open. If it is, it ends by itself. Try again in a moment, with a fresh token \
                   where you use one.";
    Refusal::new(ErrorKind::Unavailable, message).after(BACK)
}

/// The session was on a machine that is gone.
pub fn lost() -> Refusal {
    let message = "session state wrong: closed; its node was lost. Open a new one with streaming.new.";
    Refusal::new(ErrorKind::WrongState, message)
}

/// No machine takes a session.
pub fn no_room() -> Refusal {
    let message = "No machine of this service takes a session now: they are full, have too much to do, or are about to end. Try again in a \
                   moment, or add a machine.";
    Refusal::new(ErrorKind::Unavailable, message).after(ROOM)
}

/// A message is larger than the engine takes.
pub fn too_long() -> Refusal {
    let message = "This call is too long to be handed to the machine of its session. Send less at once, or give the machines' NATS a larger \
                   max_payload.";
    Refusal::new(ErrorKind::BadRequest, message)
}

/// A machine answered with something else.
pub fn strange() -> Refusal {
    let message = "The machines of this service do not understand each other. Run the same version on all of them.";
    Refusal::new(ErrorKind::Unavailable, message)
}

/// A machine has too many calls of others to answer.
pub fn busy() -> Refusal {
    let message =
        "Exceed rate limit: the machine of this session has too many calls to answer. Wait a moment, then again.";
    Refusal::new(ErrorKind::RateLimited, message).after(BACK)
}
