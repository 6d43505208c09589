//! The calls that the machine asks for.

use std::cell::Cell;

use api::{ApiError, ErrorKind};
use session::{CallId, Input, Moment, Request};

use super::Runner;
use crate::client::browser::clock;
use crate::client::browser::task::spawn;
use crate::client::http::calls::{Pending, perform};
use crate::client::http::wire::read;
use crate::client::http::{Service, early};
use crate::client::storage::orphans::Starting;

thread_local! {
    /// When any client of this page last had a session stopped: its server may still count it when the next one starts.
    static STOPPED: Cell<Option<Moment>> = const { Cell::new(None) };
}

impl Runner {
    /// Tells the machine what others on this page did.
    pub(super) fn recall(&self) {
        // What goes with the page counts nowhere.
        if let (Some(at), None) = (STOPPED.get(), self.config.service.page()) {
            self.input(Input::StoppedElsewhere { at });
        }
    }

    /// Makes a call; its outcome goes to the machine, unless it was given up meanwhile.
    pub(super) fn send(&self, call: CallId, request: Request, keepalive: bool) {
        if matches!(request, Request::Stop(_)) && self.config.service.page().is_none() {
            STOPPED.set(Some(clock::now()));
        }
        let pending = Pending::new();
        let signal = pending.signal();
        self.calls.borrow_mut().push((call, pending));
        // Held until the reply comes: a reply that names a session must be heard, even when the client is gone.
        let Some(runner) = self.weak.upgrade() else { return };
        let new = matches!(request, Request::New(_));
        let early = if new { self.early.take() } else { None };
        // The page has written down what it sent itself.
        let noted = |service: &Service| service.register().map(|address| Starting::note(&address));
        let mut starting = (new && early.is_none()).then(|| noted(&self.config.service)).flatten();
        spawn(async move {
            let told = match early {
                Some(early) => early::hear(early, &runner.config.service).await,
                None => None,
            };
            let (service, outcome) = match told {
                Some((service, reply)) => {
                    let result = reply
                        .ok_or_else(ApiError::unreachable)
                        .and_then(|reply| reply.data(read::new_reply));
                    (Ok(service), Input::Created { call, result })
                }
                None => {
                    if new && starting.is_none() {
                        starting = noted(&runner.config.service);
                    }
                    runner.ask(call, request, signal, keepalive).await
                }
            };
            // Where a `streaming.new` got no reply at all, its session may be open: that it was begun stays written down.
            let silent = |refusal: &ApiError| refusal.status == 0;
            let unknown = matches!(&outcome, Input::Created { result: Err(refusal), .. } if silent(refusal));
            if let Some(starting) = starting.filter(|_| service.is_err() || !unknown) {
                starting.strike();
            }
            if let (Input::Created { result: Ok(reply), .. }, Ok(service)) = (&outcome, &service) {
                runner.admissions.note(&reply.session_id, service);
            }
            if runner.settle(call).is_some() {
                runner.input(outcome);
            }
        });
    }

    /// Makes a call with what admits it.
    async fn ask(
        &self,
        call: CallId,
        request: Request,
        signal: Option<web_sys::AbortSignal>,
        keepalive: bool,
    ) -> (Result<Service, ApiError>, Input) {
        let mut service = self.admissions.admit(&self.config.service, &request).await;
        if matches!(request, Request::New(_)) && !self.opening() {
            // Stopped while a token was fetched: nothing is open yet, and nothing shall be.
            service = Err(ApiError::unreachable());
        }
        let outcome = perform(service.as_ref(), call, request, signal, keepalive).await;
        // A stop, and its token may have expired: another gets a fresh one.
        if let (
            true,
            Ok(service),
            Input::Done {
                result: Err(refusal), ..
            },
        ) = (keepalive, &service, &outcome)
            && refusal.kind == ErrorKind::Unauthorized
        {
            self.admissions.expire(service);
        }
        (service, outcome)
    }

    /// Takes a call off the list; none if it was given up.
    pub(super) fn settle(&self, call: CallId) -> Option<Pending> {
        let mut calls = self.calls.borrow_mut();
        let place = calls.iter().position(|(id, _)| *id == call)?;
        Some(calls.swap_remove(place).1)
    }
}
