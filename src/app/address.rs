//! The address of a service, as people type it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::client::property;

#[wasm_bindgen]
extern "C" {
    /// The browser's parser of addresses.
    #[wasm_bindgen(js_name = URL)]
    type Parsed;
    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(address: &str) -> Result<Parsed, JsValue>;
}

/// Where nothing is sent to: a scheme that no browser fetches from.
const NOWHERE: &str = "none:";

/// An address as people type it, with the scheme they leave out (`https`, or `http` on one's own machine), as the browser's parser reads
/// it: it takes `\\` for a slash, and would find a host further on.
pub(super) fn complete(address: &str) -> String {
    let address = address.trim();
    if address.is_empty() {
        return String::new();
    }
    let own = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|host| address.starts_with(host));
    let scheme = match (is_absolute(address), own) {
        (true, _) => "",
        (false, true) => "http://",
        (false, false) => "https://",
    };
    let Ok(read) = Parsed::new(&[scheme, address].concat()) else {
        return NOWHERE.to_owned();
    };
    let part = |name| property::text(&read, name).unwrap_or_default();
    if !part("protocol").starts_with("http") || !part("username").is_empty() || part("host").is_empty() {
        return NOWHERE.to_owned();
    }
    [part("origin"), part("pathname")]
        .concat()
        .trim_end_matches('/')
        .to_owned()
}

/// Whether an address has a scheme and a host. The search for a text would weigh half a kilobyte.
pub(super) fn is_absolute(address: &str) -> bool {
    address.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{NOWHERE, complete};

    #[wasm_bindgen_test]
    fn an_address_gets_the_scheme_it_lacks() {
        assert_eq!(complete(" api.example.com/ "), "https://api.example.com");
        assert_eq!(complete("localhost:8080"), "http://localhost:8080");
        assert_eq!(complete("127.0.0.1:8080/"), "http://127.0.0.1:8080");
        assert_eq!(
            complete("HTTP://API.example.com:80/avatar//"),
            "http://api.example.com/avatar"
        );
        assert_eq!(complete(""), "");
    }

    #[wasm_bindgen_test]
    fn what_is_no_address_is_sent_nowhere() {
        for typed in [
            "\\",
            "/",
            "https://",
            "https://\\",
            "ftp://a.test",
            "javascript://a.test",
            "https://me:secret@a.test",
            "https://a:99999",
        ] {
            assert_eq!(complete(typed), NOWHERE, "{typed}");
        }
    }
}
