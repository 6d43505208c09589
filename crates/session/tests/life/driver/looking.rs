//! Queries about the commands and events of a session.

use streaming_avatar_session::{CallId, Command, EndReason, Event, Outcome, PeerId, Progress, Request, TextId};

use super::Driver;

impl Driver {
    /// Takes the first command that fits.
    pub fn take<T>(&mut self, fits: impl Fn(&Command) -> Option<T>) -> T {
        let found = self
            .commands
            .iter()
            .enumerate()
            .find_map(|(place, command)| fits(command).map(|found| (place, found)));
        let Some((place, found)) = found else {
            panic!("not commanded; what was: {:#?}", self.commands);
        };
        self.commands.remove(place);
        found
    }

    /// Takes the first request that fits, with its call.
    pub fn call(&mut self, fits: impl Fn(&Request) -> bool) -> CallId {
        self.take(|command| match command {
            Command::Send { call, request, .. } if fits(request) => Some(*call),
            _ => None,
        })
    }

    pub fn new_call(&mut self) -> CallId {
        self.call(|request| matches!(request, Request::New(_)))
    }

    pub fn start_call(&mut self) -> CallId {
        self.call(|request| matches!(request, Request::Start(_)))
    }

    pub fn interrupt_call(&mut self) -> CallId {
        self.call(|request| matches!(request, Request::Interrupt(_)))
    }

    pub fn keep_alive_call(&mut self) -> CallId {
        self.call(|request| matches!(request, Request::KeepAlive(_)))
    }

    pub fn stop_call(&mut self, session_id: &str) -> CallId {
        self.call(|request| matches!(request, Request::Stop(id) if id == session_id))
    }

    /// Takes the next task: its call and its text.
    pub fn task(&mut self) -> (CallId, String) {
        self.take(|command| match command {
            Command::Send {
                call,
                request: Request::Task(task),
                ..
            } => Some((*call, task.text.clone())),
            _ => None,
        })
    }

    pub fn open_peer(&mut self) -> PeerId {
        self.take(|command| match command {
            Command::OpenPeer { peer } => Some(*peer),
            _ => None,
        })
    }

    pub fn has(&self, fits: impl Fn(&Command) -> bool) -> bool {
        self.commands.iter().any(fits)
    }

    /// Whether a peer connection was silenced, or let be heard again.
    pub fn hushes(&self, peer: PeerId, hushed: bool) -> bool {
        self.has(|command| *command == Command::Hush { peer, hushed })
    }

    pub fn sends(&self, fits: impl Fn(&Request) -> bool) -> usize {
        let sends = |command: &&Command| matches!(command, Command::Send { request, .. } if fits(request));
        self.commands.iter().filter(sends).count()
    }

    pub fn news(&self) -> usize {
        self.sends(|request| matches!(request, Request::New(_)))
    }

    pub fn tasks(&self) -> usize {
        self.sends(|request| matches!(request, Request::Task(_)))
    }

    pub fn interrupts(&self) -> usize {
        self.sends(|request| matches!(request, Request::Interrupt(_)))
    }

    pub fn keep_alives(&self) -> usize {
        self.sends(|request| matches!(request, Request::KeepAlive(_)))
    }

    pub fn stops_sent(&self) -> usize {
        self.sends(|request| matches!(request, Request::Stop(_)))
    }

    /// Whether a session was removed from those that a later visit is to stop.
    pub fn unregisters(&self, id: &str) -> bool {
        self.has(|command| matches!(command, Command::Unregister { session_id } if session_id == id))
    }

    /// All outcomes of a text that were told.
    pub fn outcomes(&self, text: TextId) -> Vec<Outcome> {
        let outcome = |event: &Event| match event {
            Event::Text {
                id,
                progress: Progress::Ended(outcome),
            } if *id == text => Some(outcome.clone()),
            _ => None,
        };
        self.events.iter().filter_map(outcome).collect()
    }

    pub fn progress(&self, text: TextId) -> Vec<Progress> {
        let progress = |event: &Event| match event {
            Event::Text { id, progress } if *id == text => Some(progress.clone()),
            _ => None,
        };
        self.events.iter().filter_map(progress).collect()
    }

    /// Whether a text was told of in each of its stages, once.
    pub fn is_told_once(&self, text: TextId) -> bool {
        matches!(
            self.progress(text)[..],
            [
                Progress::Queued,
                Progress::Accepted { .. },
                Progress::Speaking,
                Progress::Ended(_)
            ]
        )
    }

    /// The reasons of all ends that were told.
    pub fn ends(&self) -> Vec<EndReason> {
        let end = |event: &Event| match event {
            Event::Ended(reason) => Some(reason.clone()),
            _ => None,
        };
        self.events.iter().filter_map(end).collect()
    }
}
