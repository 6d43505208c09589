//! The words of the page around the player, in the language in use.
//!
//! They are files of the same form as the player's own words (`web/app/texts/`).

use super::words::page_word;

/// The words of the language in use. They are read once for the life of the page.
pub struct Texts {
    /// One line under the name.
    pub tagline: &'static str,
    /// Shown in an empty transcript.
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
    /// Lets the voice be heard.
    pub listen: &'static str,
    /// The speed's slider.
    pub rate: &'static str,
    /// The quality's box.
    pub quality: &'static str,
    /// The codec's box.
    pub encoding: &'static str,
    /// The box for the use of typed texts.
    pub task_type: &'static str,
    /// Its choices: the avatar answers them, or says them.
    pub task_types: [&'static str; 2],
    /// The heading where a service is asked for.
    pub connect_title: &'static str,
    /// The question there, where the page has no service of its own.
    pub connect_why: &'static str,
    /// The same, where the service of the last visit does not answer.
    pub connect_lost: &'static str,
    /// The same, where there is a service that may be changed for another.
    pub connect_other: &'static str,
    /// Its effect on a session that is open.
    pub connect_ends: &'static str,
    /// The address's box.
    pub address: &'static str,
    /// The kinds of credential: none, key, token.
    pub credential_kinds: [&'static str; 3],
    /// The group of those kinds.
    pub credential_kind: &'static str,
    /// The secret's box.
    pub credential: &'static str,
    /// How the secret is kept.
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
    /// The question there.
    pub connect_besides_page: &'static str,
    /// While the service is looked for.
    pub looking: &'static str,
    /// The heading of the lines for another page.
    pub embed: &'static str,
    /// Said once something is copied.
    pub copied: &'static str,
    /// Unfolds codec and network.
    pub advanced: &'static str,
    /// Opens the choices of the network.
    pub network: &'static str,
    /// The choice of the language.
    pub language: &'static str,
    /// Copies an address that carries the choices.
    pub share: &'static str,
    /// The avatar's first words to a new visitor.
    pub greeting: &'static str,
    /// Sentences to begin with.
    pub samples: [&'static str; 3],
}

/// The words in use.
pub fn texts() -> &'static Texts {
    thread_local! {
        static TEXTS: &'static Texts = Box::leak(Box::new(Texts::read()));
    }
    TEXTS.with(|texts| *texts)
}

impl Texts {
    fn read() -> Self {
        Self {
            tagline: page_word("tagline"),
            transcript_empty: page_word("transcriptEmpty"),
            per_second: page_word("perSecond"),
            ends_in: page_word("endsIn"),
            start_took: page_word("startTook"),
            beside: page_word("beside"),
            choices: page_word("choices"),
            avatar: page_word("avatar"),
            voice: page_word("voice"),
            own_voice: page_word("ownVoice"),
            listen: page_word("listen"),
            rate: page_word("rate"),
            quality: page_word("quality"),
            encoding: page_word("encoding"),
            task_type: page_word("taskType"),
            task_types: ["taskTypes.talk", "taskTypes.repeat"].map(page_word),
            connect_title: page_word("connectTitle"),
            connect_why: page_word("connectWhy"),
            connect_lost: page_word("connectLost"),
            connect_other: page_word("connectOther"),
            connect_ends: page_word("connectEnds"),
            address: page_word("address"),
            credential_kind: page_word("credentialKind"),
            credential: page_word("credential"),
            credential_note: page_word("credentialNote"),
            key: page_word("key"),
            key_note: page_word("keyNote"),
            remember: page_word("remember"),
            connect: page_word("connect"),
            connecting: page_word("connecting"),
            change: page_word("change"),
            own_origin: page_word("ownOrigin"),
            own_page: page_word("ownPage"),
            connect_besides: page_word("connectBesides"),
            connect_besides_page: page_word("connectBesidesPage"),
            looking: page_word("looking"),
            embed: page_word("embed"),
            copied: page_word("copied"),
            advanced: page_word("advanced"),
            network: page_word("network"),
            language: page_word("language"),
            share: page_word("share"),
            greeting: page_word("greeting"),
            samples: ["samples.first", "samples.second", "samples.third"].map(page_word),
            stages: [
                "stages.created",
                "stages.answered",
                "stages.started",
                "stages.connected",
                "stages.picture",
            ]
            .map(page_word),
            credential_kinds: [
                "credentialKinds.nothing",
                "credentialKinds.key",
                "credentialKinds.token",
            ]
            .map(page_word),
        }
    }
}
