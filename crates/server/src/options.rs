//! The options of the command line.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use api::IceServer;
use clap::Parser;
use ipnet::IpNet;
use tasks::Limits;

mod origin;
mod public_url;
mod talk;

pub use origin::AllowedOrigin;
pub use public_url::PublicUrl;
pub use talk::{Body, KnowledgeBase, TalkOptions};

/// A streaming-avatar server: the API over HTTP, the avatar over WebRTC.
///
/// Open the printed address in a browser, or point a client of the API at it.
#[derive(Clone, Debug, Parser)]
#[command(name = "avatar-server", version, about, long_about = None)]
pub struct Options {
    /// Address to listen on for HTTP. Any but loopback, as 0.0.0.0, lets others reach the server: it takes --api-key, or --open
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub listen: IpAddr,

    /// Port to listen on for HTTP. 0 takes a free one, which the log names
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,

    /// Address over which media flows, repeatable. Without it: loopback and the address of the default interface
    ///
    /// Browsers must reach at least one of them by UDP. Firefox refuses loopback.
    #[arg(long, value_name = "IP")]
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
    #[arg(long, value_name = "DIR")]
    pub site: Option<PathBuf>,

    /// Key that clients must send as X-Api-Key, repeatable. Without it, only this machine may use the server
    ///
    /// Without a key, and without --open, the server answers only to loopback names (localhost, 127.0.0.1) and takes calls of
    /// no pages but its own and those of --cors-origin: pages of the web could otherwise open sessions through the browser of
    /// whoever visits them. In the environment several keys are separated by commas, and do not show in the list of processes.
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
    #[arg(long)]
    pub open: bool,

    /// Origin of the pages whose calls are taken beside the server's own, as `https://shop.example.org`; repeatable. * is any
    ///
    /// Without it, a server with keys takes calls of any page, since a key or token decides, and so does one with --open; a
    /// server without keys takes those of its own pages only. Calls that come from no page are not affected.
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',')]
    pub cors_origin: Vec<AllowedOrigin>,

    /// Origin of the pages that may show and drive embed.html in a frame, as `https://shop.example.org`; repeatable. * is any
    ///
    /// They are written into the list of parents in embed.html and into its header Content-Security-Policy: frame-ancestors,
    /// beside those that the file names. The server's own pages may always.
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',')]
    pub frame_ancestor: Vec<AllowedOrigin>,

    /// Address or network of a proxy in front, as 127.0.0.1 or 10.0.0.0/8, whose forwarded headers are believed; repeatable
    ///
    /// Read are X-Forwarded-For, -Host, -Proto, -Port and -Prefix, and Forwarded. Of everyone else they are ignored: they
    /// decide whose limits a call counts for, and under which address the pictures of the avatars are named.
    #[arg(long, value_name = "CIDR", value_delimiter = ',', value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,

    /// Address under which clients reach the server, as `https://example.org/avatar`, for the addresses in its replies
    ///
    /// Without it, they are made of the request's Host, or of what a --trusted-proxy says. A path in it may be in front of the
    /// paths of requests or be taken away by the proxy: both are understood.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<PublicUrl>,

    /// Connections for HTTP that may be open at once, at most half of the files that the system allows
    ///
    /// With more, one that has not sent a whole request is closed for each that comes.
    #[arg(long, value_name = "COUNT", default_value_t = 512)]
    pub max_connections: usize,

    /// Seconds in which a session token must be used
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = seconds)]
    pub token_lifetime: Duration,

    /// Sessions that may be open at once
    #[arg(long, value_name = "COUNT", default_value_t = 8)]
    pub max_sessions: usize,

    /// Sessions that the holders of one key may have open at once. Without it: as many as there are
    #[arg(long, value_name = "COUNT")]
    pub max_sessions_per_key: Option<usize>,

    /// Sessions of one key, and of one client's address, that may wait for streaming.start. Without it: half of --max-sessions, at least 2
    ///
    /// Behind a proxy, name it with --trusted-proxy: all clients have its address otherwise.
    #[arg(long, value_name = "COUNT")]
    pub max_unanswered: Option<usize>,

    /// Seconds without a task after which a session ends, where the client names no other time
    #[arg(long, value_name = "SECONDS", default_value = "180", value_parser = seconds)]
    pub idle_timeout: Duration,

    /// Seconds without a task after which a session ends whatever the client asks for, disable_idle_timeout included
    ///
    /// A client that needs a session for longer keeps it with streaming.keep_alive; --max-duration bounds that, too.
    #[arg(long, value_name = "SECONDS", default_value = "3600", value_parser = seconds)]
    pub max_idle_timeout: Duration,

    /// Seconds in which a new session must be answered by streaming.start
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub start_timeout: Duration,

    /// Seconds in which a started session must be connected
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub connect_timeout: Duration,

    /// Seconds after which a session ends whatever happens. Without it: never
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub max_duration: Option<Duration>,

    /// Characters in one text
    #[arg(long, value_name = "COUNT", default_value_t = Limits::DEFAULT.characters)]
    pub max_text: usize,

    /// Texts that may wait in one session, the one being said included
    #[arg(long, value_name = "COUNT", default_value_t = Limits::DEFAULT.texts)]
    pub max_queue: usize,

    /// Seconds after which a task with task_mode sync is replied to although it is still being said
    ///
    /// Proxies commonly give up after 60. The text is said to its end all the same, which the data channel tells.
    #[arg(long, value_name = "SECONDS", default_value = "50", value_parser = seconds)]
    pub sync_timeout: Duration,

    /// Seconds of speech that may wait to be said in a session, about; one text alone is always taken
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = seconds)]
    pub max_speech: Duration,

    /// The language model that answers.
    #[command(flatten)]
    pub talk: TalkOptions,

    /// Bytes in the body of a call
    #[arg(long, value_name = "BYTES", default_value_t = 128 * 1024)]
    pub max_body: usize,

    /// The level of the log: error, warn, info, debug or trace, also for a part, as in info,str0m=debug
    #[arg(
        long,
        value_name = "LEVELS",
        env = "AVATAR_SERVER_LOG",
        default_value = "info,str0m=error,is=error"
    )]
    pub log: String,
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
            api_key: Vec::new(),
            open: false,
            cors_origin: Vec::new(),
            frame_ancestor: Vec::new(),
            trusted_proxy: Vec::new(),
            public_url: None,
            max_connections: 512,
            token_lifetime: Duration::from_secs(600),
            max_sessions: 8,
            max_sessions_per_key: None,
            max_unanswered: None,
            idle_timeout: Duration::from_secs(180),
            max_idle_timeout: Duration::from_secs(3600),
            start_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(30),
            max_duration: None,
            max_text: Limits::DEFAULT.characters,
            max_queue: Limits::DEFAULT.texts,
            sync_timeout: Duration::from_secs(50),
            max_speech: Limits::DEFAULT.speech,
            talk: TalkOptions::default(),
            max_body: 128 * 1024,
            log: "info,str0m=error,is=error".into(),
        }
    }
}

