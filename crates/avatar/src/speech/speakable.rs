//! The characters that a voice can say, and why it can say none of a text.
//!
//! All voices read the Latin alphabet. Letters of it that their dictionaries do not have lose their marks (`Łódź` is read as
//! `Lódz`); what is written in another script cannot be said.

use std::fmt;

use crate::speech::{Voice, normalization, voices};

/// The fate of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// It is said as it is, or tells how the rest is said.
    AsItIs,
    /// This is said in its place.
    As(char, Option<char>),
    /// Nothing is said, and nothing is missed: emoji, ornaments.
    Silent,
    /// It means something that the voice cannot say.
    Not,
}

/// Signs that every voice says as a word, even alone.
const SIGNS: &str = "%$€£+=@°§½¼¾&";

/// Letters of the Latin alphabet that are not a letter with a mark.
const LETTERS: [(char, char, Option<char>); 26] = [
    ('ł', 'l', None),
    ('Ł', 'L', None),
    ('đ', 'd', None),
    ('Đ', 'D', None),
    ('ħ', 'h', None),
    ('Ħ', 'H', None),
    ('ı', 'i', None),
    ('ŋ', 'n', Some('g')),
    ('Ŋ', 'N', Some('g')),
    ('œ', 'o', Some('e')),
    ('Œ', 'O', Some('e')),
    ('ŧ', 't', None),
    ('Ŧ', 'T', None),
    ('þ', 't', Some('h')),
    ('Þ', 'T', Some('h')),
    ('ð', 'd', None),
    ('Ð', 'D', None),
    ('ø', 'ö', None),
    ('Ø', 'Ö', None),
    ('ə', 'e', None),
    ('Ə', 'E', None),
    ('ẞ', 's', Some('s')),
    ('ſ', 's', None),
    ('ƒ', 'f', None),
    ('ɛ', 'e', None),
    ('ɔ', 'o', None),
];

/// The zeros of scripts that write numbers with digits of their own, nine more behind each.
const ZEROS: [u32; 18] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
    0x17e0, 0x1810,
];

/// The fate of a character of a clean text.
pub(crate) fn said(character: char) -> Said {
    match character {
        '\0'..='\x7f' => Said::AsItIs,
        // Latin-1: the letters of all six languages.
        'À'..='Ö' | 'Ù'..='Ý' | 'ß'..='ö' | 'ù'..='ý' | 'ÿ' | '÷' | '×' => Said::AsItIs,
        '¡' | '¿' | '°' | '§' | '£' | '½' | '¼' | '¾' | '²' | '³' | 'ª' | 'º' | '€' => Said::AsItIs,
        _ => unusual(character),
    }
}

fn unusual(character: char) -> Said {
    if let Some((_, first, second)) = LETTERS.iter().find(|(letter, ..)| *letter == character) {
        return Said::As(*first, *second);
    }
    let code = u32::from(character);
    if let Some(digit) = ZEROS
        .iter()
        .map(|zero| code.wrapping_sub(*zero))
        .find(|digit| *digit < 10)
    {
        return char::from_digit(digit, 10).map_or(Said::Not, |digit| Said::As(digit, None));
    }
    let bare = normalization::bare(character);
    if bare.is_empty() {
        // A combining mark.
        return Said::Silent;
    }
    if !character.is_alphanumeric() {
        return Said::Silent;
    }
    let mut base = bare.chars();
    match (base.next(), base.next(), base.next()) {
        (Some(first), second, None)
            if first.is_ascii_alphanumeric() && second.is_none_or(|second| second.is_ascii_alphanumeric()) =>
        {
            Said::As(first, second)
        }
        _ => Said::Not,
    }
}

/// A clean text without the pictures in it (emoji, arrows, ornaments), for voices that read every script: some read out their names.
pub(crate) fn readable(clean: &str) -> String {
    let is_read = |c: char| match c {
        '\n' => true,
        c if c.is_control() => false,
        // From the arrows on there are letters, the punctuation of East Asia, and pictures.
        '\u{2190}'.. => c.is_alphanumeric() || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}'),
        _ => true,
    };
    clean.chars().filter(|c| is_read(*c)).collect()
}

/// Whether a text made plain has anything to be said.
pub(crate) fn has_words(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() || SIGNS.contains(c))
}

/// Why a voice can say nothing of a text, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unspeakable {
    /// The voice's name.
    pub voice: String,
    /// The language it speaks, in English.
    pub language: &'static str,
    /// The script that the text is written in; `None` where it has neither letters nor digits.
    pub script: Option<&'static str>,
    /// A voice of this machine that can say it.
    pub instead: Option<String>,
}

