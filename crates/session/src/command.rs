//! Commands to the driver.

use api::{Background, Call, IceRequest, IceServer, ListeningRequest, NewRequest, StartRequest, TaskRequest};

use crate::{CallId, Event, PeerId, TextId, TokenId};

/// A call of the API with its body.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Opens a session. Never given up once sent: a reply that comes late still names a session to stop.
    New(Box<NewRequest>),
    /// Hands over the answer.
    Start(StartRequest),
    /// Hands over a candidate.
    Ice(IceRequest),
    /// Gives a text to say.
    Task(TaskRequest),
    /// Silences the avatar of this session.
    Interrupt(String),
    /// Begins to listen to the visitor.
    Listen(ListeningRequest),
    /// Listens to the visitor of this session no more.
    StopListening(String),
    /// Puts off the idle end of this session.
    KeepAlive(String),
    /// Ends this session.
    Stop(String),
}

impl Request {
    /// The session that it is about; none for one that opens a session.
    pub fn session_id(&self) -> Option<&str> {
        match self {
            Self::New(_) => None,
            Self::Start(body) => Some(&body.session_id),
            Self::Ice(body) => Some(&body.session_id),
            Self::Task(body) => Some(&body.session_id),
            Self::Listen(body) => Some(&body.session_id),
            Self::Interrupt(id) | Self::StopListening(id) | Self::KeepAlive(id) | Self::Stop(id) => Some(id),
        }
    }

    /// Its call of the API.
    pub fn call(&self) -> Call {
        match self {
            Self::New(_) => Call::New,
            Self::Start(_) => Call::Start,
            Self::Ice(_) => Call::Ice,
            Self::Task(_) => Call::Task,
            Self::Interrupt(_) => Call::Interrupt,
            Self::Listen(_) => Call::StartListening,
            Self::StopListening(_) => Call::StopListening,
            Self::KeepAlive(_) => Call::KeepAlive,
            Self::Stop(_) => Call::Stop,
        }
    }
}

/// Something for the driver to do. The machine waits for nothing: outcomes come back as inputs.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Send a request; its outcome is `Created`, `Tasked` or `Done` with the same call id.
    Send {
        /// Names it.
        call: CallId,
        /// The request.
        request: Request,
        /// The token that admits it; none where the service asks for none, or for something that the driver knows.
        token: Option<TokenId>,
        /// Whether it must outlive the page; always so for `Stop`.
        keepalive: bool,
    },
    /// Await a `streaming.new` that the page sent before the machine was there; its outcome is `Created` or `NotSent`.
    AwaitEarly {
        /// Names it from now on.
        call: CallId,
        /// The name of the token that it was sent with, where tokens are used.
        token: Option<TokenId>,
    },
    /// Ask for a fresh token and keep it under this name; outcome `Token`.
    FetchToken {
        /// Names it.
        token: TokenId,
    },
    /// Drop a token.
    DropToken {
        /// The token.
        token: TokenId,
    },
    /// Give up waiting for a call; its outcome is no longer wanted. Never said of `New` and `Stop`.
    Abandon {
        /// The call.
        call: CallId,
    },
    /// Make a peer connection, with its certificate, before there is an offer.
    OpenPeer {
        /// Names it.
        peer: PeerId,
    },
    /// Answer an offer on that peer connection; outcome `Answered`.
    Negotiate {
        /// The peer connection.
        peer: PeerId,
        /// The offer's SDP.
        offer: String,
        /// STUN and TURN servers.
        ice_servers: Vec<IceServer>,
        /// Whether the answer leaves room for the visitor's sound, which `Feed` fills later without another negotiation.
        microphone: bool,
    },
    /// Show this peer connection's picture and let its sound be heard, in place of any other. Said before there is a picture
    /// for the one that is started, and when it is ready for a renewal; until then a peer connection is neither seen nor heard.
    Show {
        /// The peer connection.
        peer: PeerId,
    },
    /// Silence (true) or let be heard what this peer connection plays, at once.
    Hush {
        /// The peer connection.
        peer: PeerId,
        /// Whether it is silent.
        hushed: bool,
    },
    /// Open the microphone, which lets no sound through yet; outcome `Captured`. Only ever said at the visitor's wish.
    Capture,
    /// Close the microphone and open the one that is chosen now, in the same way; outcome `Captured`.
    Reopen {
        /// Whether it was taken away: no press of the visitor's is behind this, so they must not be asked.
        unasked: bool,
    },
    /// Close the microphone, or give up asking for it. Nothing is heard of it afterwards.
    Release,
    /// Have this peer connection carry the microphone's sound.
    Feed {
        /// The peer connection.
        peer: PeerId,
    },
    /// Let the microphone's sound through (true), or silence in its place.
    Hear(bool),
    /// Send a text over the data channel, as JSON.
    Message {
        /// The peer connection.
        peer: PeerId,
        /// The text.
        text: &'static str,
    },
    /// Have the server put the avatar before another background, once the data channel is open.
    Background {
        /// The peer connection.
        peer: PeerId,
        /// The background.
        background: Background,
    },
    /// Take the markup out of a text; outcome `Cleaned`.
    Clean {
        /// Names it.
        id: TextId,
        /// As the user gave it.
        text: String,
    },
    /// Close a peer connection and drop all that belongs to it. Nothing is heard of it afterwards.
    ClosePeer {
        /// The peer connection.
        peer: PeerId,
    },
    /// Write down that this session is open, for a later visit.
    Register {
        /// The session.
        session_id: String,
    },
    /// Remove that entry: the session is known to be stopped.
    Unregister {
        /// The session.
        session_id: String,
    },
}

/// An output of [`poll`](crate::Session::poll). Their order matters.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Something to do.
    Command(Command),
    /// Something to tell.
    Event(Event),
}
