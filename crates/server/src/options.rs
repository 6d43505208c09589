//! The options: of the command line, the environment and the configuration file.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use api::IceServer;
use clap::{Arg, Command, Parser};
use ipnet::IpNet;
use tasks::Limits;

mod admin;
mod background;
mod client_key;
mod cluster;
mod entries;
mod file;
mod hearing;
mod log;
mod named_keys;
mod network;
mod origin;
mod public_url;
mod rates;
mod read;
mod records;
mod secret_files;
mod talk;
mod traces;
mod values;
mod voices;

pub use admin::AdminOptions;
pub use background::OfferedBackground;
pub use client_key::{ClientKey, KeyName, KeyProblem, SecretHash};
pub use cluster::ClusterOptions;
pub use entries::FileError;
pub use hearing::HearingOptions;
pub use log::LogFormat;
pub use network::{Announced, NetworkOptions, PortRange};
pub use origin::AllowedOrigin;
pub use public_url::PublicUrl;
pub use rates::RateOptions;
pub use read::ReadError;
pub use records::{RecordOptions, WebhookSecret};
pub use talk::{Body, KnowledgeBase, TalkOptions};
pub use traces::{OtlpUrl, TraceOptions};
pub use values::Key;
pub use voices::{NamedVoice, VoiceOptions};

use values::{at_least_one, base, ice_server, key, milliseconds, network, seconds, seconds_or_none, token_secret};

/// A streaming-avatar server: the API over HTTP, the avatar over WebRTC.
///
/// Open the printed address in a browser, or point a client of the API at it.
#[derive(Clone, Debug, Parser)]
#[command(name = "avatar-server", version, about, long_about = None)]
pub struct Options {
    /// Address to listen on for HTTP. Any but loopback, as 0.0.0.0, lets others reach the server: it takes --api-key, or --open
    #[arg(long, value_name = "IP", env = "AVATAR_SERVER_LISTEN", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub listen: IpAddr,

    /// Port to listen on for HTTP. 0 takes a free one, which the log names
    #[arg(long, value_name = "PORT", env = "AVATAR_SERVER_PORT", default_value_t = 8080)]
    pub port: u16,

    /// Address over which media flows, repeatable. Without it: loopback and the address of the default interface
    ///
    /// Browsers must reach at least one of them by UDP. Firefox refuses loopback.
    #[arg(long, value_name = "IP", env = "AVATAR_SERVER_MEDIA_IP", value_delimiter = ',')]
    pub media_ip: Vec<IpAddr>,

