//! The kind of a sentence (a question, a greeting, a statement), read from its words.

use crate::speech::language::Language;
use crate::utterance::Gesture;

/// The gesture of a sentence, or of a piece of one.
pub(crate) fn of(text: &str, language: Language) -> Gesture {
    let closing = |c: char| matches!(c, '"' | '\'' | ')' | ']' | '»' | ' ');
    if text.trim_end_matches(closing).ends_with(['?', '？', '؟']) {
        return Gesture::Question;
    }
    let words = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let greets = greetings(language).iter().any(|greeting| {
        words
            .strip_prefix(greeting)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    if greets { Gesture::Greeting } else { Gesture::Plain }
}

/// The words with which greetings begin.
const fn greetings(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &[
            "hello",
            "hi",
            "hey",
            "good morning",
            "good afternoon",
            "good evening",
            "welcome",
            "nice to meet you",
        ],
        Language::German => &[
            "hallo",
            "guten tag",
            "guten morgen",
            "guten abend",
            "grüß gott",
            "grüß dich",
            "servus",
            "willkommen",
            "herzlich willkommen",
            "schön, dass",
        ],
        Language::French => &["bonjour", "bonsoir", "salut", "bienvenue", "enchanté", "enchantée"],
        Language::Spanish => &[
            "hola",
            "buenos días",
            "buenas tardes",
            "buenas noches",
            "bienvenido",
            "bienvenida",
            "bienvenidos",
            "mucho gusto",
        ],
        Language::Italian => &[
            "ciao",
            "buongiorno",
            "buonasera",
            "salve",
            "benvenuto",
            "benvenuta",
            "benvenuti",
            "piacere",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_and_greetings_are_known_by_their_words() {
        for (text, language, expected) in [
            ("Hello! ", Language::English, Gesture::Greeting),
            ("Good morning, everyone.", Language::English, Gesture::Greeting),
            ("Hi", Language::English, Gesture::Greeting),
            ("History is long.", Language::English, Gesture::Plain),
            ("How are you?", Language::English, Gesture::Question),
            ("He asked: \"why?\"", Language::English, Gesture::Question),
            ("Hello, who is there?", Language::English, Gesture::Question),
            ("Guten Tag!", Language::German, Gesture::Greeting),
            ("¡Hola!", Language::Spanish, Gesture::Greeting),
            ("¿Qué tal?", Language::Spanish, Gesture::Question),
            ("Buongiorno a tutti!", Language::Italian, Gesture::Greeting),
            ("Bonjour à tous !", Language::French, Gesture::Greeting),
            ("", Language::English, Gesture::Plain),
        ] {
            assert_eq!(of(text, language), expected, "{text}");
        }
    }
}
