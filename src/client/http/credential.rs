//! Credentials: keys and tokens by which a service admits its callers.

use core::fmt;

use super::TokenSource;

/// A secret that opens sessions. It is sent in a header and nowhere else: never in an address, in storage or in a log.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Credential {
    /// The service asks for none: one's own, on one's own machine.
    #[default]
    None,
    /// An account's key. It belongs on a server, or with the person who owns it.
    Key(String),
    /// A token made from a key; good for one session.
    Token(String),
    /// A fresh token for each session, from the page.
    Fresh(TokenSource),
}

impl Credential {
    /// The header that carries it: name and value.
    pub fn header(&self) -> Option<(&'static str, String)> {
        match self {
            // A fresh one is fetched before there is anything to send.
            Self::None | Self::Fresh(_) => None,
            Self::Key(key) => Some(("X-Api-Key", key.clone())),
            Self::Token(token) => Some(("Authorization", ["Bearer ", token].concat())),
        }
    }

    /// A text of the service's without the secret, which it may repeat: such texts are shown, and told in events.
    pub(super) fn struck_from(&self, text: String) -> String {
        /// A shorter text is no secret, and may stand anywhere.
        const MIN_LENGTH: usize = 6;
        match self {
            // In JavaScript: looking for a text in another weighs a kilobyte.
            Self::Key(secret) | Self::Token(secret) if secret.len() >= MIN_LENGTH => {
                js_sys::JsString::from(text).split(secret).join("…").into()
            }
            _ => text,
        }
    }
}

// Written by hand so that no log ever shows the secret.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Key(_) => "a key",
            Self::Token(_) => "a token",
            Self::Fresh(_) => "fresh tokens",
        })
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn each_kind_goes_into_its_own_header() {
        assert_eq!(Credential::None.header(), None);
        assert_eq!(Credential::Key("k".into()).header(), Some(("X-Api-Key", "k".into())));
        assert_eq!(
            Credential::Token("t".into()).header(),
            Some(("Authorization", "Bearer t".into()))
        );
    }

    #[wasm_bindgen_test]
    fn what_the_service_says_does_not_show_the_secret() {
        let said = r#"{"message":"The key k-123456 is none of ours: k-123456."}"#;
        let struck = |credential: Credential| credential.struck_from(said.into());
        let wanted = r#"{"message":"The key … is none of ours: …."}"#;
        assert_eq!(struck(Credential::Key("k-123456".into())), wanted);
        assert_eq!(struck(Credential::Token("k-123456".into())), wanted);
        assert_eq!(struck(Credential::Key("is".into())), said, "no secret");
        assert_eq!(struck(Credential::None), said);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_debug_text_does_not_show_the_secret() {
        for credential in [Credential::Key("hidden".into()), Credential::Token("hidden".into())] {
            assert!(!format!("{credential:?}").contains("hidden"));
        }
    }
}