    /// STUN or TURN server to tell clients of, repeatable: URL or URL,USERNAME,PASSWORD
    ///
    /// For example stun:stun.example.org:3478 or turn:turn.example.org:3478,me,secret. Every client is told the password.
    /// In the environment several servers stand on lines of their own, and do not show in the list of processes.
    #[arg(
        long,
        value_name = "SERVER",
        env = "AVATAR_SERVER_ICE_SERVER",
        hide_env_values = true,
        value_delimiter = '\n',
        value_parser = ice_server
    )]
    pub ice_server: Vec<IceServer>,

    /// Directory of the built site, served at /
    #[arg(long, value_name = "DIR", env = "AVATAR_SERVER_SITE")]
    pub site: Option<PathBuf>,

    /// Directory of avatars beside the built-in ones: of each a drawing NAME.svg and its rig NAME.toml. SIGHUP reads it again
    #[arg(long, value_name = "DIR", env = "AVATAR_SERVER_AVATARS")]
    pub avatars: Option<PathBuf>,

    /// Key that clients must send as X-Api-Key, repeatable. Without it, only this machine may use the server
    ///
    /// Without a key, and without --open, the server answers only to loopback names (localhost, 127.0.0.1) and takes calls of
    /// no pages but its own and those of --cors-origin: pages of the web could otherwise open sessions through the browser of
    /// whoever visits them. In the environment several keys are separated by commas, and do not show in the list of processes.
    /// NAME=KEY gives a key a name, which logs and records show; several with one name are one key with several secrets.
    #[arg(
        long,
        value_name = "KEY",
        env = "AVATAR_SERVER_API_KEY",
        hide_env_values = true,
        value_delimiter = ',',
        value_parser = key
    )]
    pub api_key: Vec<Key>,

    /// Allow everyone to use the server without a key, from any page and from other machines
    #[arg(long, env = "AVATAR_SERVER_OPEN")]
    pub open: bool,

    /// Origin of the pages whose calls are taken beside the server's own, as `https://shop.example.org`; repeatable. * is any
    ///
    /// Without it, a server with keys takes calls of any page, since a key or token decides, and so does one with --open; a
    /// server without keys takes those of its own pages only. Calls that come from no page are not affected.
    #[arg(
        long,
        value_name = "ORIGIN",
        env = "AVATAR_SERVER_CORS_ORIGIN",
        value_delimiter = ','
    )]
    pub cors_origin: Vec<AllowedOrigin>,

    /// Origin of the pages that may show and drive embed.html in a frame, as `https://shop.example.org`; repeatable. * is any
    ///
    /// They are written into the list of parents in embed.html and into its header Content-Security-Policy: frame-ancestors,
    /// beside those that the file names. The server's own pages may always.
    #[arg(
        long,
        value_name = "ORIGIN",
        env = "AVATAR_SERVER_FRAME_ANCESTOR",
        value_delimiter = ','
    )]
    pub frame_ancestor: Vec<AllowedOrigin>,

    /// Address or network of a proxy in front, as 127.0.0.1 or 10.0.0.0/8, whose forwarded headers are believed; repeatable
    ///
    /// Read are X-Forwarded-For, -Host, -Proto, -Port and -Prefix, and Forwarded. Of everyone else they are ignored: they
    /// decide whose limits a call counts for, and under which address the pictures of the avatars are named.
    #[arg(long, value_name = "CIDR", env = "AVATAR_SERVER_TRUSTED_PROXY", value_delimiter = ',', value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,

    /// Address under which clients reach the server, as `https://example.org/avatar`, for the addresses in its replies
    ///
    /// Without it, they are made of the request's Host, or of what a --trusted-proxy says. A path in it may be in front of the
    /// paths of requests or be taken away by the proxy: both are understood.
    #[arg(long, value_name = "URL", env = "AVATAR_SERVER_PUBLIC_URL")]
    pub public_url: Option<PublicUrl>,

    /// Connections for HTTP that may be open at once, at most half of the files that the system allows
    ///
    /// With more, one that has not sent a whole request is closed for each that comes.
    #[arg(
        long,
        value_name = "COUNT",
        env = "AVATAR_SERVER_MAX_CONNECTIONS",
        default_value_t = 512
    )]
    pub max_connections: usize,

    /// Ground behind the avatars where a client names none: their studio, or the plain green that the vendor's clients take out
    ///
    /// Clients of this project ask for green themselves where they show something else in its place.
    #[arg(long, value_name = "BACKGROUND", env = "AVATAR_SERVER_BACKGROUND", value_enum, default_value_t = OfferedBackground::Studio)]
    pub background: OfferedBackground,

    /// Seconds in which a session token must be used
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_TOKEN_LIFETIME", default_value = "600", value_parser = seconds)]
    pub token_lifetime: Duration,

    /// Secret that session tokens are signed with, of at least 32 characters; two while one is replaced. Without it: a random one
    ///
    /// The first signs, each is taken. Servers that clients reach under one address take the same; without it, the tokens of a
    /// server are forgotten when it ends.
    #[arg(
        long,
        value_name = "SECRET",
        env = "AVATAR_SERVER_TOKEN_SECRET",
        hide_env_values = true,
        value_delimiter = ',',
        value_parser = token_secret
    )]
    pub token_secret: Vec<Key>,

    /// Sessions that may be open at once
    #[arg(long, value_name = "COUNT", env = "AVATAR_SERVER_MAX_SESSIONS", default_value_t = 8)]
    pub max_sessions: usize,

    /// Sessions that the holders of one key may have open at once. Without it: as many as there are
    #[arg(long, value_name = "COUNT", env = "AVATAR_SERVER_MAX_SESSIONS_PER_KEY")]
    pub max_sessions_per_key: Option<usize>,

    /// Sessions of one key, and of one client's address, that may wait for streaming.start. Without it: half of --max-sessions, at least 2
    ///
    /// Behind a proxy, name it with --trusted-proxy: all clients have its address otherwise.
    #[arg(long, value_name = "COUNT", env = "AVATAR_SERVER_MAX_UNANSWERED")]
    pub max_unanswered: Option<usize>,

    /// How often clients may call.
    #[command(flatten)]
    pub rates: RateOptions,

    /// Milliseconds by which one picture in twenty may be late before no new sessions are opened; 0 sets no bound
    ///
    /// New sessions are refused with 503 and Retry-After until all but one in twenty are at most half as late.
    #[arg(long, value_name = "MILLISECONDS", env = "AVATAR_SERVER_MAX_LATENESS", default_value = "40", value_parser = milliseconds)]
    pub max_lateness: Duration,

    /// Seconds without a task after which a session ends, where the client names no other time
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_IDLE_TIMEOUT", default_value = "180", value_parser = seconds)]
    pub idle_timeout: Duration,

    /// Seconds without a task after which a session ends whatever the client asks for, disable_idle_timeout included
    ///
    /// A client that needs a session for longer keeps it with streaming.keep_alive; --max-duration bounds that, too.
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_MAX_IDLE_TIMEOUT", default_value = "3600", value_parser = seconds)]
    pub max_idle_timeout: Duration,

    /// Seconds in which a new session must be answered by streaming.start
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_START_TIMEOUT", default_value = "60", value_parser = seconds)]
    pub start_timeout: Duration,

    /// Seconds in which a started session must be connected
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_CONNECT_TIMEOUT", default_value = "30", value_parser = seconds)]
    pub connect_timeout: Duration,

    /// Seconds after which a session ends whatever happens. Without it: never
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_MAX_DURATION", value_parser = seconds)]
    pub max_duration: Option<Duration>,

    /// Seconds for which sessions may go on after SIGTERM, which lets no new ones be opened. A second signal, and Ctrl-C, end at once
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_DRAIN_TIMEOUT", default_value = "300", value_parser = seconds_or_none)]
    pub drain_timeout: Duration,

    /// Characters in one text
    #[arg(long, value_name = "COUNT", env = "AVATAR_SERVER_MAX_TEXT", default_value_t = Limits::DEFAULT.characters)]
    pub max_text: usize,

    /// Texts that may wait in one session, the one being said included
    #[arg(long, value_name = "COUNT", env = "AVATAR_SERVER_MAX_QUEUE", default_value_t = Limits::DEFAULT.texts)]
    pub max_queue: usize,

    /// Seconds after which a task with task_mode sync is replied to although it is still being said
    ///
    /// Proxies commonly give up after 60. The text is said to its end all the same, which the data channel tells.
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_SYNC_TIMEOUT", default_value = "50", value_parser = seconds)]
    pub sync_timeout: Duration,

    /// Seconds of speech that may wait to be said in a session, about; one text alone is always taken
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_MAX_SPEECH", default_value = "600", value_parser = seconds)]
    pub max_speech: Duration,

    /// The keys of the configuration file.
    #[arg(skip)]
    pub key: Vec<ClientKey>,

    /// The language model that answers.
    #[command(flatten)]
    pub talk: TalkOptions,

    /// The voices beyond the built-in ones.
    #[command(flatten)]
    pub voices: VoiceOptions,
    /// The speech recognition.
    #[command(flatten)]
    pub hearing: HearingOptions,

    /// Many machines.
    #[command(flatten)]
    pub cluster: ClusterOptions,

    /// The listener with health, metrics and drain.
    #[command(flatten)]
    pub admin: AdminOptions,

    /// How clients reach media.
    #[command(flatten)]
    pub network: NetworkOptions,

    /// Usage records and webhooks.
    #[command(flatten)]
    pub records: RecordOptions,

    /// Traces.
    #[command(flatten)]
    pub traces: TraceOptions,

    /// Bytes in the body of a call
    #[arg(long, value_name = "BYTES", env = "AVATAR_SERVER_MAX_BODY", default_value_t = 128 * 1024)]
    pub max_body: usize,

    /// The level of the log: error, warn, info, debug or trace, also for a part, as in info,str0m=debug
    #[arg(
        long,
        value_name = "LEVELS",
        env = "AVATAR_SERVER_LOG",
        default_value = "info,str0m=error,is=error,async_nats=error"
    )]
    pub log: String,

    /// Lines of the log: text for people, json for programs. Neither shows a key, a token, or a text, which services may quote at debug
    #[arg(long, value_name = "FORMAT", env = "AVATAR_SERVER_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

