//! Inputs of a session.

use api::{ApiError, Background, ChannelMessage, IceCandidate, ListeningMode, NewReply, TaskReply, TaskType};

use crate::{CallId, MicrophoneProblem, Moment, Opened, PeerId, PeerProblem, TextId, TokenId};

/// The state of a peer connection, as the browser tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Connection {
    /// Routes are being tried.
    Connecting,
    /// Media can flow.
    Connected,
    /// The route is lost; the browser may find it again.
    Disconnected,
    /// The browser gave up.
    Failed,
    /// Closed at this end.
    Closed,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The user asks for a session. Ignored while one is wanted already, and between `Leaving` and `Returned`.
    Start,
    /// The same, where the page has sent `streaming.new` already, before the machine was there. Where a start is ignored, what that
    /// opens is stopped.
    StartEarly,
    /// The user wants no session. Taken at any moment; `Start` may follow at once.
    Stop,
    /// The user gives a text to say. Texts wait for a session that is on its way; without one they fail.
    Speak {
        /// Names it in the events.
        id: TextId,
        /// The text.
        text: String,
        /// Said as given, or answered by a language model.
        kind: TaskType,
    },
    /// A text was cleaned of its markup.
    Cleaned {
        /// The text.
        id: TextId,
        /// As a reader would see it; the text as it was where it could not be cleaned.
        text: String,
    },
    /// The user silences the avatar.
    Interrupt {
        /// Whether the texts that wait are dropped too.
        clear: bool,
    },
    /// The user drops the texts that wait. The one that is said, or is about to be, goes on.
    DropWaiting,
    /// The visitor wishes to be heard. Ignored without a session; on one that is on its way it is done as soon as it can be.
    Listen {
        /// When they are heard: always, or while a button is held.
        mode: ListeningMode,
        /// Whether the microphone is muted at first.
        muted: bool,
    },
    /// The visitor wishes to be heard no more.
    StopListening,
    /// The visitor mutes the microphone (true), or lets it be heard.
    MuteMicrophone(bool),
    /// The button of push-to-talk is held (true), or let go.
    Hold(bool),
    /// The browser opened the microphone, or did not.
    Captured(Result<Opened, MicrophoneProblem>),
    /// Another microphone was chosen, in the place of one that may be open.
    MicrophoneChosen,
    /// The microphone was taken away.
    MicrophoneLost,
    /// The user asks to put off the idle end.
    KeepAlive,
    /// The user chooses anew what makes a session last, for the one that is open, too: the options of these names.
    Choose {
        /// Whether the idle end is put off by itself.
        keep_alive: bool,
        /// Whether the session is renewed before the cap.
        renew: bool,
    },
    /// The user chooses the background behind the avatar: of the sessions to come, and of those that are open where their server changes it.
    Background(Background),
    /// The user asks for a fresh session without a gap in the picture. Ignored while not Live.
    Renew,

    /// The outcome of `streaming.new`.
    Created {
        /// The call.
        call: CallId,
        /// Its outcome.
        result: Result<NewReply, ApiError>,
    },
    /// The page did not send the `streaming.new` that was to be awaited.
    NotSent {
        /// The call.
        call: CallId,
    },
    /// A token came, or was refused.
    Token {
        /// The token.
        token: TokenId,
        /// Whether it is there; what is wrong is told as [`ErrorKind::NoToken`](api::ErrorKind), with the status 503 where another try
        /// may help.
        result: Result<(), ApiError>,
    },
    /// The outcome of `streaming.task`.
    Tasked {
        /// The call.
        call: CallId,
        /// Its outcome.
        result: Result<TaskReply, ApiError>,
    },
    /// The outcome of any other call.
    Done {
        /// The call.
        call: CallId,
        /// Its outcome.
        result: Result<(), ApiError>,
    },

    /// The browser made its answer to the offer, already set as local description.
    Answered {
        /// The peer connection.
        peer: PeerId,
        /// The answer's SDP.
        result: Result<String, PeerProblem>,
    },
    /// The browser found a candidate.
    Candidate {
        /// The peer connection.
        peer: PeerId,
        /// The candidate.
        candidate: IceCandidate,
    },
    /// The peer connection's state changed.
    Peer {
        /// The peer connection.
        peer: PeerId,
        /// Its state.
        connection: Connection,
    },
    /// A TURN server refused its user name or password. No loss by itself: there may be another route.
    RelayRefused {
        /// The peer connection.
        peer: PeerId,
    },
    /// The server's data channel opened or closed.
    Channel {
        /// The peer connection.
        peer: PeerId,
        /// Whether it is open.
        open: bool,
    },
    /// A message came over the data channel.
    Message {
        /// The peer connection.
        peer: PeerId,
        /// The message.
        message: ChannelMessage,
    },

    /// A picture was shown for the first time on this peer connection. Told of one that is not shown yet as well (of a
    /// renewal): as soon as it could be. A hidden page is shown none; there the open data channel stands in for it.
    FirstFrame {
        /// The peer connection.
        peer: PeerId,
    },
    /// The pictures stopped coming although the connection stands (true), or came again (false). The machine waits
    /// `Deadlines::disconnect_grace` before it takes them for lost, and does not mind while the page is hidden.
    Frozen {
        /// The peer connection.
        peer: PeerId,
        /// Whether they stopped.
        frozen: bool,
    },
    /// Speech is heard in the audio, or no longer; from the audio level.
    Audible {
        /// The peer connection.
        peer: PeerId,
        /// Whether it is heard.
        audible: bool,
    },
    /// The browser refused to play sound before a gesture (true), or plays it now (false).
    SoundBlocked(bool),

    /// The page was hidden (true) or shown.
    Hidden(bool),
    /// The browser says that it is online (true) or offline. While offline nothing is tried twice, so a driver whose service
    /// is on this machine, which the browser's word does not concern, does not tell.
    Online(bool),
    /// The page is going away, for good or into the back/forward cache. Requests must be `keepalive` from here on.
    Leaving,
    /// The page came back from the back/forward cache.
    Returned,
    /// Sessions of earlier visits that are not known to be stopped; not those of another tab that still lives. Given before
    /// `Start`, which stops them.
    Orphans(Vec<String>),
    /// A `streaming.new` of an earlier visit was sent that long ago, and nobody learnt its outcome: it may have opened a session
    /// without a name. Given before `Start`.
    CutOff(core::time::Duration),
    /// Another machine on this page had a session stopped then, or began to. Its server may still count it.
    StoppedElsewhere {
        /// When.
        at: Moment,
    },

    /// Time passed.
    Tick,
}
