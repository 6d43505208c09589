//! A server somewhere, asked over HTTP.
//!
//! The request itself is made with web-sys: gloo-net's builder knows no `keepalive`, and panics at a header that no header can
//! be, such as a mistyped key. gloo-net sends it and reads the reply.

use super::exchange::{Question, Reply};
use crate::client::Credential;

/// Where a server is and how to be let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    pub(super) base: String,
    pub(super) credential: Credential,
}

impl Server {
    /// The base address as the module writes it down (`src/module/address.js`): with the page's origin where it names none.
    pub(super) fn address(&self) -> String {
        if self.base.contains("://") {
            return self.base.clone();
        }
        let origin = web_sys::window().and_then(|window| window.location().origin().ok());
        origin.unwrap_or_default() + &self.base
    }

    /// Asks over HTTP; none where no reply came: no network, an address that is none, a server without CORS, a call given up.
    pub(super) async fn exchange(&self, question: Question<'_>) -> Option<Reply> {
        let request = question.request(self).ok()?;
        let response = gloo_net::http::Request::from(request).send().await.ok()?;
        let retry_after = response.headers().get("retry-after");
        let text = self.credential.struck_from(response.text().await.ok()?);
        Some(Reply::read(response.status(), retry_after, &text))
    }
}
