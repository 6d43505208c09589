//! `streaming.create_token`.

use std::sync::Arc;
use std::time::SystemTime;

use api::{ErrorKind, TokenReply};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde::de::IgnoredAny;

use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::envelope::json;
use crate::keys::{Token, TokenId};
use crate::refusal::Refusal;
use crate::sessions::Owner;

/// This call's envelope has no code.
#[derive(Serialize)]
struct Envelope {
    error: Option<()>,
    data: TokenReply,
}

/// A key is exchanged for a token that a browser may hold.
///
/// Where the server asks for no key the token is never looked at, but a client that expects one gets it.
pub async fn create_token(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(_): Read<IgnoredAny>,
) -> Result<Response, Refusal> {
    let (id, token) = match owner {
        Owner::Everyone => {
            let id = TokenId::random();
            (id, id.to_string())
        }
        Owner::Key(key) => {
            let token = Token::new(key, SystemTime::now(), app.options.token_lifetime);
            (token.id, app.tokens.sign(&token))
        }
        Owner::Token(_) => {
            let message = "Unauthorized: a token makes no tokens. Send the key in X-Api-Key.";
            return Err(Refusal::new(ErrorKind::Unauthorized, message));
        }
    };
    tracing::info!(target: "audit", token = id.short(), "token made");
    Ok(json(
        StatusCode::OK,
        &Envelope {
            error: None,
            data: TokenReply { token },
        },
    ))
}
