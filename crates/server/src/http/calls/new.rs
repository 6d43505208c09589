//! `streaming.new`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use api::{Description, Emotion, ErrorKind, NewReply, NewRequest, Quality};
use avatar::FrameSize;
use avatar::speech::{self, Delivery};
use axum::Extension;
use axum::extract::State;
use uuid::Uuid;

use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::calls::all_voices;
use crate::http::envelope::{Reply, Success};
use crate::http::{App, Reached, Refusal};
use crate::media::VideoFormat;
use crate::peer;
use crate::sessions::{Opener, Owner, Terms, idle_timeout, rate};

/// Opens a session; the reply carries the server's offer.
pub async fn new(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Extension(reached): Extension<Reached>,
    Read(request): Read<NewRequest>,
) -> Reply<NewReply> {
    let voices = all_voices().await;
    let terms = terms(&app, &voices, request)?;
    let idle = terms.idle;
    let claim = Claim::take(&app, &owner)?;
    let id = Uuid::new_v4().to_string();
    let opener = Opener::new(owner.key(), reached.client);
    let seat = app.registry.take_seat(id.clone(), opener)?;
    let sdp = peer::open(terms, app.bounds.clone(), seat).await?;
    if let Some(claim) = claim {
        claim.opened(&id);
    }
    let servers = app.options.ice_server.clone();
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
    }))
}

fn whole_seconds(time: Duration) -> Option<u32> {
    u32::try_from(time.as_secs()).ok()
}

/// What the client asks for, as far as there is such a thing.
fn terms(app: &App, voices: &[speech::Voice], request: NewRequest) -> Result<Terms, Refusal> {
    let wrong = |message: String| Refusal::new(ErrorKind::BadRequest, format!("{message}."));
    if request
        .version
        .as_deref()
        .is_some_and(|version| version != "v1" && !version.is_empty())
    {
        return Err(wrong(
            "This server speaks plain WebRTC only: leave version out, or use a 1.x client".into(),
        ));
    }
    let avatars = avatar::avatars();
    // "default" is what the vendor's own examples ask for.
    let asked = request.avatar().filter(|id| *id != "default");
    let chosen = match asked {
        None => avatars.first(),
        Some(id) => avatars.iter().find(|avatar| avatar.id == id),
    };
    let Some(chosen) = chosen else {
        let ids: Vec<_> = avatars.iter().map(|avatar| avatar.id).collect();
        let message = format!(
            "avatar not found: {}. There are: {}.",
            short(asked.unwrap_or_default()),
            ids.join(", ")
        );
        return Err(Refusal::new(ErrorKind::AvatarUnavailable, message));
    };
    let language = request.language().map(str::to_owned);
    let voice = request.voice.unwrap_or_default();
    let asked = voice.voice_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
    if let Some(id) = asked
        && !voices.iter().any(|voice| voice.id == id)
    {
        let ids: Vec<_> = voices.iter().map(|voice| voice.id.as_str()).collect();
        return Err(wrong(format!(
            "voice not found: {}. There are: {}",
            short(id),
            ids.join(", ")
        )));
    }
    // The avatar's own voice, or one like it that speaks the language asked for; where none does, texts in it are refused with
    // the reason.
    let fitting = || language.and_then(|language| speech::voice_for(&language, chosen.default_voice));
    let voice_id = match asked {
        Some(id) => id.to_owned(),
        None => fitting().map_or_else(|| chosen.default_voice.to_owned(), |voice| voice.id),
    };
    let size = match request.quality {
        Quality::Low => FrameSize::LOW,
        Quality::Medium => FrameSize::MEDIUM,
        Quality::High => FrameSize::HIGH,
    };
    Ok(Terms {
        avatar_id: chosen.id.to_owned(),
        format: VideoFormat {
            width: size.width,
            height: size.height,
            kilobits: request.quality.kilobits(),
        },
        encoding: request.video_encoding.unwrap_or_default(),
        delivery: Delivery {
            voice_id: Some(voice_id),
            rate: rate(voice.rate).map_err(wrong)?,
            emotion: voice.emotion.map(emotion),
        },
        idle: idle_timeout(
            request.disable_idle_timeout,
            request.activity_idle_timeout,
            app.options.idle_timeout,
            app.options.max_idle_timeout,
        )
        .map(Some)
        .map_err(wrong)?,
    })
}

fn emotion(emotion: Emotion) -> speech::Emotion {
    match emotion {
        Emotion::Excited => speech::Emotion::Excited,
        Emotion::Serious => speech::Emotion::Serious,
        Emotion::Friendly => speech::Emotion::Friendly,
        Emotion::Soothing => speech::Emotion::Soothing,
        Emotion::Broadcaster => speech::Emotion::Broadcaster,
    }
}

/// A name from a request, short enough to be quoted.
fn short(name: &str) -> String {
    name.chars().take(64).collect()
}

/// A token that is being used. It is given back unless a session comes of it.
struct Claim {
    app: Arc<App>,
    token: Option<String>,
}

impl Claim {
    /// None where the caller has no token.
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
