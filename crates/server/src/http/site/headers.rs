//! Response headers of the site's files.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::http::app::App;
use crate::http::reached::Reached;

/// Whether a document is isolated from other origins (COEP).
pub const EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// The pages that may use a file (CORP).
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The script of the worker that draws the avatar in the page.
const WORKER: &str = "/page/worker.js";

/// Sets a header. A value that cannot be one is left out.
pub fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Whether a response is a page.
pub fn is_html(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// The path under which clients see this server's root; empty at the root.
pub fn outer_path(app: &App, request: &Request) -> String {
    if let Some(public) = &app.options.public_url {
        return public.path().to_owned();
    }
    let reached = request.extensions().get::<Reached>();
    reached.map_or(String::new(), |reached| reached.prefix().to_owned())
}

/// Says how long a file may be kept, that it is what it says it is, and that every page may use it.
pub fn mark(response: &mut Response, path: &str, outer: &str) {
    let lasts = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let kept = if lasts && is_hashed(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    put(response, header::CACHE_CONTROL, kept);
    put(response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // The element, the module and the frame are for pages of any origin, also for those that are isolated from others (COEP).
    put(response, RESOURCE_POLICY, "cross-origin");
    // An isolated page, as that of the frame is one, starts only a worker whose script is sent with the same policy.
    if path.ends_with(WORKER) {
        put(response, EMBEDDER_POLICY, "require-corp");
    }
    let text = |name: &HeaderName| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
    let (kind, to) = (text(&header::CONTENT_TYPE), text(&header::LOCATION));
    // All texts of the site are UTF-8. A style sheet has no other way of saying so than a rule of its own.
    if let Some(kind) = kind.filter(|kind| kind.starts_with("text/") && !kind.contains(';')) {
        put(response, header::CONTENT_TYPE, &format!("{kind}; charset=utf-8"));
    }
    if let Some(to) = to.filter(|to| !outer.is_empty() && to.starts_with('/')) {
        put(response, header::LOCATION, &format!("{outer}{to}"));
    }
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
