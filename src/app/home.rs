//! Where the page is hosted, and so where its own service is; where none answers, the page itself.

use api::{ApiError, ErrorKind};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::address::is_absolute;
use super::station::Station;
use crate::client::{Credential, PageService, Service};
use crate::host::{self, Host};

/// The service beside the page: in the same folder, which a proxy may have anywhere.
pub(super) fn service() -> Service {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok());
    Service::new(folder(&path.unwrap_or_default()), Credential::None)
}

/// Whether a service is the one beside the page: it has no other host.
pub(super) fn is(service: &Service) -> bool {
    service.page().is_none() && !is_absolute(service.base())
}

/// Reaches the service beside the page or, on a host that has nothing but files, the page's own.
///
/// # Errors
/// The reply of the service beside the page, where it is one, or where the page has no avatar of its own.
pub(super) async fn reach(credential: Credential) -> Result<Station, ApiError> {
    let service = Service::new(service().base(), credential);
    let problem = match Station::reach(service).await {
        Ok(station) => {
            let _ = host::with(|host| host.served(true));
            return Ok(station);
        }
        Err(problem) => problem,
    };
    let alone = match problem.kind {
        ErrorKind::NotTheApi => true,
        // Cached for use without a network, which is done on such hosts only: nothing but the network is missing.
        ErrorKind::Unavailable => host::with(Host::is_cached).unwrap_or(false),
        _ => false,
    };
    if alone && let Some(station) = own().await {
        let _ = host::with(|host| host.served(false));
        return Ok(station);
    }
    Err(problem)
}

/// The page's own service with its lists; none where the site was built without it, or the browser cannot run it.
async fn own() -> Option<Station> {
    let found = JsFuture::from(host::with(Host::page_service).ok()?).await.ok()?;
    let page = found.is_object().then(|| found.unchecked_into::<PageService>())?;
    Station::reach(Service::Page(page)).await.ok()
}

/// The folder that a path lies in, without a slash at its end; empty at the root.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn the_own_service_is_in_the_pages_folder() {
        for (path, expected) in [
            ("/", ""),
            ("/index.html", ""),
            ("/avatar/", "/avatar"),
            ("/avatar/index.html", "/avatar"),
            ("/a/b/", "/a/b"),
            ("", ""),
        ] {
            let found = folder(path);
            assert_eq!(found, expected, "{path}");
            assert!(is(&Service::new(found, Credential::None)));
        }
        assert!(!is(&Service::new("https://api.test/avatar", Credential::None)));
    }
}
