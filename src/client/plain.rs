//! Texts without markup, as voice and captions have them.

use js_sys::JsString;

/// The text as a reader would see it; the same as the service's voices say. A text that is nothing but markup stays as it is:
/// the service says what is wrong with it.
pub fn plain(text: &str) -> String {
    let plain = text::clean_with(text, |part| JsString::from(part).normalize("NFKC").into());
    if plain.is_empty() { text.to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn markup_goes_and_words_stay() {
        assert_eq!(plain("**Hello** &amp; 5*3*2"), "Hello & 5*3*2");
        assert_eq!(plain("===="), "====");
    }

    #[wasm_bindgen_test]
    fn the_browser_unfolds_letters_in_disguise() {
        assert_eq!(plain("𝐇𝐞𝐥𝐥𝐨 ﬁne cafe\u{301} x²"), "Hello fine café x²");
    }
}
