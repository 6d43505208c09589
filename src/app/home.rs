//! Where the page is hosted, and so where its own service is.

use crate::client::{Credential, Service};

/// The service beside the page: in the same folder, which a proxy may have anywhere.
pub(super) fn service() -> Service {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok());
    Service::new(folder(&path.unwrap_or_default()), Credential::None)
}

/// Whether a service is the page's own: it has no other host.
pub(super) fn is(service: &Service) -> bool {
    !service.base().contains("://")
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
