//! Every voice that this machine has, and what can be asked of it.

use streaming_avatar_avatar::speech::{Delivery, Emotion, Engine, SpeechError, narrate, voices};

use crate::listen::{LANGUAGES, SENTENCE, by, check, level, pitch, samples, seconds, sentence, speak, three_sentences};

#[test]
fn the_default_voice_comes_first_and_ids_are_unique() {
    let voices = voices();
    assert!(voices.iter().filter(|voice| voice.engine == Engine::Pico).count() >= 2);
    assert!(samples(SENTENCE, &Delivery::default()) == samples(SENTENCE, &by(&voices[0].id)));
    let ids: std::collections::HashSet<_> = voices.iter().map(|voice| &voice.id).collect();
    assert_eq!(ids.len(), voices.len());
}

#[test]
fn an_unknown_voice_is_refused_by_name() {
    for id in ["", "nobody", "flite-", "flite-../../x", "pico-en-us\0"] {
        assert_eq!(
            narrate("hello", &by(id)).unwrap_err(),
            SpeechError::UnknownVoice { id: id.to_owned() }
        );
    }
}

#[test]
fn every_voice_begins_and_ends_softly() {
    for voice in voices() {
        let utterances = speak(three_sentences(&voice.id), &by(&voice.id));
        check(&utterances);
        assert_eq!(utterances.len(), 3, "{}", voice.id);
        for utterance in &utterances {
            let sound = &utterance.samples;
            // Begins at zero and softly, ends in silence, and with the mouth at rest.
            assert!(sound[0].unsigned_abs() < 30, "{}", voice.id);
            assert!(sound[..160].iter().all(|s| s.unsigned_abs() < 400), "{}", voice.id);
            assert!(sound[sound.len() - 1_600..].iter().all(|s| *s == 0), "{}", voice.id);
            assert!(
                level(&sound[..1_600]) > 20.0 || level(&sound[1_600..6_400]) > 100.0,
                "{}: begins late",
                voice.id
            );
            let last = utterance.mouth.last().unwrap().samples.end;
            assert!(last < sound.len() - 800, "{}: the mouth moves in silence", voice.id);
        }
    }
}

#[test]
fn voices_differ_in_pitch() {
    let of = |voice: &str| pitch(&samples(sentence(voice), &by(voice)));
    for language in LANGUAGES {
        let (high, low) = (of(&format!("pico-{language}")), of(&format!("pico-{language}-low")));
        println!("{language}: {high:.0} and {low:.0} Hz");
        assert!(
            (150.0..240.0).contains(&high) && (85.0..130.0).contains(&low),
            "{language}: {high:.0} and {low:.0} Hz"
        );
    }
    assert!(samples(SENTENCE, &by("pico-en-us")) != samples(SENTENCE, &by("pico-en-gb")));
}

#[test]
fn rate_changes_the_duration_in_proportion() {
    for voice in voices() {
        let at = |rate| seconds(&samples(sentence(&voice.id), &Delivery { rate, ..by(&voice.id) }));
        let own = at(1.0);
        for rate in [0.5, 1.25, 1.5] {
            let factor = own / at(rate);
            println!("{} at {rate}: {factor:.2}", voice.id);
            assert!(
                (factor / f64::from(rate) - 1.0).abs() < 0.15,
                "{} at {rate}: {factor}",
                voice.id
            );
        }
        // Beyond the bounds nothing breaks.
        assert_eq!(at(f32::NAN), own);
        assert_eq!(at(f32::INFINITY), at(1.5));
        assert_eq!(at(-3.0), at(0.5));
    }
}

/// How far two figures are apart, as a part of the first.
fn apart(one: f64, other: f64) -> f64 {
    (other / one - 1.0).abs()
}

#[test]
fn emotions_are_heard() {
    for voice in voices().into_iter().filter(|voice| voice.engine == Engine::Pico) {
        let with = |emotion| {
            let sound = samples(
                sentence(&voice.id),
                &Delivery {
                    emotion,
                    ..by(&voice.id)
                },
            );
            (pitch(&sound), seconds(&sound))
        };
        let plain = with(None);
        let moods = Emotion::ALL.map(|emotion| (emotion, with(Some(emotion))));
        for (nth, (emotion, (pitch, seconds))) in moods.iter().enumerate() {
            println!("{} {emotion:?}: {pitch:.0} Hz, {seconds:.2} s", voice.id);
            // About a semitone, or a like change of pace: that much everybody hears.
            for (other, than) in [(None, plain)]
                .into_iter()
                .chain(moods[..nth].iter().map(|(other, than)| (Some(other), *than)))
            {
                assert!(
                    apart(*pitch, than.0) > 0.05 || apart(*seconds, than.1) > 0.06,
                    "{}: {emotion:?} sounds as {other:?}",
                    voice.id
                );
            }
        }
        let [(_, excited), (_, serious), _, (_, soothing), _] = moods;
        assert!(excited.0 > 1.15 * serious.0, "{}: {excited:?} {serious:?}", voice.id);
        assert!(soothing.1 > 1.15 * excited.1, "{}: {soothing:?} {excited:?}", voice.id);
    }
}
