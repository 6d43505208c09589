//! The built site.

use std::convert::Infallible;
use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use tower_http::services::ServeDir;

/// What is said at / where there is no site.
const GREETING: &str = "This is avatar-server: a streaming avatar over WebRTC, on your own machine.\n\n\
    The API is below /v1, as GET /v1/streaming/avatar.list.\n\
    Start it with --site DIR to have it serve the built app here.\n";

/// Everything that is not the API.
pub fn service(directory: Option<&Path>) -> Router {
    match directory {
        None => Router::new()
            .route("/", get(async || GREETING))
            .fallback(any(nothing_here)),
        Some(directory) => {
            let files = ServeDir::new(directory)
                .precompressed_br()
                .precompressed_gzip()
                .fallback(tower::service_fn(async |_: Request<axum::body::Body>| {
                    Ok::<_, Infallible>(nothing_here().await)
                }));
            Router::new().fallback_service(files).layer(from_fn(mark))
        }
    }
}

async fn nothing_here() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response()
}

/// Says how long a file may be kept, and that it is what it says it is.
async fn mark(request: Request<axum::body::Body>, next: Next) -> Response {
    let kept = if is_hashed(request.uri().path()) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = next.run(request).await;
    let kept = if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        kept
    } else {
        "no-cache"
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Whether a file's name holds a hash of its content, as a build gives it: `app-0f1e2d3c4b5a6978_bg.wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '.', '_'])
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept() {
        for hashed in [
            "/app-0f1e2d3c4b5a6978.js",
            "/app-0f1e2d3c4b5a6978_bg.wasm",
            "/style-0f1e2d3c4b5a6978.css",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in [
            "/",
            "/index.html",
            "/embed/streaming-avatar.js",
            "/0f1e2d3c4b5a6978/index.html",
            "/decade.js",
        ] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
