//! Unicode normalization. A browser has its tables, so the wasm does without.

#[cfg(not(target_arch = "wasm32"))]
mod tables {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    pub fn nfkc(text: &str) -> String {
        text.nfkc().collect()
    }

    pub fn bare(character: char) -> String {
        std::iter::once(character)
            .nfkd()
            .filter(|character| !is_combining_mark(*character))
            .collect()
    }
}

#[cfg(target_arch = "wasm32")]
mod tables {
    use std::cell::LazyCell;

    use js_sys::{JsString, RegExp};

    thread_local! {
        /// Combining marks: of the general category Mark.
        static MARKS: LazyCell<RegExp> = LazyCell::new(|| RegExp::new(r"\p{M}", "gu"));
    }

    pub fn nfkc(text: &str) -> String {
        JsString::from(text).normalize("NFKC").into()
    }

    pub fn bare(character: char) -> String {
        let parts = JsString::from(character).normalize("NFKD");
        MARKS.with(|marks| parts.replace_by_pattern(marks, "")).into()
    }
}

/// The normalization form KC of a text.
pub(crate) fn nfkc(text: &str) -> String {
    tables::nfkc(text)
}

/// The parts of a character (its normalization form KD) without its combining marks; nothing of a mark.
pub(crate) fn bare(character: char) -> String {
    tables::bare(character)
}
