//! The machine's requests as calls of the service.

use api::Call;
use session::{CallId, Input, Request};

use super::Service;
use super::exchange::Question;
use super::wire::read;
use super::wire::write::body;

/// A call that is under way. Dropping it gives the call up.
#[must_use = "dropping it aborts the call"]
pub(in crate::client) struct Pending {
    controller: Option<web_sys::AbortController>,
}

impl Pending {
    pub(in crate::client) fn new() -> Self {
        Self {
            controller: web_sys::AbortController::new().ok(),
        }
    }

    pub(in crate::client) fn signal(&self) -> Option<web_sys::AbortSignal> {
        self.controller.as_ref().map(web_sys::AbortController::signal)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // After the reply this does nothing.
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

/// Makes a call and says how it went, in the machine's terms.
pub(in crate::client) async fn perform(
    service: &Service,
    call: CallId,
    request: Request,
    signal: Option<web_sys::AbortSignal>,
    keepalive: bool,
) -> Input {
    let name = request.call();
    let question = Question::call(name, &body(&request), signal.as_ref(), keepalive);
    let reply = service.ask(question).await;
    match name {
        Call::New => Input::Created {
            call,
            result: reply.and_then(|reply| reply.data(read::new_reply)),
        },
        Call::Task => Input::Tasked {
            call,
            result: reply.and_then(|reply| reply.data(read::task_reply)),
        },
        _ => Input::Done {
            call,
            result: reply.and_then(|reply| reply.judge()),
        },
    }
}
