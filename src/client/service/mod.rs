//! What sessions are opened at: a closed list, one file for each.

mod exchange;
mod page;
mod server;

use api::ApiError;

use super::Credential;

pub(super) use exchange::{Question, Reply};
pub use page::PageService;
use server::Server;

/// A service, and how to be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// A server that speaks the API over HTTP and WebRTC.
    Server(Server),
    /// The page itself.
    Page(PageService),
}

impl Default for Service {
    fn default() -> Self {
        Self::Server(Server::default())
    }
}

impl Service {
    /// A server at a base address such as `https://api.example.com`, with or without a slash at its end; empty for the
    /// page's own origin.
    pub fn new(base: &str, credential: Credential) -> Self {
        Self::Server(Server {
            base: base.trim().trim_end_matches('/').to_owned(),
            credential,
        })
    }

    /// The base address, without a slash at its end; empty for the page itself.
    pub fn base(&self) -> &str {
        match self {
            Self::Server(server) => &server.base,
            Self::Page(_) => "",
        }
    }

    /// How one is let in.
    pub fn credential(&self) -> &Credential {
        const OPEN: &Credential = &Credential::None;
        match self {
            Self::Server(server) => &server.credential,
            Self::Page(_) => OPEN,
        }
    }

    /// The page's own service, if it is that.
    pub fn page(&self) -> Option<&PageService> {
        match self {
            Self::Server(_) => None,
            Self::Page(page) => Some(page),
        }
    }

    /// The address under which sessions are written down for a later visit; none for sessions that go with the page.
    pub(super) fn register(&self) -> Option<String> {
        match self {
            Self::Server(server) => Some(server.address()),
            Self::Page(_) => None,
        }
    }

    /// Asks and waits for the reply.
    ///
    /// # Errors
    /// [`ApiError::unreachable`] where none came.
    pub(super) async fn ask(&self, question: Question<'_>) -> Result<Reply, ApiError> {
        match self {
            Self::Server(server) => server.exchange(question).await.ok_or_else(ApiError::unreachable),
            Self::Page(page) => page.ask(question.path, &question.body).await,
        }
    }
}