impl Default for Options {
    /// The options of an empty command line and an empty environment.
    fn default() -> Self {
        Self {
            listen: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8080,
            media_ip: Vec::new(),
            ice_server: Vec::new(),
            site: None,
            avatars: None,
            api_key: Vec::new(),
            open: false,
            cors_origin: Vec::new(),
            frame_ancestor: Vec::new(),
            trusted_proxy: Vec::new(),
            public_url: None,
            max_connections: 512,
            background: OfferedBackground::Studio,
            token_lifetime: Duration::from_secs(600),
            token_secret: Vec::new(),
            max_sessions: 8,
            max_sessions_per_key: None,
            max_unanswered: None,
            max_lateness: Duration::from_millis(40),
            rates: RateOptions::default(),
            idle_timeout: Duration::from_secs(180),
            max_idle_timeout: Duration::from_secs(3600),
            start_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(30),
            max_duration: None,
            drain_timeout: Duration::from_secs(300),
            max_text: Limits::DEFAULT.characters,
            max_queue: Limits::DEFAULT.texts,
            sync_timeout: Duration::from_secs(50),
            max_speech: Limits::DEFAULT.speech,
            key: Vec::new(),
            talk: TalkOptions::default(),
            voices: VoiceOptions::default(),
            network: NetworkOptions::default(),
            cluster: ClusterOptions::default(),
            admin: AdminOptions::default(),
            records: RecordOptions::default(),
            traces: TraceOptions::default(),
            hearing: HearingOptions::default(),
            max_body: 128 * 1024,
            log: "info,str0m=error,is=error,async_nats=error".into(),
            log_format: LogFormat::Text,
        }
    }
}

impl Options {
    /// Whether only this machine may use the server: there is no key, and nobody has opened it.
    pub fn is_private(&self) -> bool {
        !self.has_keys() && !self.open
    }

    /// Whether whoever calls must have a key, or a token of one.
    pub fn has_keys(&self) -> bool {
        !self.api_key.is_empty() || !self.key.is_empty()
    }

    /// How many sessions of one key, and of one address, may wait for their answer.
    pub fn unanswered(&self) -> usize {
        self.max_unanswered.unwrap_or((self.max_sessions / 2).max(2))
    }

    /// How much a session may be given to say.
    pub fn tasks(&self) -> Limits {
        Limits {
            characters: self.max_text,
            texts: self.max_queue,
            speech: self.max_speech,
        }
    }
}

/// The option of this name.
fn named<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    command
        .get_arguments()
        .find(|argument| argument.get_long() == Some(name))
}

#[cfg(test)]
mod tests;
