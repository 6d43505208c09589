//! CORS: response headers that tell browsers who may read a reply.

use std::time::Duration;

use axum::http::{Method, header};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::http::request_id::REQUEST_ID;

/// How long a browser may remember that it may call.
const PREFLIGHT_MAX_AGE: Duration = Duration::from_secs(7200);

/// For pages of any origin.
pub fn anyone() -> CorsLayer {
    layer(AllowOrigin::any())
}

/// For whoever has been let in: others are refused before.
pub fn admitted() -> CorsLayer {
    layer(AllowOrigin::mirror_request())
}

/// Answers preflights and marks every reply as readable.
///
/// A page on the network may call a server on its visitor's own machine (Private Network Access) if its origin may call at all: neither
/// cookies nor any other standing permission of the visitor's are involved.
fn layer(origin: AllowOrigin) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origin)
        .allow_methods([Method::GET, Method::POST, Method::HEAD])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::RETRY_AFTER, REQUEST_ID])
        .allow_private_network(true)
        .max_age(PREFLIGHT_MAX_AGE)
}
