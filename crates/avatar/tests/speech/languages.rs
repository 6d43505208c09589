//! Six languages: their letters reach the engine, and what a voice cannot say is refused or told.

use streaming_avatar_avatar::speech::{Delivery, Script, SpeechError, narrate, voices};

use crate::listen::{LANGUAGES, by, check, level, samples, seconds, three_sentences};

/// Whether two texts sound alike. Their sound differs a little from one time to the next, their length does not.
fn alike(one: &str, other: &str, voice: &str) -> bool {
    let length = |text| samples(text, &by(voice)).len();
    length(one).abs_diff(length(other)) < 200
}

#[test]
fn letters_of_each_language_reach_the_engine() {
    for (language, with, without) in [
        ("de-de", "Größe, Mädchen, Straße", "Gre, Mdchen, Strae"),
        ("fr-fr", "Ça été naïf, où, forêt", "a t naf, o, fort"),
        ("es-es", "Mañana, pingüino, corazón", "Maana, pingino, corazn"),
        ("it-it", "Perché, città, più", "Perch, citt, pi"),
        ("en-us", "Café, naïve", "Caf, nave"),
    ] {
        let voice = format!("pico-{language}");
        assert!(!alike(with, without, &voice), "{with} is read as {without}");
        // Decomposed, in full width or as entities they are the same letters.
        let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(with.chars()).collect();
        assert!(alike(with, &decomposed, &voice), "{decomposed}");
    }
    assert!(alike("Gr&ouml;&szlig;e, M&#228;dchen", "Größe, Mädchen", "pico-de-de"));
    assert!(alike("Ｈｅｌｌｏ 𝐭𝐡𝐞𝐫𝐞", "Hello there", "pico-en-us"));
    assert!(alike("**Hello** _there_, `you`.", "Hello there, you.", "pico-en-us"));
}

#[test]
fn every_letter_of_latin_is_heard_from_every_voice() {
    for language in LANGUAGES {
        let voice = by(&format!("pico-{language}"));
        for letter in "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßłšžőğ".chars()
        {
            let heard = narrate(&letter.to_string(), &voice).unwrap().count();
            assert_eq!(heard, 1, "{language}: {letter} alone is not heard");
        }
    }
}

#[test]
fn signs_alone_are_heard() {
    for language in LANGUAGES {
        for sign in ["%", "$", "€", "£", "+", "=", "@", "°", "§", "½", "&"] {
            let heard = narrate(sign, &by(&format!("pico-{language}"))).unwrap().count();
            assert_eq!(heard, 1, "{language}: {sign}");
        }
    }
}

#[test]
fn what_cannot_be_said_at_all_is_refused_with_the_reason() {
    for voice in voices() {
        for (text, word) in [
            ("你好。今天天气很好！再见。", "Chinese"),
            ("Привет, мир!", "Cyrillic"),
            ("مرحبا بالعالم", "Arabic"),
            ("안녕하세요", "Korean"),
            ("", "nothing to say"),
            (" \n\t", "nothing to say"),
            ("...!?", "nothing to say"),
            ("😀👍🏽", "nothing to say"),
            ("\0\u{7}", "nothing to say"),
            ("<b></b>", "nothing to say"),
            ("****\n====\n........", "nothing to say"),
            ("\u{feff}\u{200b}", "nothing to say"),
        ] {
            match narrate(text, &by(&voice.id)) {
                Err(SpeechError::Unspeakable(reason)) => {
                    let said = reason.to_string();
                    assert!(said.contains(word), "{text:?}: {said}");
                    assert!(word == "nothing to say" || said.contains(&voice.name), "{said}");
                }
                other => panic!("{}: {text:?}: {other:?}", voice.id),
            }
        }
    }
}

#[test]
fn what_can_be_said_in_part_is_said_and_told() {
    for language in LANGUAGES {
        let voice = by(&format!("pico-{language}"));
        let mut narration = narrate("Hello there. 你好。 再见。 Goodbye now.", &voice).unwrap();
        let utterances: Vec<_> = narration.by_ref().map(Result::unwrap).collect();
        check(&utterances);
        assert_eq!(utterances.len(), 2, "{language}");
        assert!(utterances.iter().all(|utterance| level(&utterance.samples) > 100.0));
        assert_eq!(narration.unsaid().as_deref(), Some("你好。 再见"));
    }
    let whole = Script::of("All of it, 😀 – really…", &Delivery::default()).unwrap();
    assert_eq!(whole.unsaid(), None);
}

#[test]
fn long_numbers_are_said_whole() {
    for voice in [
        "pico-en-us",
        "pico-de-de",
        "pico-fr-fr",
        "pico-es-es",
        "pico-it-it",
        "pico-en-us-low",
    ] {
        for text in [
            "1".repeat(60),
            format!("My number is {} okay.", "7".repeat(400)),
            "1234567890123456789012345678901234567890123456789012".to_owned(),
            "1.".repeat(120),
            "9-".repeat(120),
            "a1".repeat(100),
            format!("{}x", "0".repeat(52)),
        ] {
            let mut narration = narrate(&text, &by(voice)).unwrap();
            let length: f64 = narration
                .by_ref()
                .map(|utterance| seconds(&utterance.unwrap().samples))
                .sum();
            assert_eq!(narration.unsaid(), None, "{voice}: {text}");
            let digits = text.chars().filter(char::is_ascii_digit).count();
            assert!(length > 0.15 * digits as f64, "{voice}: {length:.1} s for {text}");
        }
    }
}

#[test]
fn lengths_are_foreseen() {
    const MORE: [(&str, &str); 6] = [
        (
            "en",
            "The weather was warm and sunny, so we walked along the river to the old market. Nobody was there yet: it was half \
                past seven on a Sunday morning. In 1998 it cost 12 dollars.",
        ),
        ("en", "Yes."),
        (
            "de",
            "Das Wetter war warm und sonnig, deshalb gingen wir am Fluss entlang zum alten Markt. Niemand war da: Es war halb \
                acht an einem Sonntagmorgen. Eintritt: 12 Euro.",
        ),
        (
            "fr",
            "Il faisait beau et chaud, alors nous avons marché le long de la rivière jusqu'au vieux marché. Personne n'était \
                encore là: il était sept heures et demie.",
        ),
        (
            "es",
            "Hacía calor y sol, así que caminamos por la orilla del río hasta el viejo mercado. Todavía no había nadie: eran las \
                siete y media de la mañana.",
        ),
        (
            "it",
            "Faceva caldo e c'era il sole, così abbiamo camminato lungo il fiume fino al vecchio mercato. Non c'era ancora \
                nessuno: erano le sette e mezza.",
        ),
    ];
    for voice in voices() {
        let own = MORE.iter().filter(|(language, _)| voice.language.starts_with(language));
        for text in own.map(|(_, text)| *text).chain([three_sentences(&voice.id)]) {
            let delivery = by(&voice.id);
            let foreseen = Script::of(text, &delivery).unwrap().length().as_secs_f64();
            let real = seconds(&samples(text, &delivery));
            let factor = foreseen / real;
            println!("{}: foreseen {foreseen:.2} s, real {real:.2} s, {factor:.2}", voice.id);
            // flite's speakers differ, and a word alone is longer than in a sentence.
            assert!(
                (0.7..1.3).contains(&factor),
                "{}: {foreseen:.2} s for {real:.2} s",
                voice.id
            );
            assert!(
                real < 5.0 || voice.id.starts_with("flite") || (0.88..1.12).contains(&factor),
                "{}: {factor:.2}",
                voice.id
            );
        }
    }
}
