//! The router: the paths of the API and the site.

use std::any::Any;
use std::sync::Arc;

use api::{Call, ErrorKind, Method};
use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::http::app::App;
use crate::http::refusal::RequestRefusal;
use crate::http::{calls, cors, origin_check, site};
use crate::refusal::Refusal;

/// The longest path that is repeated, in characters.
const MAX_PATH: usize = 100;

/// The API and the site, for whoever has been let in.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for call in Call::ALL {
        router = router.route(call.path(), only(call.path(), call.method(), handler(call)));
    }
    router = router.route(calls::VOICES, only(calls::VOICES, Method::Get, get(calls::voices)));
    router = router.route(calls::OPENAPI, only(calls::OPENAPI, Method::Get, get(calls::openapi)));
    router = router.route(calls::PREVIEW, only("A preview", Method::Get, get(calls::preview)));
    router = router.route(calls::SAMPLE, only("A sample", Method::Get, get(calls::sample)));
    router
        .route("/v1", any(unknown_path))
        .route("/v1/", any(unknown_path))
        .route("/v1/{*path}", any(unknown_path))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(if origin_check::takes_all_pages(&app.options) {
            cors::anyone()
        } else {
            cors::admitted()
        })
        // The site is for everyone who may reach the server: its files do nothing by themselves.
        .fallback_service(
            site::service(&app)
                .with_state(Arc::clone(&app))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(cors::anyone()),
        )
        .with_state(app)
}

fn handler(call: Call) -> MethodRouter<Arc<App>> {
    match call {
        Call::CreateToken => post(calls::create_token),
        Call::New => post(calls::new),
        Call::Start => post(calls::start),
        Call::Ice => post(calls::ice),
        Call::Task => post(calls::task),
        Call::Interrupt => post(calls::interrupt),
        Call::StartListening => post(calls::start_listening),
        Call::StopListening => post(calls::stop_listening),
        Call::KeepAlive => post(calls::keep_alive),
        Call::Stop => post(calls::stop),
        Call::List => get(calls::list),
        Call::AvatarList => get(calls::avatars),
    }
}

/// Refuses every other method in the envelope.
fn only(path: &'static str, method: Method, handler: MethodRouter<Arc<App>>) -> MethodRouter<Arc<App>> {
    let allow = match method {
        Method::Get => "GET, HEAD",
        Method::Post => "POST",
    };
    handler.fallback(move || async move { RequestRefusal::wrong_method(path, allow) })
}

async fn unknown_path(uri: Uri) -> RequestRefusal {
    let path: String = uri.path().chars().take(MAX_PATH).collect();
    let message = format!("There is no call {path}. The calls are those of the streaming API, as /v1/streaming.new.");
    RequestRefusal::new(StatusCode::NOT_FOUND, message)
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    let message = "The server has a defect: this call made it fail. Please report it with the server's log.";
    Refusal::new(ErrorKind::Unavailable, message).into_response()
}
