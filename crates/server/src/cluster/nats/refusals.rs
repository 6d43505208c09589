//! The refusals of calls in a cluster: NATS out of reach, a node that is lost or gives no answer, no capacity, other versions.

use std::time::Duration;

use api::ErrorKind;

use crate::cluster::nats::buckets::BucketUnavailable;
use crate::refusal::Refusal;

/// When a client may come back where nodes do not reach each other.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// When a client may come back where there is no room.
const RETRY_AFTER_FULL: Duration = Duration::from_secs(5);

/// A bucket is unavailable: the nodes do not reach each other. The cause goes to the log only.
pub fn bucket_unavailable(cause: &BucketUnavailable) -> Refusal {
    tracing::warn!(%cause, "the cluster is out of reach");
    cluster_unreachable()
}

/// NATS is out of reach, or this node is disconnected: the cause is known already.
pub fn cluster_unreachable() -> Refusal {
    let message = "The machines of this service do not reach each other at the moment. Open sessions go on. Try again in a moment.";
    Refusal::new(ErrorKind::Unavailable, message).after(RETRY_AFTER)
}

/// A session cannot be stopped yet.
pub fn stop_deferred() -> Refusal {
    let message = "The machines of this service do not reach each other at the moment. The session is stopped as soon as they do: you need not ask again.";
    Refusal::new(ErrorKind::Unavailable, message).after(RETRY_AFTER)
}

/// The quota of a key is contended: many sessions of it are opened at once, each of which has found its slot taken.
pub fn quota_contended() -> Refusal {
    let message = "Exceed rate limit: many sessions of this key are being opened at once. Wait a moment, then again.";
    Refusal::new(ErrorKind::RateLimited, message).after(RETRY_AFTER)
}

/// Another node gave no answer in time. The call may have been done, so it is not done again.
pub fn no_answer() -> Refusal {
    let message = "The machine of this session gave no answer in time. Whether it has done what was asked is not known. Look at the \
                   session before you ask again.";
    Refusal::new(ErrorKind::Unavailable, message)
}

/// No answer came to a session that was to be opened. It may have been opened, so nobody else is asked.
pub fn open_outcome_unknown() -> Refusal {
    let message = "No machine said in time that the session is open. If it is, it ends by itself. Try again in a moment, with a fresh token \
                   where you use one.";
    Refusal::new(ErrorKind::Unavailable, message).after(RETRY_AFTER)
}

/// The session was on a node that is dead.
pub fn node_lost() -> Refusal {
    let message = "session state wrong: closed; its node was lost. Open a new one with streaming.new.";
    Refusal::new(ErrorKind::WrongState, message)
}

/// No node has capacity for a session.
pub fn no_capacity() -> Refusal {
    let message = "No machine of this service takes a session now: they are full, have too much to do, or are about to end. Try again in a \
                   moment, or add a machine.";
    Refusal::new(ErrorKind::Unavailable, message).after(RETRY_AFTER_FULL)
}

/// A message is larger than NATS takes.
pub fn too_large() -> Refusal {
    let message = "This call is too long to be handed to the machine of its session. Send less at once, or give the machines' NATS a larger \
                   max_payload.";
    Refusal::new(ErrorKind::BadRequest, message)
}

/// A node answered with something else: it runs another version.
pub fn version_mismatch() -> Refusal {
    let message = "The machines of this service do not understand each other. Run the same version on all of them.";
    Refusal::new(ErrorKind::Unavailable, message)
}

/// A node has too many calls of others to answer.
pub fn busy() -> Refusal {
    let message =
        "Exceed rate limit: the machine of this session has too many calls to answer. Wait a moment, then again.";
    Refusal::new(ErrorKind::RateLimited, message).after(RETRY_AFTER)
}
