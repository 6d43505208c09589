//! A performance as its caller sees it: what is heard, what is shown, when nothing is.
#![allow(clippy::unwrap_used, reason = "a test may: its panic is the failure it reports")]

mod measure;

use std::time::Duration;

use measure::{PULL, difference, luma, opening};
use proptest::prelude::*;
use streaming_avatar_avatar::{
    FrameSize, Performance, Picture, Region, SAMPLE_RATE, Utterance, Viseme, VisemeSpan, Yuv, avatars,
};

fn vowel(seconds: f64) -> Utterance {
    let length = (seconds * f64::from(SAMPLE_RATE)) as usize;
    let samples = (0..length)
        .map(|index| if index / 60 % 2 == 0 { 6000 } else { -6000 })
        .collect();
    Utterance {
        samples,
        mouth: vec![VisemeSpan {
            samples: 0..length,
            viseme: Viseme::Open,
            strength: 1.0,
        }],
        ..Utterance::default()
    }
}

fn clara() -> Performance {
    Performance::new("clara", FrameSize::LOW, 3).unwrap()
}

/// Pulls the sound of `seconds` and returns it.
fn hear(performance: &mut Performance, seconds: f64) -> Vec<i16> {
    let mut heard = vec![0; (seconds * f64::from(SAMPLE_RATE)) as usize];
    for piece in heard.chunks_mut(PULL) {
        performance.sound(piece);
    }
    heard
}

fn seen(performance: &mut Performance, seconds: f64) -> Yuv {
    performance.picture(Duration::from_secs_f64(seconds));
    performance.last_picture().clone()
}

#[test]
fn speech_is_heard_where_it_was_announced() {
    let mut performance = clara();
    hear(&mut performance, 0.5);
    let first = performance.say(vowel(0.25));
    let second = performance.say(vowel(0.5));
    assert_eq!((first.clone(), second.clone()), (12_000..18_000, 18_000..30_000));
    assert!(performance.is_speaking());
    let heard = hear(&mut performance, 1.0);
    assert!(heard[..18_000].iter().all(|&sample| sample != 0) && heard[18_000..].iter().all(|&sample| sample == 0));
    assert!(!performance.is_speaking());
    assert_eq!(performance.heard(), 36_000);
    assert!(!performance.sound(&mut [1; PULL]));
}

#[test]
fn an_interruption_is_heard_and_seen_at_once() {
    let mut performance = clara();
    let mouth = performance.mouth_region();
    performance.say(vowel(5.0));
    performance.say(vowel(5.0));
    hear(&mut performance, 1.0);
    let speaking = opening(&seen(&mut performance, 1.0), mouth);
    let silence = performance.interrupt();
    assert!(silence <= 24_000 + 240, "silence only at {silence}");
    assert_eq!(
        opening(&seen(&mut performance, 1.0), mouth),
        speaking,
        "the mouth jumped"
    );

    let heard = hear(&mut performance, 0.5);
    let tail = (silence - 24_000) as usize;
    assert!(heard[tail..].iter().all(|&sample| sample == 0));
    assert!(
        heard[..tail]
            .windows(121)
            .all(|near| near[120].unsigned_abs() <= near[0].unsigned_abs() + 1),
        "it does not fade"
    );
    assert!(!performance.is_speaking());

    let mut before = speaking;
    for frame in 1..=8 {
        let now = opening(&seen(&mut performance, 1.0 + f64::from(frame) / 30.0), mouth);
        println!("{frame} pictures later {now} of {speaking} pixels");
        assert!(now <= before + 0.05 * speaking, "the mouth opens again");
        before = now;
    }
    assert!(before < 0.1 * speaking, "the mouth stays open: {before} of {speaking}");
    // And speech goes on afterwards.
    assert_eq!(performance.say(vowel(0.1)).start, performance.heard());
}

/// Two vowels with a break of 0.2 s between them.
fn two_vowels(seconds: f64) -> Utterance {
    let mut both = vowel(seconds);
    let second = vowel(seconds);
    both.samples.extend(vec![0; SAMPLE_RATE as usize / 5]);
    let start = both.samples.len();
    both.samples.extend(second.samples);
    both.mouth.push(VisemeSpan {
        samples: start..both.samples.len(),
        viseme: Viseme::Open,
        strength: 1.0,
    });
    both
}

