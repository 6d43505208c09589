//! The calls and where they live below the base address.

/// An HTTP method that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads a list.
    Get,
    /// Everything else.
    Post,
}

/// One of the API's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// A key is exchanged for a token that a browser may hold.
    CreateToken,
    /// Opens a session; the reply carries the server's offer.
    New,
    /// Hands over the answer; media begins.
    Start,
    /// Hands over one of the client's candidates.
    Ice,
    /// Gives the avatar a text.
    Task,
    /// Silences the avatar and drops its queue.
    Interrupt,
    /// Begins to listen to the visitor's microphone.
    StartListening,
    /// Listens no more.
    StopListening,
    /// Puts off the end of an idle session.
    KeepAlive,
    /// Ends the session.
    Stop,
    /// The open sessions of this key.
    List,
    /// The avatars of this deployment.
    AvatarList,
}

impl Call {
    /// Every call.
    pub const ALL: [Self; 12] = [
        Self::CreateToken,
        Self::New,
        Self::Start,
        Self::Ice,
        Self::Task,
        Self::Interrupt,
        Self::StartListening,
        Self::StopListening,
        Self::KeepAlive,
        Self::Stop,
        Self::List,
        Self::AvatarList,
    ];

    /// The path below the base address, with its leading slash.
    pub const fn path(self) -> &'static str {
        match self {
            Self::CreateToken => "/v1/streaming.create_token",
            Self::New => "/v1/streaming.new",
            Self::Start => "/v1/streaming.start",
            Self::Ice => "/v1/streaming.ice",
            Self::Task => "/v1/streaming.task",
            Self::Interrupt => "/v1/streaming.interrupt",
            Self::StartListening => "/v1/streaming.start_listening",
            Self::StopListening => "/v1/streaming.stop_listening",
            Self::KeepAlive => "/v1/streaming.keep_alive",
            Self::Stop => "/v1/streaming.stop",
            Self::List => "/v1/streaming.list",
            Self::AvatarList => "/v1/streaming/avatar.list",
        }
    }

    /// The HTTP method.
    pub const fn method(self) -> Method {
        match self {
            Self::List | Self::AvatarList => Method::Get,
            _ => Method::Post,
        }
    }
}
