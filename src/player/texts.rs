//! All words that the page and the player show, in one place.

use session::{EndReason, LimitKind, State};

/// The words of one language.
pub struct Texts {
    /// The product's name.
    pub product: &'static str,
    /// One line under the name.
    pub tagline: &'static str,
    /// The button that opens a session.
    pub start: &'static str,
    /// The same after a session ended.
    pub start_again: &'static str,
    /// The same after an error.
    pub retry: &'static str,
    /// The button that ends a session.
    pub stop: &'static str,
    /// The same while a session is being opened.
    pub cancel: &'static str,
    /// The button that silences the avatar.
    pub interrupt: &'static str,
    /// The button that says the last text once more.
    pub repeat: &'static str,
    /// The button that sends the text.
    pub send: &'static str,
    /// The name of the text box.
    pub say: &'static str,
    /// What stands in the empty text box.
    pub placeholder: &'static str,
    /// The same without a session.
    pub placeholder_idle: &'static str,
    /// The switch that silences the sound.
    pub mute: &'static str,
    /// The slider of the loudness.
    pub volume: &'static str,
    /// The button where the browser withholds the sound.
    pub sound_blocked: &'static str,
    /// The heading of the transcript.
    pub transcript: &'static str,
    /// What stands in an empty transcript.
    pub transcript_empty: &'static str,
    /// Unfolds the service's own words.
    pub details: &'static str,
    /// The outcome of a text of which the voice could not say all, before what it left out.
    pub said_in_part: &'static str,
    /// Puts a text that was not said back into the box.
    pub edit: &'static str,
    /// Before the number of characters, where a text is too long.
    pub too_long: &'static str,
    /// While the device has no network.
    pub offline: &'static str,
    /// Puts off the end of an idle session.
    pub keep_alive: &'static str,
    /// Closes a message.
    pub dismiss: &'static str,
    /// The video's description.
    pub picture: &'static str,
    /// The names of the stages of a start, in their order.
    pub stages: [&'static str; 5],
    /// After the number of pictures.
    pub per_second: &'static str,
    /// Before the seconds that a session still lasts.
    pub ends_in: &'static str,
    /// Heads the stages once they are done.
    pub start_took: &'static str,
    /// The outcomes of a text: waiting, sent, speaking, spoken, interrupted, failed.
    pub outcomes: [&'static str; 6],
    /// The avatar says something.
    pub speaking: &'static str,
    /// Keeps the green of the picture.
    pub keep_green: &'static str,
    /// The name of the tabs beside the picture.
    pub beside: &'static str,
    /// The tab of the choices.
    pub choices: &'static str,
    /// The group of avatars.
    pub avatar: &'static str,
    /// The voice's box.
    pub voice: &'static str,
    /// The avatar's own voice.
    pub own_voice: &'static str,
    /// The speed's slider.
    pub rate: &'static str,
    /// The quality's box.
    pub quality: &'static str,
    /// The names of the qualities, lowest first.
    pub qualities: [&'static str; 3],
    /// The codec's box.
    pub encoding: &'static str,
    /// The heading where a service is asked for.
    pub connect_title: &'static str,
    /// What is asked there, where the page has no service of its own.
    pub connect_why: &'static str,
    /// The same, where the service of the last visit does not answer.
    pub connect_lost: &'static str,
    /// The same, where there is a service that may be changed for another.
    pub connect_other: &'static str,
    /// What that does to a session that is open.
    pub connect_ends: &'static str,
    /// The address's box.
    pub address: &'static str,
    /// An example of an address.
    pub address_example: &'static str,
    /// The kinds of credential: none, key, token.
    pub credential_kinds: [&'static str; 3],
    /// The group of those kinds.
    pub credential_kind: &'static str,
    /// The secret's box.
    pub credential: &'static str,
    /// What becomes of the secret.
    pub credential_note: &'static str,
    /// The key of a service that wants one.
    pub key: &'static str,
    /// Why it is asked, and what becomes of it.
    pub key_note: &'static str,
    /// Keeps the address for the next visit.
    pub remember: &'static str,
    /// The button that tries the address.
    pub connect: &'static str,
    /// The same while it is tried.
    pub connecting: &'static str,
    /// Goes to another service.
    pub change: &'static str,
    /// The page's own server.
    pub own_origin: &'static str,
    /// The page itself, in the place of a server.
    pub own_page: &'static str,
    /// Goes from there to a server.
    pub connect_besides: &'static str,
    /// What is asked there.
    pub connect_besides_page: &'static str,
    /// While the service is looked for.
    pub looking: &'static str,
    /// The heading of the lines for another page.
    pub embed: &'static str,
    /// What they are for.
    pub embed_why: &'static str,
    /// The button that copies them.
    pub copy: &'static str,
    /// The same once they are copied.
    pub copied: &'static str,
    /// Leads to the examples.
    pub gallery: &'static str,
    /// Begins the connection test.
    pub check: &'static str,
    /// Opens the choices of the network.
    pub network: &'static str,
}

/// The words in use.
pub fn texts() -> &'static Texts {
    &ENGLISH
}

const ENGLISH: Texts = Texts {
    product: "Streaming Avatar",
    tagline: "Type a sentence. A face says it.",
    start: "Start",
    start_again: "Start again",
    retry: "Try again",
    stop: "Stop",
    cancel: "Cancel",
    interrupt: "Interrupt",
    repeat: "Repeat",
    send: "Send",
    say: "Text for the avatar to say",
    placeholder: "What should I say?",
    placeholder_idle: "Start first, then type here",
    mute: "Mute",
    volume: "Volume",
    sound_blocked: "Tap for sound",
    transcript: "Transcript",
    transcript_empty: "What you send appears here, with what became of it.",
    details: "Details",
    said_in_part: "Said in part. Left out: ",
    edit: "Edit",
    too_long: "Too long:",
    offline: "Offline. What you send waits for the network.",
    keep_alive: "Stay",
    dismiss: "Dismiss",
    picture: "The avatar",
    stages: [
        "Session opened",
        "Offer answered",
        "Answer accepted",
        "Connected",
        "First picture",
    ],
    per_second: "pictures/s",
    ends_in: "Ends by itself in",
    start_took: "The start took",
    outcomes: ["Waiting", "Sent", "Speaking", "Said", "Interrupted", "Not said"],
    speaking: "Speaking",
    keep_green: "Green screen",
    beside: "Before the start",
    choices: "Who speaks",
    avatar: "Avatar",
    voice: "Voice",
    own_voice: "Its own",
    rate: "Pace",
    quality: "Picture",
    qualities: ["360p", "480p", "720p"],
    encoding: "Codec",
    connect_title: "Which service?",
    connect_why: "This page has no streaming-avatar service of its own. Give the address of one.",
    connect_lost: "The service of your last visit does not answer. Try it again, or give the address of another; left empty, it is this page's own.",
    connect_other: "Give the address of another service; left empty, it is this page's own.",
    connect_ends: "The session that is open goes on until the other service has answered, and ends then.",
    address: "Address",
    address_example: "https://api.example.com",
    credential_kinds: ["Nothing", "API key", "Token"],
    credential_kind: "It asks for",
    credential: "Key or token",
    credential_note: "Sent to that address only, and kept until you leave this page.",
    key: "API key",
    key_note: "This service asks for one. It is sent to it alone, and kept until you leave this page.",
    remember: "Remember the address",
    connect: "Connect",
    connecting: "Connecting…",
    change: "Change",
    own_origin: "this server",
    own_page: "Runs in your browser;",
    connect_besides: "connect a service for more",
    connect_besides_page: "Give the address of a service, such as one with more voices or a language model; left empty, the avatar goes on in your browser.",
    looking: "Looking for the service…",
    embed: "Embed",
    embed_why: "These lines put this avatar on any page.",
    copy: "Copy",
    copied: "Copied",
    gallery: "More ways",
    check: "Check the connection",
    network: "Network…",
};

impl Texts {
    /// Where the session stands, in a sentence.
    pub fn state(&self, state: State) -> &'static str {
        match state {
            State::Idle => "Ready when you are.",
            State::Creating => "Opening a session…",
            State::Negotiating => "Agreeing on sound and picture…",
            State::Connecting => "Connecting…",
            State::Live => "Live. Type something to say.",
            State::Recovering => "The connection was lost. Trying again…",
            State::Stopping => "Ending the session…",
            State::Ended => "The session has ended.",
        }
    }

    /// Why the session ended, in a sentence; failures speak for themselves. `lived` says whether the avatar was ever there.
    pub fn ended(&self, reason: &EndReason, lived: bool) -> &'static str {
        match reason {
            EndReason::Stopped if !lived => "The start was cancelled.",
            EndReason::Failed(_) if !lived => "The session could not be opened.",
            EndReason::Stopped => "The session has ended.",
            EndReason::PageLeft => "The session ended when you left the page.",
            EndReason::Hidden => "The session ended because the page was out of sight for long.",
            EndReason::Idle => "The service ended the session, because nothing was said for a while.",
            EndReason::Cap => "The session reached its longest time.",
            EndReason::Failed(_) => "The session could not go on.",
        }
    }

    /// What is about to happen.
    pub fn limit(&self, kind: LimitKind) -> &'static str {
        match kind {
            LimitKind::Idle => "Nothing was said for a while. The session ends in",
            LimitKind::Cap => "The session reaches its longest time in",
        }
    }
}