#[test]
fn a_pause_keeps_the_rest_for_later_with_its_lips() {
    let mut performance = clara();
    let mouth = performance.mouth_region();
    let seconds = |samples: u64| samples as f64 / f64::from(SAMPLE_RATE);
    let stretch = performance.say(two_vowels(1.0));
    let next = performance.say(vowel(1.0));
    hear(&mut performance, 1.5);
    performance.pause(0);
    let silent = hear(&mut performance, 2.0);
    let fade = SAMPLE_RATE as usize / 100;
    assert!(silent[fade..].iter().all(|&sample| sample == 0));
    assert!(performance.is_paused() && performance.is_speaking());
    assert!(
        opening(&seen(&mut performance, 3.4), mouth) < 20.0,
        "the mouth stays open"
    );
    // Speech that comes in a pause waits behind the rest.
    let last = performance.say(vowel(1.0));
    assert_eq!((next.start, last.start), (stretch.end, next.end));
    let again = performance.resume();
    assert!((0.3..0.36).contains(&seconds(again)), "from the break: {again}");
    assert_eq!(
        performance.spoken() + again,
        3 * u64::from(SAMPLE_RATE) / 2 + fade as u64
    );
    let left = seconds(last.end - performance.spoken());
    let rest = hear(&mut performance, left + 0.5);
    let spoken = rest.iter().rposition(|&sample| sample != 0).unwrap();
    assert!((seconds(spoken as u64) - left).abs() < 0.001);
    // Where the vowels are, the mouth is open.
    assert!(opening(&seen(&mut performance, 3.5 + left - 1.0), mouth) > 100.0);
    assert!(opening(&seen(&mut performance, 3.5 + left + 0.4), mouth) < 20.0);
}

#[test]
fn an_interruption_in_a_pause_leaves_nothing_to_go_on_with() {
    let mut performance = clara();
    performance.say(vowel(5.0));
    hear(&mut performance, 1.0);
    performance.pause(0);
    hear(&mut performance, 1.0);
    assert_eq!(performance.interrupt(), performance.spoken());
    assert_eq!(performance.resume(), 0);
    assert!(hear(&mut performance, 1.0).iter().all(|&sample| sample == 0));
    assert!(!performance.is_speaking());
}

#[test]
fn an_interruption_of_nothing_changes_nothing() {
    let mut performance = clara();
    hear(&mut performance, 0.3);
    assert_eq!(performance.interrupt(), performance.heard());
    assert!(hear(&mut performance, 0.1).iter().all(|&sample| sample == 0));
}

#[test]
fn an_idle_avatar_moves_without_steps_blinks_and_breathes() {
    let mut performance = clara();
    let eyes = Region {
        left: 320 - 45,
        top: 120,
        width: 90,
        height: 30,
    };
    let shoulders = Region {
        left: 200,
        top: 255,
        width: 240,
        height: 60,
    };
    let pale = |picture: &Yuv| luma(picture, eyes).filter(|&luma| luma > 205).count();
    let (mut drawn, mut blinks, mut shut, mut most_breath) = (0, 0, false, 0.0f64);
    let mut first = None;
    let frames = 30 * 40;
    for frame in 0..frames {
        if let Picture::New(picture) = performance.picture(Duration::from_secs(1) * frame / 30) {
            drawn += 1;
            let first = first.get_or_insert_with(|| picture.clone());
            let is_shut = pale(picture) * 4 < pale(first);
            blinks += u32::from(is_shut && !shut);
            shut = is_shut;
            most_breath = most_breath.max(difference(first, picture, shoulders));
        }
    }
    println!("{drawn} of {frames} drawn, {blinks} blinks, breath moves the shoulders by {most_breath:.2}");
    // At least twelve pictures a second, or slow movement looks stepped; and fewer than all, for nothing moves that fast.
    assert!(
        (frames * 12 / 30..frames * 4 / 5).contains(&drawn),
        "{drawn} of {frames} drawn"
    );
    assert!((7..=20).contains(&blinks), "{blinks} blinks in 40 s");
    assert!(most_breath > 0.3, "no breath");
}

#[test]
fn the_same_calls_give_the_same_session() {
    let run = |seed| {
        let mut performance = Performance::new("amara", FrameSize::LOW, seed).unwrap();
        performance.say(vowel(0.6));
        let sound = hear(&mut performance, 1.0);
        let pictures: Vec<Yuv> = [0.2, 1.7, 4.0].map(|seconds| seen(&mut performance, seconds)).to_vec();
        (sound, pictures)
    };
    assert_eq!(run(5), run(5));
    assert_ne!(run(5).1, run(6).1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn no_seed_time_or_utterance_is_too_much(
        avatar in 0..3usize,
        seed: u64,
        times in prop::collection::vec(0..u64::MAX, 1..6),
        spans in prop::collection::vec((0..9000usize, 0..9000usize, any::<f32>()), 0..6),
        interrupted: bool,
    ) {
        let mut performance = Performance::new(avatars()[avatar].id(), FrameSize { width: 160, height: 90 }, seed).unwrap();
        let mouth = spans
            .into_iter()
            .map(|(start, end, strength)| VisemeSpan { samples: start..end, viseme: Viseme::Hush, strength })
            .collect();
        performance.say(Utterance { samples: vec![i16::MIN; 8000], mouth, ..Utterance::default() });
        hear(&mut performance, 0.1);
        if interrupted {
            performance.interrupt();
        }
        for (index, time) in times.into_iter().enumerate() {
            performance.picture(Duration::from_millis(100 * index as u64));
            performance.picture(Duration::from_nanos(time));
        }
    }
}
