//! Measurements of pictures and sound.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test may: its panic is the failure it reports")]

use std::time::Duration;

use streaming_avatar_avatar::{FrameSize, Performance, Picture, Region, SAMPLE_RATE, Utterance, Yuv, avatars};

/// Samples a server pulls at a time.
pub const PULL: usize = 480;
/// Seconds between readings of sound and mouth when they are compared.
const STEP: f64 = 0.01;

/// A session watched from the outside: its sound, and the mouth of each of its pictures.
pub struct Watched {
    /// All sound, from the first sample.
    pub sound: Vec<i16>,
    /// One reading a picture, 30 a second: how much of the mouth's inside is seen, in pixels.
    pub opening: Vec<f64>,
    /// How many of the pictures were new.
    pub drawn: usize,
}

/// Plays `utterances` on an avatar as a server does, to half a second past their end.
pub fn watch(avatar_id: &str, utterances: Vec<Utterance>) -> Watched {
    let mut everybody = avatars().iter();
    let avatar = everybody.find(|avatar| avatar.id() == avatar_id).unwrap();
    let mut performance = Performance::of(avatar, FrameSize::LOW, 11);
    let mouth = performance.mouth_region();
    let mut watched = Watched {
        sound: vec![],
        opening: vec![],
        drawn: 0,
    };
    let mut utterances = utterances.into_iter();
    let mut frame = 0u32;
    let mut tail = 25;
    // Half a second of silence first.
    let mut samples = [0i16; PULL];
    while tail > 0 {
        if watched.sound.len() >= SAMPLE_RATE as usize / 2 && !performance.is_speaking() {
            match utterances.next() {
                Some(utterance) => drop(performance.say(utterance)),
                None => tail -= 1,
            }
        }
        performance.sound(&mut samples);
        watched.sound.extend_from_slice(&samples);
        while f64::from(frame) / 30.0 * f64::from(SAMPLE_RATE) < performance.heard() as f64 {
            match performance.picture(Duration::from_secs(1) * frame / 30) {
                Picture::New(picture) => {
                    watched.drawn += 1;
                    watched.opening.push(opening(picture, mouth));
                }
                Picture::Same => watched
                    .opening
                    .push(watched.opening.last().copied().unwrap_or_default()),
            }
            frame += 1;
        }
    }
    watched
}

/// How much of the mouth's inside a picture shows, in pixels: teeth, tongue and the dark behind them.
///
/// The dark is darker than any skin or lip, and teeth are pale without red: this holds for faces without a beard.
pub fn opening(picture: &Yuv, mouth: Region) -> f64 {
    let mut seen = 0;
    for row in mouth.top..mouth.top + mouth.height {
        for column in mouth.left..mouth.left + mouth.width {
            // Within an oval: in the corners of the region lie hair and clothes.
            let from_middle =
                |place: usize, start: usize, length: usize| (place - start) as f64 / length as f64 * 2.0 - 1.0;
            let across = from_middle(column, mouth.left, mouth.width);
            let down = from_middle(row, mouth.top, mouth.height);
            if across * across + down * down > 1.0 {
                continue;
            }
            let luma = picture.y()[row * picture.y_stride() + column];
            let red = picture.v()[row / 2 * picture.chroma_stride() + column / 2];
            let (dark, tooth) = (luma < 52, luma > 120 && red.abs_diff(128) < 8);
            seen += u32::from(dark || tooth);
        }
    }
    f64::from(seen)
}

/// The luma of a stretch of a picture, row by row.
pub fn luma(picture: &Yuv, region: Region) -> impl Iterator<Item = u8> {
    let rows = picture
        .y()
        .chunks(picture.y_stride())
        .skip(region.top)
        .take(region.height);
    rows.flat_map(move |row| row[region.left..region.left + region.width].iter().copied())
}

/// Mean difference of luma between two pictures within a region.
pub fn difference(one: &Yuv, other: &Yuv, region: Region) -> f64 {
    let sum: f64 = luma(one, region)
        .zip(luma(other, region))
        .map(|(one, other)| f64::from(one.abs_diff(other)))
        .sum();
    sum / (region.width * region.height) as f64
}

/// How much later than the sound the mouth moves, in seconds (negative: earlier), and how well the two agree at that
/// distance (1: perfectly, 0: not at all).
///
/// Loudness and opening are read every hundredth of a second; the answer is the shift, within 0.4 s either way, at which they correlate best.
pub fn lag(watched: &Watched) -> (f64, f64) {
    let reading = (f64::from(SAMPLE_RATE) * STEP) as usize;
    let window = 2 * reading;
    let count = watched.sound.len() / reading;
    let loudness: Vec<f64> = (0..count)
        .map(|index| {
            let middle = index * reading;
            let around = &watched.sound[middle.saturating_sub(window)..(middle + window).min(watched.sound.len())];
            let energy: f64 = around.iter().map(|&sample| f64::from(sample).powi(2)).sum();
            // The root brings quiet vowels nearer to loud ones, as the mouth does.
            (energy / around.len().max(1) as f64).sqrt().sqrt()
        })
        .collect();
    let opening: Vec<f64> = (0..count)
        .map(|index| {
            let place = index as f64 * STEP * 30.0;
            let frame = (place as usize).min(watched.opening.len() - 1);
            let next = (frame + 1).min(watched.opening.len() - 1);
            watched.opening[frame] + (watched.opening[next] - watched.opening[frame]) * place.fract()
        })
        .collect();
    let reach = (0.4 / STEP) as i64;
    (-reach..=reach)
        .map(|shift| {
            let pairs = (0..count as i64).filter_map(|index| {
                Some((
                    loudness[index as usize],
                    *opening.get(usize::try_from(index + shift).ok()?)?,
                ))
            });
            (shift as f64 * STEP, correlation(&pairs.collect::<Vec<_>>()))
        })
        .max_by(|one, other| one.1.total_cmp(&other.1))
        .unwrap()
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len() as f64;
    let mean = pairs
        .iter()
        .fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0 / count, sum.1 + pair.1 / count));
    let mut sums = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (x, y) = (x - mean.0, y - mean.1);
        sums = (sums.0 + x * y, sums.1 + x * x, sums.2 + y * y);
    }
    if sums.1 * sums.2 > 0.0 {
        sums.0 / (sums.1 * sums.2).sqrt()
    } else {
        0.0
    }
}
