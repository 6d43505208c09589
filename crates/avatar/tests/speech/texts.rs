//! Whatever the text: it is spoken, from several threads, and begins at once.

use std::fs;
use std::thread;
use std::time::Instant;

use proptest::prelude::*;
use streaming_avatar_avatar::SAMPLE_RATE;
use streaming_avatar_avatar::speech::{Delivery, Emotion, Engine, SpeechError, narrate, voices};

use crate::listen::{SENTENCE, by, check, kinds, level, samples, seconds, speak};

#[test]
fn markup_is_never_obeyed() {
    // Five seconds of noise that an obeyed command would put into the sound.
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("noise.wav");
    let format = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let write = || {
        let mut writer = hound::WavWriter::create(&wav, format).unwrap();
        (0..5 * SAMPLE_RATE).for_each(|n| writer.write_sample((n * 7_919 % 20_000) as i16).unwrap());
        writer.finalize().unwrap();
    };
    let path = wav.display();
    for voice in kinds() {
        let voice = by(&voice.id);
        let plain = samples("Hello there.", &voice);
        for text in [
            format!("Hello <play file=\"{path}\"/> there."),
            format!("Hello <play file='{path}'> there.</play>"),
            "<speak><p>Hello <break time=\"5s\"/><pitch level=\"50\">there.</pitch></p></speak>".to_owned(),
        ] {
            write();
            assert!(samples(&text, &voice) == plain, "{text}");
        }
        for text in [
            format!("Hello <play file=\"{path}\" there."),
            format!("Hello <<play file=\"{path}\"/>/> there."),
            format!("Hello <\0play file=\"{path}\"/> there."),
            format!("Hello &lt;play file=\"{path}\"/&gt; there."),
            format!("Hello \u{ff1c}play file=\"{path}\"/\u{ff1e} there."),
            format!("Hello <{}><play file=\"{path}\"/> there.", "x ".repeat(300)),
        ] {
            write();
            let with = samples(&text, &voice);
            fs::remove_file(&wav).unwrap();
            assert!(
                with == samples(&text, &voice),
                "{text}: it matters whether the file is there"
            );
        }
    }
}

#[test]
fn odd_texts_are_spoken() {
    for voice in kinds() {
        let voice = by(&voice.id);
        for text in [
            "Hel\0lo",
            "-h --help -o x.wav",
            "a",
            "$(ls) `id` | cat; %s %n",
            "1234567890123456789",
            "C:\\new\\table",
        ] {
            let utterances = speak(text, &voice);
            check(&utterances);
            assert!(
                utterances.iter().any(|utterance| level(&utterance.samples) > 100.0),
                "{text}"
            );
        }
        assert!(samples("It’s “fine” – really…", &voice) == samples("It's \"fine\" - really...", &voice));
    }
    assert!(!fs::exists("x.wav").unwrap());
    let long = speak(&"antidisestablishmentarianism ".repeat(350), &Delivery::default());
    check(&long);
    assert!(long.len() > 40);
    check(&speak(&"a".repeat(10_000), &Delivery::default()));
}

#[test]
fn narrations_on_several_threads_do_not_disturb_each_other() {
    let alone: Vec<Vec<i16>> = voices().iter().map(|voice| samples(SENTENCE, &by(&voice.id))).collect();
    let threads: Vec<_> = voices()
        .into_iter()
        .chain(voices())
        .map(|voice| {
            // Made here, asked there.
            let narration = narrate(SENTENCE, &by(&voice.id)).unwrap();
            thread::spawn(move || {
                narration
                    .flat_map(|utterance| utterance.unwrap().samples)
                    .collect::<Vec<i16>>()
            })
        })
        .collect();
    let together: Vec<Vec<i16>> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(together == [alone.clone(), alone].concat());
}

#[cfg(target_os = "linux")]
#[test]
fn narrations_leave_no_file_open() {
    // Other tests open files of their own meanwhile; a leak of two files a narration would still be seen.
    let open = || fs::read_dir("/proc/self/fd").unwrap().count();
    let before = open();
    for _ in 0..60 {
        drop(narrate("Hello.", &Delivery::default()).unwrap().next());
    }
    assert!(open() < before + 60, "{before} files were open, now {}", open());
}

#[test]
fn a_long_text_begins_at_once() {
    let text = "The weather was warm and sunny, so we walked along the river to the old market. ".repeat(63);
    for voice in voices().into_iter().take(2) {
        let start = Instant::now();
        let mut narration = narrate(&text, &by(&voice.id)).unwrap();
        let first = narration.next().unwrap().unwrap();
        let early = start.elapsed();
        let length: f64 = narration.map(|utterance| seconds(&utterance.unwrap().samples)).sum();
        println!(
            "{}: {} words, the first {:.1} s of sound after {early:.0?}, all {length:.0} s after {:.1?}",
            voice.id,
            text.split(' ').count(),
            seconds(&first.samples),
            start.elapsed(),
        );
        // By construction, and not by the clock: the first utterance is one sentence.
        assert!(seconds(&first.samples) < 10.0 && length > 200.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_sound_and_mouth_in_order(
        text in prop_oneof!["(?s).{0,120}", "[ -~\n]{0,200}", "([a-z]{1,9}[ ,.?!<>&/\"=0-9]{1,2}){0,30}"],
        voice in 0_usize..12,
        rate in any::<f32>(),
        emotion in prop::option::of(prop::sample::select(Emotion::ALL.to_vec())),
    ) {
        let delivery = Delivery { voice_id: Some(voices()[voice].id.clone()), source: None, rate, emotion };
        check_any(&text, &delivery);
    }

    #[test]
    fn any_text_is_survived_by_flite(text in "(?s).{0,120}") {
        if let Some(voice) = voices().into_iter().find(|voice| voice.engine == Engine::Flite) {
            check_any(&text, &by(&voice.id));
        }
    }
}

/// A text is spoken, or refused before it begins; never is it silence.
fn check_any(text: &str, delivery: &Delivery) {
    match narrate(text, delivery) {
        Ok(mut narration) => {
            let utterances: Vec<_> = narration.by_ref().collect::<Result<_, _>>().unwrap();
            if utterances.is_empty() {
                assert!(narration.unsaid().is_some(), "{text:?} is silence, and nobody is told");
            } else {
                check(&utterances);
            }
        }
        Err(error) => assert!(matches!(error, SpeechError::Unspeakable(_)), "{text:?}: {error}"),
    }
}
