//! Authentication: who is calling, by key or token.

use std::sync::Arc;
use std::time::SystemTime;

use api::{Call, ErrorKind};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use tracing::Span;

use crate::http::app::App;
use crate::http::reached::Reached;
use crate::http::refusal::RequestRefusal;
use crate::keys::Found;
use crate::options::KeyName;
use crate::refusal::Refusal;
use crate::sessions::Owner;

/// The caller, by key or token; everyone where the server asks for no key.
pub struct Caller(pub Owner);

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = RequestRefusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, RequestRefusal> {
        // Guesses count, too.
        let client = parts.extensions.get::<Reached>().map(|reached| reached.client);
        if let Some(client) = client {
            let counted = app.keys.count_address(client);
            counted.inspect_err(|_| app.metrics.refused_by_quota(None))?;
        }
        let owner = owner(app, &parts.headers).inspect_err(|_| {
            app.metrics.refused_by_authentication();
            tracing::info!(target: "audit", client = client.map(tracing::field::display), "no good key or token");
        })?;
        if let Some(name) = owner.key() {
            Span::current().record("key", name.as_str());
            // Whoever may open sessions may end them: one that cannot be stopped costs more than the call.
            if parts.uri.path() != Call::Stop.path() {
                app.keys
                    .count_key(name)
                    .inspect_err(|_| app.metrics.refused_by_quota(Some(name)))?;
            }
            check_page(app, name, &parts.headers)?;
        }
        Ok(Self(owner))
    }
}

/// Whose call this is.
fn owner(app: &App, headers: &HeaderMap) -> Result<Owner, Refusal> {
    if !app.keys.asks() {
        return Ok(Owner::Everyone);
    }
    let unauthorized = |message: &str| Refusal::new(ErrorKind::Unauthorized, message);
    let presented = presented(headers);
    if presented.is_empty() {
        let message = "Unauthorized: this server asks for a key in X-Api-Key, or a token in Authorization: Bearer.";
        return Err(unauthorized(message));
    }
    // Clients differ in which header carries which, so each is taken as either.
    match app.keys.find(&presented, SystemTime::now()) {
        Found::Good(name) => return Ok(Owner::Key(name)),
        Found::Expired => {
            let message = "Unauthorized: this key has expired. Ask whoever runs this server for a new one.";
            return Err(unauthorized(message));
        }
        Found::None => {}
    }
    let token = presented.iter().find_map(|secret| app.tokens.read(secret));
    // One that has expired opens nothing; the session that it has opened is its own to the end.
    token.map(Owner::Token).ok_or_else(|| {
        unauthorized(
            "Unauthorized: this key is none of the server's, and no token of it. Check the key, or get a fresh token \
             from streaming.create_token.",
        )
    })
}

/// Checks that the page which a call comes from, if it comes from one, may use the caller's key.
fn check_page(app: &App, name: &KeyName, headers: &HeaderMap) -> Result<(), RequestRefusal> {
    let Some(key) = app
        .keys
        .key(name, SystemTime::now())
        .filter(|key| !key.origins.is_empty())
    else {
        return Ok(());
    };
    let origins = headers.get_all(header::ORIGIN).into_iter();
    let foreign = origins
        .map(|origin| String::from_utf8_lossy(origin.as_bytes()).trim().to_owned())
        .find(|origin| !key.origins.iter().any(|own| own.covers(origin)));
    match foreign {
        None => Ok(()),
        Some(origin) => {
            let origin: String = origin.chars().take(100).collect();
            let message = format!(
                "Pages of {origin} may not use this key. Whoever runs the server can add them to the key's `origins`."
            );
            Err(RequestRefusal::new(StatusCode::FORBIDDEN, message))
        }
    }
}

/// The secrets that a request carries.
fn presented(headers: &HeaderMap) -> Vec<String> {
    let text = |name: &str| Some(headers.get(name)?.to_str().ok()?.trim().to_owned());
    let bearer = text(header::AUTHORIZATION.as_str()).and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    });
    [text("x-api-key"), bearer]
        .into_iter()
        .flatten()
        .filter(|secret| !secret.is_empty())
        .collect()
}
