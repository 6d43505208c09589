//! The machine's requests as calls of the service.

use api::{Call, NewReply, SessionRequest, TaskReply};
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

/// Makes a call and says how it went, in the machine's terms.
pub(super) async fn perform(
    service: &Service,
    call: CallId,
    request: Request,
    signal: Option<web_sys::AbortSignal>,
    keepalive: bool,
) -> Input {
    let signal = signal.as_ref();
    let question =
        |name: Call, session_id: String| Question::call(name, &SessionRequest { session_id }, signal, keepalive);
    let plain = match request {
        Request::New(body) => {
            let result = match Question::call(Call::New, &*body, signal, keepalive) {
                Ok(question) => ask(service, question).await.and_then(|reply| reply.data::<NewReply>()),
                Err(problem) => Err(problem),
            };
            return Input::Created { call, result };
        }
        Request::Task(body) => {
            let result = match Question::call(Call::Task, &body, signal, keepalive) {
                Ok(question) => ask(service, question).await.and_then(|reply| reply.data::<TaskReply>()),
                Err(problem) => Err(problem),
            };
            return Input::Tasked { call, result };
        }
        Request::Start(body) => Question::call(Call::Start, &body, signal, keepalive),
        Request::Ice(body) => Question::call(Call::Ice, &body, signal, keepalive),
        Request::Interrupt(id) => question(Call::Interrupt, id),
        Request::KeepAlive(id) => question(Call::KeepAlive, id),
        Request::Stop(id) => question(Call::Stop, id),
    };
    let result = match plain {
        Ok(question) => ask(service, question).await.and_then(|reply| reply.judge()),
        Err(problem) => Err(problem),
    };
    Input::Done { call, result }
}
