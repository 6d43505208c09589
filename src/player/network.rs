//! The network's choices and the connection test: a dialog of their own, loaded when it is asked for.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::client::{Config, Credential, Service};
use crate::host::{self, Host};

#[wasm_bindgen]
extern "C" {
    type Chosen;
    #[wasm_bindgen(method, getter, structural, js_name = relayOnly)]
    fn relay_only(this: &Chosen) -> bool;
    #[wasm_bindgen(method, getter, structural, js_name = iceServers)]
    fn ice_servers(this: &Chosen) -> JsValue;
}

/// Opens the dialog for a service; `at_once` begins with the test.
pub(crate) fn open(service: &Service, at_once: bool) {
    let (key, token) = match service.credential() {
        Credential::Key(key) => (Some(key.as_str()), None),
        Credential::Token(token) => (None, Some(token.as_str())),
        Credential::None | Credential::Fresh(_) => (None, None),
    };
    // Where it cannot be loaded there is no test, and nothing else is lost.
    let _ = host::with(|host| host.network(service.base(), key, token, at_once));
}

/// With what was chosen in the dialog.
pub(crate) fn with_choices(config: Config) -> Config {
    match host::with(Host::chosen_network) {
        Ok(chosen) => {
            let chosen: Chosen = chosen.unchecked_into();
            Config {
                relay_only: chosen.relay_only(),
                ..config.with_ice_servers(&chosen.ice_servers())
            }
        }
        Err(_) => config,
    }
}
