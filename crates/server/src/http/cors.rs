//! Pages of any origin may use the API: keys and tokens decide, not origins.

use std::time::Duration;

use axum::http::{Method, header};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

/// How long a browser may remember that it may call.
const REMEMBERED: Duration = Duration::from_secs(7200);

/// Answers preflights and marks every reply as readable from everywhere.
///
/// A page on the network may call a server on its visitor's own machine (Private Network Access): that is what a local server
/// is for, and neither cookies nor any other standing permission of the visitor's are involved.
pub fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::HEAD])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::RETRY_AFTER])
        .allow_private_network(true)
        .max_age(REMEMBERED)
}
