//! `streaming.create_token`.

use std::sync::Arc;
use std::time::Instant;

use api::{ErrorKind, TokenReply};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde::de::IgnoredAny;
use uuid::Uuid;

use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::envelope::json;
use crate::refusal::Refusal;
use crate::sessions::Owner;

/// This call's envelope has no code.
#[derive(Serialize)]
struct Envelope {
    error: Option<()>,
    data: TokenReply,
}

/// As much of a token's public half as tells it from others in a log.
pub fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

/// A key is exchanged for a token that a browser may hold.
///
/// Where the server asks for no key the token is never looked at, but a client that expects one gets it.
pub async fn create_token(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(_): Read<IgnoredAny>,
) -> Result<Response, Refusal> {
    let key = match owner {
        Owner::Everyone => None,
        Owner::Key(key) => Some(key),
        Owner::Token { .. } => {
            let message = "Unauthorized: a token makes no tokens. Send the key in X-Api-Key.";
            return Err(Refusal::new(ErrorKind::Unauthorized, message));
        }
    };
    // Each half holds 122 random bits of the system's generator.
    let (id, secret) = (Uuid::new_v4().simple().to_string(), Uuid::new_v4().simple().to_string());
    let (lifetime, shown) = (app.options.token_lifetime, short(&id).to_owned());
    let token = match key {
        // It need not be remembered, either.
        None => format!("{id}.{secret}"),
        Some(key) => app
            .registry
            .tokens(|tokens| tokens.create(id, secret, key, Instant::now(), lifetime))
            .map_err(|refusal| Refusal::new(ErrorKind::RateLimited, refusal.to_string()))?,
    };
    tracing::info!(target: "audit", token = shown, "token made");
    Ok(json(
        StatusCode::OK,
        &Envelope {
            error: None,
            data: TokenReply { token },
        },
    ))
}
