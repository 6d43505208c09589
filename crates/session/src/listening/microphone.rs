//! The microphone's states and its problems, as they are told.

/// The state of the visitor's microphone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Microphone {
    /// There is no session, or its service hears no visitors.
    #[default]
    Unavailable,
    /// The visitor may switch it on.
    Off,
    /// The browser is asked for it, or the service to listen.
    Asking,
    /// The service listens.
    Listening,
    /// The service hears the visitor speak.
    Hearing,
    /// It is open, and nothing of it is heard: it is muted, its button is not held, or the page is hidden.
    Muted,
    /// The visitor or the browser refused it.
    Denied,
    /// There is none.
    NoDevice,
    /// It was taken away, or the browser cannot open it.
    Lost,
}

impl Microphone {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Unavailable,
        Self::Off,
        Self::Asking,
        Self::Listening,
        Self::Hearing,
        Self::Muted,
        Self::Denied,
        Self::NoDevice,
        Self::Lost,
    ];

    /// Its name in events and documentation.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Off => "off",
            Self::Asking => "asking",
            Self::Listening => "listening",
            Self::Hearing => "hearing",
            Self::Muted => "muted",
            Self::Denied => "denied",
            Self::NoDevice => "no-device",
            Self::Lost => "lost",
        }
    }

    /// Whether it is on, or about to be.
    pub const fn is_on(self) -> bool {
        matches!(self, Self::Asking | Self::Listening | Self::Hearing | Self::Muted)
    }
}

/// Whether the browser opened the microphone that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// That one.
    Chosen,
    /// Another one, because that one is not there.
    Other,
}

/// A problem of the visitor's microphone, or with being heard. The session goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MicrophoneProblem {
    /// The visitor, the browser or the page's policy refused it.
    Denied,
    /// There is none.
    NoDevice,
    /// The browser did not open it. The text is the browser's.
    Failed(String),
    /// It was taken away.
    Lost,
    /// The chosen one is not there, and another one is open.
    Replaced,
    /// The service does not hear visitors, or not what was said just now. The text is the service's.
    NotHeard(String),
}

impl MicrophoneProblem {
    /// The state that it leads to.
    pub(super) const fn state(&self) -> Microphone {
        match self {
            Self::Denied => Microphone::Denied,
            Self::NoDevice => Microphone::NoDevice,
            Self::Failed(_) | Self::Lost => Microphone::Lost,
            Self::Replaced | Self::NotHeard(_) => Microphone::Off,
        }
    }
}
