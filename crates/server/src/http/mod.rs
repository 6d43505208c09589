//! The API over HTTP, and the site.

mod app;
mod authentication;
mod body;
mod call_names;
mod calls;
mod cors;
mod envelope;
mod forwarded;
mod json;
mod middleware;
mod origin_check;
mod reached;
mod refusal;
mod request_id;
mod router;
mod site;
mod turn;

pub use app::App;
pub use middleware::Middleware;
pub use origin_check::is_loopback;
