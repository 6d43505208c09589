//! Resources that all parts of a session use: the time, the options, the page's condition, random numbers, and the ways out.

use core::time::Duration;
use std::collections::VecDeque;

use crate::calls::{Calls, Pending, Purpose};
use crate::effect::Effect;
use crate::random::Random;
use crate::tokens::Tokens;
use crate::{CallId, Command, Event, Moment, Options, Output, PeerId, Progress, Request, TextId, TokenId};

/// The condition of the page around the session.
#[derive(Default)]
pub(crate) struct Page {
    /// Since when it is hidden.
    pub(crate) hidden: Option<Moment>,
    pub(crate) offline: bool,
    pub(crate) leaving: bool,
}

impl Page {
    pub(crate) fn is_hidden(&self) -> bool {
        self.hidden.is_some()
    }
}

/// Handed to a part with each input and each deadline.
pub(crate) struct Context {
    pub(crate) now: Moment,
    /// When the user last asked for a session.
    pub(crate) started: Moment,
    pub(crate) options: Options,
    pub(crate) page: Page,
    pub(crate) random: Random,
    pub(crate) calls: Calls,
    pub(crate) tokens: Tokens,
    outputs: VecDeque<Output>,
    effects: VecDeque<Effect>,
}

impl Context {
    pub(crate) fn new(options: Options, seed: u64) -> Self {
        Self {
            now: Moment::default(),
            started: Moment::default(),
            options,
            page: Page::default(),
            random: Random::new(seed),
            calls: Calls::default(),
            tokens: Tokens::default(),
            outputs: VecDeque::new(),
            effects: VecDeque::new(),
        }
    }

    /// Something for the driver to do.
    pub(crate) fn command(&mut self, command: Command) {
        self.outputs.push_back(Output::Command(command));
    }

    /// Something to tell the user.
    pub(crate) fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    /// How far a text has come.
    pub(crate) fn text(&mut self, id: TextId, progress: Progress) {
        self.event(Event::Text { id, progress });
    }

    /// Something that concerns another part. The session hands it on once the part returns.
    pub(crate) fn effect(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub(crate) fn next_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub(crate) fn next_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Whether a moment has come.
    pub(crate) fn due(&self, at: Option<Moment>) -> bool {
        at.is_some_and(|at| at <= self.now)
    }

    /// Sends a request. `timeout` is how long its outcome may take before it is given up; none where something else bounds it.
    pub(crate) fn send(
        &mut self,
        peer: Option<PeerId>,
        purpose: Purpose,
        timeout: Option<Duration>,
        request: Request,
    ) -> CallId {
        // A stop must get through even if the page goes away a moment later. A page that goes away sends nothing else.
        let keepalive = matches!(purpose, Purpose::Stop(_));
        let token = match &purpose {
            Purpose::New(token) => *token,
            _ => request.session_id().and_then(|session_id| self.tokens.of(session_id)),
        };
        let until = timeout.map(|timeout| self.now + timeout);
        let call = self.calls.expect(peer, purpose, until);
        self.command(Command::Send {
            call,
            request,
            token,
            keepalive,
        });
        call
    }

    /// Gives up every call of a link.
    pub(crate) fn abandon_calls(&mut self, peer: PeerId) {
        for call in self.calls.take_all(peer) {
            self.command(Command::Abandon { call });
        }
    }

    /// Gives up a call that has waited too long.
    pub(crate) fn overdue_call(&mut self) -> Option<Pending> {
        let pending = self.calls.take_overdue(self.now)?;
        self.command(Command::Abandon { call: pending.call });
        Some(pending)
    }

    /// Asks for a fresh token.
    pub(crate) fn fetch_token(&mut self) -> TokenId {
        let token = self.tokens.next();
        self.tokens.expect(token);
        self.command(Command::FetchToken { token });
        token
    }

    /// Drops the token of a session, if it has one.
    pub(crate) fn drop_token_of(&mut self, session_id: &str) {
        let token = self.tokens.take(session_id);
        self.drop_token(token);
    }

    /// Drops a token.
    pub(crate) fn drop_token(&mut self, token: Option<TokenId>) {
        if let Some(token) = token {
            self.command(Command::DropToken { token });
        }
    }
}
