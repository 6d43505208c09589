//! The built site as static files.

mod frame_page;
mod headers;
mod hidden;

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use tower_http::services::ServeDir;

use crate::http::app::App;
use headers::put;

/// The reply at / where there is no site.
const GREETING: &str = "This is avatar-server: a streaming avatar over WebRTC, on your own machine.\n\n\
    The API is below /v1, as GET /v1/streaming/avatar.list.\n\
    Start it with --site DIR to have it serve the built app here.\n";

/// The longest page of a frame that is read, in bytes. The built one has some 1,500.
const MAX_PAGE: usize = 256 * 1024;

/// Everything that is not the API.
pub fn service(app: &Arc<App>) -> Router<Arc<App>> {
    match &app.options.site {
        None => Router::new()
            .route("/", get(async || GREETING))
            .fallback(any(nothing_here)),
        Some(directory) => {
            let files = ServeDir::new(directory)
                .precompressed_br()
                .precompressed_gzip()
                .fallback(tower::service_fn(async |_: Request| {
                    Ok::<_, Infallible>(nothing_here().await)
                }));
            Router::new()
                .fallback_service(files)
                .layer(from_fn_with_state(Arc::clone(app), serve))
        }
    }
}

async fn nothing_here() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response()
}

/// Serves what is for visitors, with what belongs to it.
async fn serve(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let outer = headers::outer_path(&app, &request);
    if is_hidden(&app, &path).await {
        let mut response = nothing_here().await;
        headers::mark(&mut response, &path, &outer);
        return response;
    }
    let is_frame = path.rsplit('/').next() == Some(frame_page::NAME);
    if is_frame {
        // The page is changed on its way, so neither a part of the file nor a compressed form of it will do.
        for name in [
            header::ACCEPT_ENCODING,
            header::RANGE,
            header::IF_RANGE,
            header::IF_MODIFIED_SINCE,
            header::IF_NONE_MATCH,
        ] {
            request.headers_mut().remove(name);
        }
    }
    let mut response = next.run(request).await;
    if is_frame && response.status().is_success() {
        response = framed(&app, response).await;
    } else if headers::is_html(&response) {
        put(
            &mut response,
            header::CONTENT_SECURITY_POLICY,
            &frame_page::policy(&app.options.frame_ancestor),
        );
    }
    headers::mark(&mut response, &path, &outer);
    response
}

async fn is_hidden(app: &App, path: &str) -> bool {
    let Some(directory) = app.options.site.clone() else {
        return true;
    };
    let path = path.to_owned();
    let looked = tokio::task::spawn_blocking(move || hidden::is_hidden(Path::new(&directory), &path));
    looked.await.unwrap_or(true)
}

/// The page of the frame with the list of its parents, for which it may be shown.
async fn framed(app: &App, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, MAX_PAGE).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (page, parents) = frame_page::with_parents(&String::from_utf8_lossy(&page), &app.options.frame_ancestor);
    for name in [header::LAST_MODIFIED, header::ETAG, header::ACCEPT_RANGES] {
        parts.headers.remove(name);
    }
    // A reply to HEAD has no body, whose length is told all the same.
    if page.is_empty() {
        parts.headers.remove(header::CONTENT_LENGTH);
    } else {
        parts
            .headers
            .insert(header::CONTENT_LENGTH, HeaderValue::from(page.len()));
    }
    let mut response = Response::from_parts(parts, Body::from(page));
    put(
        &mut response,
        header::CONTENT_SECURITY_POLICY,
        &frame_page::policy(&parents),
    );
    // A page that is isolated from other origins (COEP) shows only frames that are as strict. `credentialless` would let pictures be that come
    // from services without such a header, but Safari does not know it.
    put(&mut response, headers::EMBEDDER_POLICY, "require-corp");
    response
}
