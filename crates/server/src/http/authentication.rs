//! Who is calling.

use std::sync::Arc;
use std::time::Instant;

use api::ErrorKind;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use subtle::ConstantTimeEq;

use crate::http::app::App;
use crate::options::Key;
use crate::refusal::Refusal;
use crate::sessions::Owner;

/// The caller, by key or token; everyone where the server asks for no key.
pub struct Caller(pub Owner);

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        if app.options.api_key.is_empty() {
            return Ok(Self(Owner::Everyone));
        }
        let presented = presented(&parts.headers);
        if presented.is_empty() {
            let message = "Unauthorized: this server asks for a key in X-Api-Key, or a token in Authorization: Bearer.";
            return Err(Refusal::new(ErrorKind::Unauthorized, message));
        }
        // Clients differ in which header carries which, so each is taken as either.
        let key = presented.iter().find_map(|secret| number(&app.options.api_key, secret));
        if let Some(key) = key {
            return Ok(Self(Owner::Key(key)));
        }
        let now = Instant::now();
        let token = app
            .registry
            .tokens(|tokens| presented.iter().find_map(|secret| tokens.owner(secret, now)));
        token.map(Self).ok_or_else(|| {
            let message = "Unauthorized: this key is none of the server's, and no token that is still good. Check the key, or \
                           get a fresh token from streaming.create_token.";
            Refusal::new(ErrorKind::Unauthorized, message)
        })
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

/// The place of this key among the keys. Takes as long for a wrong key as for a right one.
fn number(keys: &[Key], presented: &str) -> Option<usize> {
    let mut found = None;
    for (number, key) in keys.iter().enumerate() {
        if bool::from(key.reveal().as_bytes().ct_eq(presented.as_bytes())) {
            found = Some(number);
        }
    }
    found
}
