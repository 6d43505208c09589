//! The machine's requests as calls of the service.

use api::{ApiError, Call, NewReply, SessionRequest, TaskReply};
use session::{CallId, Input, Request};

use super::exchange::{Question, Service, ask};

/// A call that is under way. Dropping it gives the call up.
#[must_use = "dropping it aborts the call"]
pub(super) struct Pending {
    controller: Option<web_sys::AbortController>,
}

impl Pending {
    pub(super) fn new() -> Self {
        Self {
            controller: web_sys::AbortController::new().ok(),
        }
    }

    pub(super) fn signal(&self) -> Option<web_sys::AbortSignal> {
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
pub(super) async fn perform(
    service: Result<Service, ApiError>,
    call: CallId,
    request: Request,
    signal: Option<web_sys::AbortSignal>,
    keepalive: bool,
) -> Input {
    let signal = signal.as_ref();
    let plain =
        |name: Call, session_id: String| Question::call(name, &SessionRequest { session_id }, signal, keepalive);
    let (name, question) = match request {
        Request::New(body) => (Call::New, Question::call(Call::New, &*body, signal, keepalive)),
        Request::Task(body) => (Call::Task, Question::call(Call::Task, &body, signal, keepalive)),
        Request::Start(body) => (Call::Start, Question::call(Call::Start, &body, signal, keepalive)),
        Request::Ice(body) => (Call::Ice, Question::call(Call::Ice, &body, signal, keepalive)),
        Request::Interrupt(id) => (Call::Interrupt, plain(Call::Interrupt, id)),
        Request::KeepAlive(id) => (Call::KeepAlive, plain(Call::KeepAlive, id)),
        Request::Stop(id) => (Call::Stop, plain(Call::Stop, id)),
    };
    let reply = match (service, question) {
        (Ok(service), Ok(question)) => ask(&service, question).await,
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    };
    match name {
        Call::New => Input::Created {
            call,
            result: reply.and_then(|reply| reply.data::<NewReply>()),
        },
        Call::Task => Input::Tasked {
            call,
            result: reply.and_then(|reply| reply.data::<TaskReply>()),
        },
        _ => Input::Done {
            call,
            result: reply.and_then(|reply| reply.judge()),
        },
    }
}