impl Options {
    /// Whether only this machine may use the server: there is no key, and nobody has opened it.
    pub fn is_private(&self) -> bool {
        self.api_key.is_empty() && !self.open
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

/// An API key. Shows itself in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// A key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key(secret)")
    }
}

fn key(text: &str) -> Result<Key, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("a key is made of printable ASCII characters without spaces".into());
    }
    Ok(Key::new(text))
}

fn seconds(text: &str) -> Result<Duration, String> {
    match u32::from_str(text) {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(seconds.into())),
        _ => Err("a whole number of seconds, at least 1".into()),
    }
}

/// A network in CIDR form, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse::<IpNet>()
        .or_else(|_| address())
        .map_err(|_| "an address or a network in CIDR form, as 127.0.0.1 or 10.0.0.0/8".into())
}

fn ice_server(text: &str) -> Result<IceServer, String> {
    let mut parts = text.splitn(3, ',');
    let url = parts.next().unwrap_or_default();
    if !["stun:", "stuns:", "turn:", "turns:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        return Err("its address begins with stun:, stuns:, turn: or turns:".into());
    }
    let mut server = IceServer::open(vec![url.to_owned()]);
    match (parts.next(), parts.next()) {
        (Some(username), Some(credential)) => {
            server.username = Some(username.to_owned());
            server.credential = Some(credential.to_owned());
            server.credential_type = Some("password".into());
            Ok(server)
        }
        (None, None) if url.starts_with("stun") => Ok(server),
        _ => Err("a TURN server needs a user name and a password: turn:host:3478,USERNAME,PASSWORD".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_command_line_sets_the_defaults() {
        let parsed = Options::parse_from(["avatar-server"]);
        assert_eq!(format!("{parsed:?}"), format!("{:?}", Options::default()));
    }

    #[test]
    fn a_key_shows_in_no_debug_output() {
        let parsed = Options::parse_from(["avatar-server", "--api-key", "hush"]);
        assert_eq!(parsed.api_key, [Key::new("hush")]);
        assert!(!format!("{parsed:?}").contains("hush"));
    }

    #[test]
    fn a_turn_password_shows_in_no_debug_output() {
        let parsed = Options::parse_from(["avatar-server", "--ice-server", "turn:example.org,me,hush hush"]);
        assert_eq!(parsed.ice_server[0].credential.as_deref(), Some("hush hush"));
        assert!(!format!("{parsed:?}").contains("hush"));
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            ["--idle-timeout", "0"],
            ["--idle-timeout", "-1"],
            ["--max-duration", "soon"],
            ["--api-key", ""],
            ["--api-key", "two words"],
            ["--media-ip", "example.org"],
            ["--ice-server", "http://example.org"],
            ["--ice-server", "turn:example.org,me"],
            ["--ice-server", "turn:example.org"],
            ["--cors-origin", "shop.example.org"],
            ["--cors-origin", "https://shop.example.org/page"],
            ["--frame-ancestor", "null"],
            ["--trusted-proxy", "proxy.example.org"],
            ["--trusted-proxy", "10.0.0.0/33"],
            ["--public-url", "ftp://example.org"],
            ["--public-url", "https://example.org/?a=b"],
        ] {
            assert!(
                Options::try_parse_from(["avatar-server"].into_iter().chain(wrong)).is_err(),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn lists_come_repeated_or_with_commas() {
        let arguments = [
            "avatar-server",
            "--cors-origin",
            "https://a.example,https://b.example",
            "--cors-origin",
            "*",
            "--trusted-proxy",
            "127.0.0.1,fd00::/8",
        ];
        let parsed = Options::parse_from(arguments);
        assert_eq!(parsed.cors_origin.len(), 3);
        assert_eq!(parsed.trusted_proxy.len(), 2);
        assert!(parsed.trusted_proxy[0].contains(&IpAddr::V4(Ipv4Addr::LOCALHOST)));
    }

    #[test]
    fn an_ice_server_keeps_commas_in_its_password() {
        let server = ice_server("turn:example.org,me,a,b").unwrap();
        assert_eq!(server.credential.as_deref(), Some("a,b"));
        assert!(ice_server("stun:example.org").unwrap().credential.is_none());
    }
}
