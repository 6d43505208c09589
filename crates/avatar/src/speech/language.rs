//! The languages that voices speak, and what a request may call them.

/// A language that a built-in voice speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Language {
    #[default]
    English,
    German,
    French,
    Spanish,
    Italian,
}

/// Signs that a voice says as words.
pub(crate) struct SignWords {
    pub and: &'static str,
    pub less: &'static str,
    pub greater: &'static str,
    pub times: &'static str,
    pub at_least: &'static str,
    pub at_most: &'static str,
}

impl Language {
    pub const ALL: [Self; 5] = [Self::English, Self::German, Self::French, Self::Spanish, Self::Italian];

    /// Its name in English.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "German",
            Self::French => "French",
            Self::Spanish => "Spanish",
            Self::Italian => "Italian",
        }
    }

    /// Its names on the wire: codes of ISO 639, its English name and its own.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::English => &["en", "eng", "english"],
            Self::German => &["de", "deu", "ger", "german", "deutsch"],
            Self::French => &["fr", "fra", "fre", "french", "français", "francais"],
            Self::Spanish => &["es", "spa", "spanish", "español", "espanol", "castellano"],
            Self::Italian => &["it", "ita", "italian", "italiano"],
        }
    }

    /// The language of a tag or a name: `de`, `de-AT`, `DE_ch`, `German (Austria)`, `de;q=0.9, en`.
    pub fn of(asked: &str) -> Option<Self> {
        let first = asked
            .split([',', ';'])
            .next()
            .unwrap_or("")
            .trim()
            .split(['-', '_', ' ', '(', '.'])
            .next()
            .unwrap_or("")
            .to_lowercase();
        Self::ALL
            .into_iter()
            .find(|language| language.names().contains(&first.as_str()))
    }

    pub const fn sign_words(self) -> SignWords {
        match self {
            Self::English => SignWords {
                and: " and ",
                less: " less than ",
                greater: " greater than ",
                times: " times ",
                at_least: " at least ",
                at_most: " at most ",
            },
            Self::German => SignWords {
                and: " und ",
                less: " kleiner als ",
                greater: " größer als ",
                times: " mal ",
                at_least: " mindestens ",
                at_most: " höchstens ",
            },
            Self::French => SignWords {
                and: " et ",
                less: " inférieur à ",
                greater: " supérieur à ",
                times: " fois ",
                at_least: " au moins ",
                at_most: " au plus ",
            },
            Self::Spanish => SignWords {
                and: " y ",
                less: " menor que ",
                greater: " mayor que ",
                times: " por ",
                at_least: " al menos ",
                at_most: " como máximo ",
            },
            Self::Italian => SignWords {
                and: " e ",
                less: " minore di ",
                greater: " maggiore di ",
                times: " per ",
                at_least: " almeno ",
                at_most: " al massimo ",
            },
        }
    }

    /// Words whose full stop ends no sentence where another word follows on the same line.
    pub const fn abbreviations(self) -> &'static [&'static str] {
        match self {
            Self::English => &[
                "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "Jr.", "Sr.", "Gen.", "Col.", "No.", "vs.", "e.g.",
                "i.e.", "approx.", "Mt.",
            ],
            Self::German => &[
                "Hr.", "Fr.", "Dr.", "Prof.", "St.", "Str.", "Nr.", "z.B.", "d.h.", "u.a.", "bzw.", "ca.", "vgl.",
                "inkl.", "exkl.", "evtl.", "ggf.", "Tel.", "Abs.", "Art.", "Mio.", "Mrd.", "Min.", "Std.", "geb.",
                "sog.", "S.",
            ],
            Self::French => &[
                "M.", "MM.", "Mme.", "Mlle.", "Dr.", "Pr.", "St.", "Ste.", "cf.", "env.", "av.", "apr.", "boul.",
                "ex.", "tél.", "vol.", "p.",
            ],
            Self::Spanish => &[
                "Sr.", "Sra.", "Srta.", "Sres.", "Dr.", "Dra.", "Dña.", "Ud.", "Uds.", "Vd.", "Vds.", "ej.", "núm.",
                "pág.", "Av.", "Avda.", "Sto.", "Sta.", "aprox.", "tel.",
            ],
            Self::Italian => &[
                "Sig.", "Sigg.", "Dott.", "Dr.", "Prof.", "Ing.", "Avv.", "Arch.", "es.", "pag.", "n.", "tel.", "ca.",
                "sig.",
            ],
        }
    }

    /// Whether a number with a full stop is an ordinal in the middle of a sentence: `am 3. Oktober`.
    pub const fn writes_ordinals_with_a_stop(self) -> bool {
        matches!(self, Self::German)
    }

    /// Words before which a long clause can be cut without being heard.
    pub const fn joints(self) -> &'static [&'static str] {
        match self {
            Self::English => &[
                "and", "or", "but", "that", "which", "who", "because", "when", "while", "if", "until", "with", "in",
                "on", "at", "for", "from", "to", "of", "about",
            ],
            Self::German => &[
                "und", "oder", "aber", "dass", "weil", "wenn", "bis", "mit", "in", "im", "auf", "an", "am", "für",
                "von", "zu", "zum", "zur", "über", "bei", "als", "wie",
            ],
            Self::French => &[
                "et", "ou", "mais", "que", "qui", "parce", "quand", "si", "avec", "dans", "sur", "pour", "de", "des",
                "du", "à", "au", "aux", "en", "chez",
            ],
            Self::Spanish => &[
                "y", "o", "pero", "que", "porque", "cuando", "si", "con", "en", "sobre", "para", "por", "de", "del",
                "a", "al", "hasta", "desde",
            ],
            Self::Italian => &[
                "e", "o", "ma", "che", "perché", "quando", "se", "con", "in", "nel", "nella", "su", "sul", "sulla",
                "per", "di", "del", "della", "da", "dal", "a", "al", "alla", "fino",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_any_of_its_names() {
        for asked in [
            "de",
            "DE",
            "de-DE",
            "de_AT",
            "deu",
            "German",
            "german (Austria)",
            "Deutsch",
            " de-CH;q=0.9, en ",
        ] {
            assert_eq!(Language::of(asked), Some(Language::German), "{asked}");
        }
        assert_eq!(Language::of("Español"), Some(Language::Spanish));
        for asked in ["", "-", "xx", "zh-CN", "denmark", "\0", "日本語"] {
            assert_eq!(Language::of(asked), None, "{asked}");
        }
    }
}