impl Unspeakable {
    /// The reason for `text`, of which `voice` can say nothing.
    pub(crate) fn of(text: &str, voice: &Voice, language: &'static str) -> Self {
        let letter = text.chars().find(|c| said(*c) == Said::Not);
        Self {
            voice: voice.name.clone(),
            language,
            script: letter.map(script),
            instead: letter.and_then(|letter| speaker_of(script(letter))),
        }
    }
}

/// The id of a voice whose language is written in a script. Every voice of today reads the Latin alphabet.
fn speaker_of(script: &str) -> Option<String> {
    let primary = |voice: &Voice| voice.language.split('-').next().unwrap_or("").to_owned();
    let fits = |voice: &Voice| match primary(voice).as_str() {
        "ru" | "uk" | "bg" | "sr" | "mk" => script == CYRILLIC,
        "zh" | "ja" => script == HAN,
        "ko" => script == HANGUL,
        "ar" | "fa" | "ur" => script == ARABIC,
        "he" => script == HEBREW,
        "el" => script == GREEK,
        "hi" | "mr" | "ne" => script == DEVANAGARI,
        "th" => script == THAI,
        _ => false,
    };
    voices().into_iter().find(fits).map(|voice| voice.id)
}

const CYRILLIC: &str = "Cyrillic letters";
const HAN: &str = "Chinese or Japanese characters";
const HANGUL: &str = "Korean letters";
const ARABIC: &str = "Arabic letters";
const HEBREW: &str = "Hebrew letters";
const GREEK: &str = "Greek letters";
const DEVANAGARI: &str = "Devanagari letters";
const THAI: &str = "Thai letters";

fn script(character: char) -> &'static str {
    match u32::from(character) {
        0x370..=0x3ff | 0x1f00..=0x1fff => GREEK,
        0x400..=0x52f | 0x1c80..=0x1c8f | 0x2de0..=0x2dff | 0xa640..=0xa69f => CYRILLIC,
        0x590..=0x5ff | 0xfb1d..=0xfb4f => HEBREW,
        0x600..=0x6ff | 0x750..=0x77f | 0x8a0..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff => ARABIC,
        0x900..=0x97f => DEVANAGARI,
        0xe00..=0xe7f => THAI,
        0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7af => HANGUL,
        0x2e80..=0x312f | 0x31a0..=0x9fff | 0xf900..=0xfaff | 0x1b000..=0x1b16f | 0x20000..=0x3ffff => HAN,
        _ => "letters of another script",
    }
}

impl fmt::Display for Unspeakable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            voice,
            language,
            script,
            instead,
        } = self;
        match (script, instead) {
            (None, _) => {
                formatter.write_str("there is nothing to say in it: it has neither letters nor digits. Send words")
            }
            (Some(script), Some(id)) => write!(
                formatter,
                "this voice ({voice}) speaks {language}, and the text is in {script}. Choose a voice that speaks its language: {id}"
            ),
            (Some(script), None) => write!(
                formatter,
                "this voice ({voice}) speaks {language}, and the text is in {script}, which no voice of this server reads. Send it \
                 in a language of the voices that streaming/voice.list names"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_strange_marks_are_read_without_them() {
        let read = |text: &str| -> String {
            text.chars()
                .filter_map(|c| match said(c) {
                    Said::AsItIs => Some(c.to_string()),
                    Said::As(first, second) => Some([Some(first), second].into_iter().flatten().collect()),
                    Said::Silent | Said::Not => None,
                })
                .collect()
        };
        assert_eq!(
            read("Łódź Ştefan Dvořák Tōkyō œuf café año Straße"),
            "Lódz Stefan Dvorák Tokyo oeuf café año Straße"
        );
        assert_eq!(read("٣ ३ ๓"), "3 3 3");
        assert_eq!(read("你好 привет 😀 ™ مرحبا"), "    ");
    }

    #[test]
    fn pictures_are_not_read_out() {
        assert_eq!(
            readable("Hi 😀 → “you”,\t你好。 ｏｋ！ हिन्दी €5 ★\nbye"),
            "Hi   “you”,你好。 ｏｋ！ हिन्दी €5 \nbye"
        );
    }

    #[test]
    fn a_reason_names_the_voice_and_the_script() {
        let voice = &voices()[0];
        let of = |text| Unspeakable::of(text, voice, "English").to_string();
        for (text, word) in [
            ("你好", "Chinese"),
            ("привет", "Cyrillic"),
            ("مرحبا", "Arabic"),
            ("שלום", "Hebrew"),
            ("안녕", "Korean"),
            ("γειά", "Greek"),
            ("ሰላም", "another script"),
        ] {
            let reason = of(text);
            assert!(
                reason.contains(word) && reason.contains("Emma") && reason.contains("English"),
                "{reason}"
            );
        }
        assert!(of("😀").contains("neither letters nor digits"));
    }
}
