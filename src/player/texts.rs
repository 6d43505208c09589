//! All words that the page and the player show, in one place.

/// The words of one language.
pub struct Texts {
    /// The product's name.
    pub product: &'static str,
    /// One line under the name.
    pub tagline: &'static str,
    /// What stands in an empty transcript.
    pub transcript_empty: &'static str,
    /// The names of the stages of a start, in their order.
    pub stages: [&'static str; 5],
    /// After the number of pictures.
    pub per_second: &'static str,
    /// Before the seconds that a session still lasts.
    pub ends_in: &'static str,
    /// Heads the stages once they are done.
    pub start_took: &'static str,
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
    transcript_empty: "What you send appears here, with what became of it.",
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
    network: "Network…",
};
