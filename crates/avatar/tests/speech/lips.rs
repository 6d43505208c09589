//! The mouth of every voice is held as the words of its language ask.

use streaming_avatar_avatar::Viseme;
use streaming_avatar_avatar::speech::voices;

use crate::listen::{by, held};

/// Texts of a language, each full of some shapes and poor in others.
struct Texts {
    lips: &'static str,
    tongue: &'static str,
    narrow: &'static str,
    dark: &'static str,
    hiss: &'static str,
    hush: &'static str,
    teeth: &'static str,
    open: &'static str,
}

const ENGLISH: Texts = Texts {
    lips: "Mama, baby, puppy, bump, mob, pump, maybe, a poppy.",
    tongue: "Do night, tall, aunt, dean, lead, tonight, a tin.",
    narrow: "We see three bees, he keeps these teeth.",
    dark: "Go slow, oh no, all you who choose to go home.",
    hiss: "Sassy sisters, six seas.",
    hush: "She should wash shiny chairs, such shoes.",
    teeth: "Five heavy, feverish fifes.",
    open: "Ah, father, a hot cat sat.",
};
const GERMAN: Texts = Texts {
    lips: "Bombe, Bube, Baby, oben, Puppe, lieber Bub, bumm, Abend.",
    tongue: "Nahe Tanten, alte Enten, dann lindert er den Tod.",
    narrow: "Sie ziehen viele tiefe Kiele, wie die Tiere sieben Ziele.",
    dark: "Du rufst nur Onkel Otto, so rot wie Gold und Blut.",
    hiss: "Das süße Salz ist es, was sie essen.",
    hush: "Schöne Schafe, schau, eine frische Tasche.",
    teeth: "Fünf Affen fahren vier Waffeln, viele Vögel wippen.",
    open: "Da war ja Adam am Abend, ach, das Lama kam.",
};
const FRENCH: Texts = Texts {
    lips: "Maman, papa, le bébé, ma pomme, un bambin, pampa, bombe.",
    tongue: "Tante Anne a des dents, ta laine, les lundis, la nature.",
    narrow: "Il a dit ici, six amis disent merci, elle est ici.",
    dark: "Où vont tous ces fous, pour tout l'or du monde, au beau gros loup.",
    hiss: "Six saucissons secs, c'est sans souci.",
    hush: "Je cherche chaque jour, gentil chat, un joli cheval.",
    teeth: "Va vite, fais vivre ta fille, vingt-neuf fêtes.",
    open: "Papa à la plage, ah, la table à Sarah, là-bas.",
};
const SPANISH: Texts = Texts {
    lips: "Mamá, papá, bomba, bebe, mapa, pan, amiba, pompa.",
    tongue: "Nada de lana, tonta, dile a tu tía, dos dientes, anda.",
    narrow: "Sí, viví así, mis tíos y mi chica piden mil.",
    dark: "Todo lo otro, como un mundo loco, su puro humo, un gusto.",
    hiss: "Sus seis casas, ese sastre es suizo.",
    hush: "Mucho chico chileno, ocho muchachas, leche y coche.",
    teeth: "Fue un famoso café, fino y feo, una foto, un faro.",
    open: "Ana, la mala pata, ya va a la casa, la rana salta.",
};
const ITALIAN: Texts = Texts {
    lips: "Mamma, papà, bomba, bimbo, pampa, bambù, pompa, mappa.",
    tongue: "Nonna andata, la tenda, dai, una donna lenta, tanti anni.",
    narrow: "Sì, i mirtilli, mille chicchi, lì, i più piccini.",
    dark: "Un uomo buono, tutto solo, subito fuori, lungo un muro.",
    hiss: "Sassi rossi, sei stesse stesse, sono sazi.",
    hush: "Ciao, scia, sciocco, lasciamo ciascuna pesce, giù, cena.",
    teeth: "Venti favole, viva fuoco, vuoi afferrare, uva.",
    open: "La casa, andava alta, ma la sala, mai la strada, papà.",
};

#[test]
fn lips_close_and_open_as_the_words_ask() {
    for voice in voices() {
        let texts = match voice.language.get(..2) {
            Some("de") => GERMAN,
            Some("fr") => FRENCH,
            Some("es") => SPANISH,
            Some("it") => ITALIAN,
            _ => ENGLISH,
        };
        let voice = by(&voice.id);
        let share = |text: &str, visemes: &[Viseme]| {
            let held = held(text, &voice);
            let all: usize = held.values().sum();
            visemes.iter().filter_map(|viseme| held.get(viseme)).sum::<usize>() as f64 / all as f64
        };
        // The network learned from English voices: in others it takes some `n` for an `m`, so their texts without closures are
        // those without either.
        let open_lips = if voice
            .voice_id
            .as_deref()
            .is_some_and(|id| id.starts_with("pico-en") || id.starts_with("flite"))
        {
            texts.tongue
        } else {
            texts.hiss
        };
        use Viseme::{Half, Hiss, Hush, LipTeeth, Open, Pressed, Pursed, Round, Wide};
        // Each shape, a text that is full of it, and another that has little of it.
        for (visemes, full, poor, factor) in [
            (&[Pressed][..], texts.lips, open_lips, 2.0),
            (&[Wide], texts.narrow, texts.dark, 2.0),
            (&[Round, Pursed], texts.dark, texts.narrow, 2.0),
            (&[Hiss], texts.hiss, texts.dark, 2.0),
            (&[Hush], texts.hush, texts.tongue, 1.5),
            (&[LipTeeth], texts.teeth, texts.narrow, 1.5),
            (&[Open, Half], texts.open, texts.narrow, 2.0),
        ] {
            let (much, little) = (share(full, visemes), share(poor, visemes));
            let id = voice.voice_id.as_deref().unwrap_or_default();
            println!("{id}: {visemes:?} {much:.2} and {little:.2}");
            assert!(much > factor * little, "{visemes:?} by {id}: {much:.2} and {little:.2}");
        }
    }
}
