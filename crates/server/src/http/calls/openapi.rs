//! The description of the API.

use axum::http::{HeaderName, header};

/// Where the description is.
pub const OPENAPI: &str = "/v1/openapi.yaml";

/// The description, for programs.
pub async fn openapi() -> ([(HeaderName, &'static str); 2], &'static str) {
    let headers = [
        (header::CONTENT_TYPE, "application/yaml"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, include_str!("../../../openapi.yaml"))
}
