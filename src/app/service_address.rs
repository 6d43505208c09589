//! Remembers the address of the chosen service for later visits, in localStorage. All other choices are kept by `web/app/boot/choices.js`, the
//! ids of open sessions by `client/storage/orphans.rs`.

const KEY: &str = "streaming-avatar:address";

/// The address of the last visit; empty for none.
pub(super) fn address() -> String {
    storage()
        .and_then(|storage| storage.get_item(KEY).ok().flatten())
        .unwrap_or_default()
}

/// Keeps an address, or strikes it out where it is empty. A browser that forbids it is no reason to complain.
pub(super) fn keep_address(address: &str) {
    if let Some(storage) = storage() {
        let _ = match address {
            "" => storage.remove_item(KEY),
            address => storage.set_item(KEY, address),
        };
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn an_address_is_kept_until_it_is_struck_out() {
        keep_address("https://kept.test");
        assert_eq!(address(), "https://kept.test");
        keep_address("");
        assert_eq!(address(), "");
    }
}
