//! The machine's requests as calls of the service.

use api::{ApiError, Call};
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

/// Makes a call and says how it went, in the machine's terms. A service that does not admit it is an outcome, too.
pub(in crate::client) async fn perform(
    service: Result<&Service, &ApiError>,
    call: CallId,
    request: Request,
    signal: Option<web_sys::AbortSignal>,
    keepalive: bool,
) -> Input {
    let name = name_of(&request);
    let reply = match service {
        Ok(service) => {
            let question = Question::call(name, &body(&request), signal.as_ref(), keepalive);
            service.ask(question).await
        }
        Err(problem) => Err(problem.clone()),
    };
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

fn name_of(request: &Request) -> Call {
    match request {
        Request::New(_) => Call::New,
        Request::Start(_) => Call::Start,
        Request::Ice(_) => Call::Ice,
        Request::Task(_) => Call::Task,
        Request::Interrupt(_) => Call::Interrupt,
        Request::KeepAlive(_) => Call::KeepAlive,
        Request::Stop(_) => Call::Stop,
    }
}
