//! Services that sessions are opened at: a closed list.

use api::ApiError;
use gloo_net::http::Response;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::exchange::{Question, Reply};
use super::{Credential, PageService};

/// A service, and how to be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// A server that speaks the API over HTTP and WebRTC.
    Server {
        /// The base address, without a slash at its end; empty for the page's own origin.
        base: String,
        /// The credential that it asks for.
        credential: Credential,
    },
    /// The page itself.
    Page(PageService),
}

impl Default for Service {
    fn default() -> Self {
        Self::new("", Credential::None)
    }
}

impl Service {
    /// A server at a base address such as `https://api.example.com`, with or without a slash at its end; empty for the
    /// page's own origin.
    pub fn new(base: &str, credential: Credential) -> Self {
        Self::Server {
            base: base.trim().trim_end_matches('/').to_owned(),
            credential,
        }
    }

    /// The base address, without a slash at its end; empty for the page itself.
    pub fn base(&self) -> &str {
        match self {
            Self::Server { base, .. } => base,
            Self::Page(_) => "",
        }
    }

    /// Whether the base address names a host, rather than the page's own origin.
    pub(super) fn names_host(&self) -> bool {
        // Byte by byte: the standard library's search weighs two kilobytes.
        self.base().as_bytes().windows(3).any(|window| window == b"://")
    }

    /// How one is let in.
    pub fn credential(&self) -> &Credential {
        const OPEN: &Credential = &Credential::None;
        match self {
            Self::Server { credential, .. } => credential,
            Self::Page(_) => OPEN,
        }
    }

    /// The page's own service, if it is that.
    pub fn page(&self) -> Option<&PageService> {
        match self {
            Self::Server { .. } => None,
            Self::Page(page) => Some(page),
        }
    }

    /// The address under which sessions are written down for a later visit, as the module writes it (`web/embed/session/options/address.js`): with the
    /// page's origin where it names none; none for sessions that go with the page.
    pub(in crate::client) fn address(&self) -> Option<String> {
        let Self::Server { base, .. } = self else { return None };
        if self.names_host() {
            return Some(base.clone());
        }
        let origin = web_sys::window().and_then(|window| window.location().origin().ok());
        Some(origin.unwrap_or_default() + base)
    }

    /// Asks and waits for the reply.
    ///
    /// # Errors
    /// [`ApiError::unreachable`] where none came: no network, an address that is none, a server without CORS, a call given up.
    pub(super) async fn ask(&self, question: Question<'_>) -> Result<Reply, ApiError> {
        self.exchange(question).await.ok_or_else(ApiError::unreachable)
    }

    async fn exchange(&self, question: Question<'_>) -> Option<Reply> {
        let request = question.request(self.base(), self.credential()).ok()?;
        let response = match self {
            Self::Server { .. } => gloo_net::http::Request::from(request).send().await.ok()?,
            Self::Page(page) => {
                let response: web_sys::Response = JsFuture::from(page.fetch(&request)).await.ok()?.unchecked_into();
                Response::from(response)
            }
        };
        let retry_after = response.headers().get("retry-after");
        let text = response.text().await.ok()?;
        Some(Reply::read(
            response.status(),
            retry_after,
            &self.credential().struck_from(text),
        ))
    }
}
