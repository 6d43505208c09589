//! `streaming.new`.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use api::{Description, ErrorKind, Features, NewReply, NewRequest};
use avatar::speech;
use axum::Extension;
use axum::extract::State;
use tracing::Span;
use uuid::Uuid;

use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::calls::token::short;
use crate::http::envelope::{Reply, Success};
use crate::http::reached::Reached;
use crate::http::turn::turn_servers;
use crate::media::VideoFormat;
use crate::peer;
use crate::refusal::Refusal;
use crate::sessions::{Opener, Owner, Terms};

/// When a client that a late server turns away may come back.
const LATE: Duration = Duration::from_secs(10);

/// The refusal of a token whose key is good no more.
const KEY_GONE: &str =
    "Unauthorized: the key that this token was made with is good no more. Get a token with another key.";

/// Opens a session; the reply carries the server's offer.
pub async fn new(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Extension(reached): Extension<Reached>,
    Read(request): Read<NewRequest>,
) -> Reply<NewReply> {
    let voices = app.voices.all().await;
    let terms = terms(&app, &voices, &request)?;
    check_load(&app)?;
    let most = most_sessions(&app, &owner)?;
    let (idle, talk, listen) = (terms.idle, terms.talk.is_some(), terms.listening.is_some());
    let claim = Claim::take(&app, &owner)?;
    let id = Uuid::new_v4().to_string();
    Span::current().record("session", id.as_str());
    let opener = Opener::new(owner.key().cloned(), reached.client).with_most(most);
    let seat = app.registry.take_seat(id.clone(), opener).inspect_err(|refusal| {
        if [ErrorKind::ConcurrentLimit, ErrorKind::RateLimited].contains(&refusal.kind()) {
            app.metrics.refused_by_quota(owner.key());
        }
    })?;
    let sdp = peer::open(terms, app.bounds.clone(), seat).await?;
    if let Some(claim) = claim {
        claim.opened(&id);
    }
    let mut servers = app.options.ice_server.clone();
    servers.extend(turn_servers(&app.options, &id, SystemTime::now()));
    let stun = servers
        .iter()
        .flat_map(|server| &server.urls)
        .filter(|url| url.starts_with("stun"))
        .cloned()
        .collect();
    Ok(Success(NewReply {
        session_id: id,
        sdp: Some(Description::offer(sdp)),
        ice_servers: stun,
        ice_servers2: servers,
        session_duration_limit: app.options.max_duration.and_then(whole_seconds),
        activity_idle_timeout: idle.and_then(whole_seconds),
        features: Some(Features {
            talk,
            listen,
            voices: true,
        }),
    }))
}

fn whole_seconds(time: Duration) -> Option<u32> {
    u32::try_from(time.as_secs()).ok()
}

/// The terms of the session that a client asks for.
fn terms(app: &App, voices: &[speech::Voice], request: &NewRequest) -> Result<Terms, Refusal> {
    let tasks::Terms {
        avatar,
        size,
        mut delivery,
    } = tasks::Terms::of(request, voices)?;
    app.voices.give(&mut delivery, request, avatar.default_voice);
    let talk = app.talk.as_ref().map(|talk| talk.talk(request, &delivery, voices));
    let listening = app
        .hearing
        .as_ref()
        .map(|hearing| hearing.listening(app.talk.is_some()));
    let (default, longest) = (app.options.idle_timeout, app.options.max_idle_timeout);
    Ok(Terms {
        avatar_id: avatar.id.to_owned(),
        format: VideoFormat {
            width: size.width,
            height: size.height,
            kilobits: request.quality.kilobits(),
        },
        encoding: request.video_encoding.unwrap_or_default(),
        delivery,
        talk: talk.transpose()?,
        listening,
        idle: Some(tasks::idle_timeout(request, default, longest)?),
    })
}

/// Refuses new sessions while those that are open suffer.
fn check_load(app: &App) -> Result<(), Refusal> {
    if !app.load.is_late() {
        return Ok(());
    }
    app.metrics.refused_by_load();
    let message = "The server has as much to do as it can: its pictures come late. Try again in a moment, or have another machine help it.";
    Err(Refusal::new(ErrorKind::Unavailable, message).after(LATE))
}

/// The number of sessions that the caller's key may have, where it has one of its own.
///
/// # Errors
/// Where the key has gone since the token was made: it opens nothing more.
fn most_sessions(app: &App, owner: &Owner) -> Result<Option<usize>, Refusal> {
    let Some(name) = owner.key() else {
        return Ok(None);
    };
    match app.keys.key(name, SystemTime::now()) {
        Some(key) => Ok(key.max_sessions),
        None => Err(Refusal::new(ErrorKind::Unauthorized, KEY_GONE)),
    }
}

/// A token that is being used. It is given back unless a session comes of it.
struct Claim {
    app: Arc<App>,
    token: Option<String>,
}

impl Claim {
    /// Absent where the caller has no token.
    fn take(app: &Arc<App>, owner: &Owner) -> Result<Option<Self>, Refusal> {
        let Owner::Token { token, .. } = owner else {
            return Ok(None);
        };
        app.registry
            .tokens(|tokens| tokens.claim(token))
            .map_err(|error| Refusal::new(ErrorKind::Unauthorized, error.to_string()))?;
        Ok(Some(Self {
            app: Arc::clone(app),
            token: Some(token.clone()),
        }))
    }

    fn opened(mut self, session: &str) {
        if let Some(token) = self.token.take() {
            tracing::info!(target: "audit", token = short(&token), "token used");
            self.app
                .registry
                .tokens(|tokens| tokens.opened(&token, session.to_owned()));
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(token) = self.token.take() {
            let until = Instant::now() + self.app.options.token_lifetime;
            self.app.registry.tokens(|tokens| tokens.release(&token, until));
        }
    }
}
