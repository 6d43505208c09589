//! The calls that the machine asks for, and the tokens that admit them.

use std::cell::Cell;

use session::{CallId, Input, Moment, Request, TokenId};

use super::Runner;
use crate::client::browser::clock;
use crate::client::browser::task::spawn;
use crate::client::http::calls::{Pending, perform};
use crate::client::http::{Credential, early};
use crate::client::storage::orphans::Starting;

thread_local! {
    /// When any client of this page last had a session stopped: its server may still count it when the next one starts.
    static STOPPED: Cell<Option<Moment>> = const { Cell::new(None) };
}

impl Runner {
    /// Tells the machine what others on this page did.
    pub(super) fn recall(&self) {
        // A session of the page's own service ends with the page and counts nowhere.
        if let (Some(at), None) = (STOPPED.get(), self.config.service.page()) {
            self.input(Input::StoppedElsewhere { at });
        }
    }

    /// Makes a call; its outcome goes to the machine, unless it was given up meanwhile.
    pub(super) fn send(&self, call: CallId, request: Request, token: Option<TokenId>, keepalive: bool) {
        if matches!(request, Request::Stop(_)) && self.config.service.page().is_none() {
            STOPPED.set(Some(clock::now()));
        }
        let pending = Pending::new();
        let signal = pending.signal();
        self.calls.borrow_mut().push((call, pending));
        // Held until the reply comes: a reply that names a session must be heard, even when the client is gone.
        let Some(runner) = self.weak.upgrade() else { return };
        let service = self.tokens.admit(&self.config.service, token);
        let written = service.address().filter(|_| matches!(request, Request::New(_)));
        let starting = written.map(|address| Starting::note(&address));
        spawn(async move {
            let outcome = perform(&service, call, request, signal, keepalive).await;
            // Where a `streaming.new` got no reply at all, its session may be open: that it was begun stays written down.
            let unknown = matches!(&outcome, Input::Created { result: Err(refusal), .. } if refusal.status == 0);
            if let Some(starting) = starting.filter(|_| !unknown) {
                starting.remove();
            }
            if runner.settle(call).is_some() {
                runner.input(outcome);
            }
        });
    }

    /// Awaits the `streaming.new` that the page has sent, and written down, itself.
    pub(super) fn await_early(&self, call: CallId, token: Option<TokenId>) {
        let (Some(runner), Some(early)) = (self.weak.upgrade(), self.early.take()) else {
            return self.input(Input::NotSent { call });
        };
        spawn(async move {
            let Some(early) = early::hear(early).await else {
                return runner.input(Input::NotSent { call });
            };
            if let (Some(id), Some(token)) = (token, early.token) {
                runner.tokens.keep(id, token);
            }
            let result = early.result;
            runner.input(Input::Created { call, result });
        });
    }

    /// Asks the page for a token.
    pub(super) fn fetch_token(&self, token: TokenId) {
        // Held until it comes: a stop may wait for it, even when the client is gone.
        let (Some(runner), Credential::Fresh(source)) = (self.weak.upgrade(), self.config.service.credential()) else {
            return;
        };
        let source = source.clone();
        spawn(async move {
            let result = source.fresh().await.map(|text| runner.tokens.keep(token, text));
            runner.input(Input::Token { token, result });
        });
    }

    /// Takes a call off the list; none if it was given up.
    pub(super) fn settle(&self, call: CallId) -> Option<Pending> {
        let mut calls = self.calls.borrow_mut();
        let place = calls.iter().position(|(id, _)| *id == call)?;
        Some(calls.swap_remove(place).1)
    }
}
