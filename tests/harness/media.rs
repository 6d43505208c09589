//! What arrives in the browser: statistics of the connection, events, pictures and sound.

use serde::Deserialize;

use crate::Sampled;

/// Sums over all peer connections of a page, from `RTCPeerConnection.getStats()`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// Peer connections ever made.
    pub connections: u32,
    /// Those not closed.
    pub open: u32,
    /// Pictures decoded.
    pub frames_decoded: u64,
    /// Pictures received.
    pub frames_received: u64,
    /// The picture's width in pixels, 0 before the first.
    pub width: u32,
    /// The picture's height in pixels.
    pub height: u32,
    /// How often the video stood still for long.
    pub freezes: u32,
    /// `totalAudioEnergy`: grows with sound, stays with silence.
    pub audio_energy: f64,
    /// Seconds of sound and silence played.
    pub audio_seconds: f64,
    /// Such as `video/VP8`.
    pub video_codec: String,
    /// RTP packets that did not arrive.
    pub packets_lost: i64,
}

/// A message of the server on the data channel.
#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    /// When it arrived, on the page's clock in milliseconds.
    pub at: f64,
    /// The message as it came.
    pub text: String,
}

/// What was seen and heard for a while.
#[derive(Debug, Clone, Deserialize)]
pub struct Recording {
    /// Grey pictures of [`WIDTH`] × [`HEIGHT`], row by row, as presented.
    pub pictures: Vec<Picture>,
    /// Root mean square of the sound's samples over some 10 ms.
    pub loudness: Vec<Loudness>,
}

/// A small grey picture.
#[derive(Debug, Clone, Deserialize)]
pub struct Picture {
    /// When it was presented, in milliseconds.
    pub at: f64,
    /// Brightness from 0 to 255, row by row.
    pub grey: Vec<u8>,
}

/// How loud it was.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Loudness {
    /// When, in milliseconds.
    pub at: f64,
    /// From 0 to 1.
    pub value: f64,
}

/// Width of a recorded picture.
pub const WIDTH: usize = 80;
/// Height of a recorded picture.
pub const HEIGHT: usize = 60;

impl Recording {
    /// How much picture and picture after it differ on average, in grey levels for each pixel.
    pub fn motion(&self) -> f64 {
        let pairs = self.pictures.windows(2).filter_map(|pair| match pair {
            [before, after] => Some(difference(&before.grey, &after.grey)),
            _ => None,
        });
        let (sum, count) = pairs.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        if count > 0.0 { sum / count } else { 0.0 }
    }

    /// The sound's loudness over time.
    pub fn sound(&self) -> Sampled {
        Sampled(
            self.loudness
                .iter()
                .map(|loudness| (loudness.at, loudness.value))
                .collect(),
        )
    }

    /// How far the mouth is from how it is in silence, over time: the mean change of those pixels of the lower half of the
    /// face that change most in speech.
    pub fn mouth(&self) -> Sampled {
        let moving = self.most_moving_pixels();
        let resting: Vec<f64> = moving
            .iter()
            .map(|&pixel| median(self.pictures.iter().map(|p| grey_at(p, pixel))))
            .collect();
        let openness = |picture: &Picture| {
            let changes = moving
                .iter()
                .zip(&resting)
                .map(|(&pixel, resting)| (grey_at(picture, pixel) - resting).abs());
            changes.sum::<f64>() / moving.len().max(1) as f64
        };
        Sampled(
            self.pictures
                .iter()
                .map(|picture| (picture.at, openness(picture)))
                .collect(),
        )
    }

    /// The pixels that vary most where a mouth can be: the middle third across, from half way down. A twentieth of them.
    fn most_moving_pixels(&self) -> Vec<usize> {
        let rows = HEIGHT * 9 / 20..HEIGHT * 17 / 20;
        let mut varying: Vec<(f64, usize)> = rows
            .flat_map(|row| (WIDTH / 3..WIDTH * 2 / 3).map(move |column| row * WIDTH + column))
            .map(|pixel| {
                (
                    deviation(self.pictures.iter().map(|picture| grey_at(picture, pixel))),
                    pixel,
                )
            })
            .collect();
        varying.sort_by(|a, b| b.0.total_cmp(&a.0));
        varying.truncate(varying.len() / 20);
        varying.into_iter().map(|(_, pixel)| pixel).collect()
    }
}

fn grey_at(picture: &Picture, pixel: usize) -> f64 {
    picture.grey.get(pixel).copied().map_or(0.0, f64::from)
}

fn difference(before: &[u8], after: &[u8]) -> f64 {
    let sum: u32 = before
        .iter()
        .zip(after)
        .map(|(before, after)| u32::from(before.abs_diff(*after)))
        .sum();
    f64::from(sum) / before.len().max(1) as f64
}

fn deviation(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    (values.map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
