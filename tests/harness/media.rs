//! Media in the browser: statistics of the connection, events, pictures and sound.

use serde::{Deserialize, Serialize};

use crate::{Failure, Sampled, artifacts, lag_of};

/// Sums over all peer connections of a page, from `RTCPeerConnection.getStats()`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// Peer connections ever made.
    pub connections: u32,
    /// Peer connections that are not closed.
    pub open: u32,
    /// Pictures decoded.
    pub frames_decoded: u64,
    /// Pictures received.
    pub frames_received: u64,
    /// The picture's width in pixels, 0 before the first.
    pub width: u32,
    /// The picture's height in pixels.
    pub height: u32,
    /// Number of freezes of the video.
    pub freezes: u32,
    /// `totalAudioEnergy`: grows with sound, constant in silence.
    pub audio_energy: f64,
    /// Seconds of sound and silence played.
    pub audio_seconds: f64,
    /// Seconds of concealed sound: made up in place of packets that were lost or late, silence left out.
    pub audio_concealed: f64,
    /// Codec, such as `video/VP8`.
    pub video_codec: String,
    /// Lost RTP packets.
    pub packets_lost: i64,
}

/// A message of the server on the data channel.
#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    /// Time of arrival, on the page's clock in milliseconds.
    pub at: f64,
    /// The message as it arrived.
    pub text: String,
}

/// A recording of pictures and sound.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Recording {
    /// Grey pictures of [`MOUTH`], [`SIDE`] × [`SIDE`] pixels, as presented.
    pub pictures: Vec<Picture>,
    /// Root mean square of the sound's samples, every 10 ms.
    pub loudness: Vec<Loudness>,
}

/// A small grey picture.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Picture {
    /// Time of presentation, in milliseconds.
    pub at: f64,
    /// Brightness from 0 to 255, row by row.
    pub grey: Vec<u8>,
}

/// A sample of the sound's loudness.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub struct Loudness {
    /// Time, in milliseconds.
    pub at: f64,
    /// Loudness, 0 to 1.
    pub value: f64,
}

/// Width and height of a recorded picture.
pub const SIDE: usize = 40;
/// The recorded part of the video, the mouth and its surroundings: left, top, width and height as shares of the whole.
/// Eyes and brows, which also move, are above it.
pub const MOUTH: [f64; 4] = [0.43, 0.47, 0.14, 0.16];

impl Recording {
    /// Mean change of a pixel in a second, in grey levels.
    pub fn motion(&self) -> f64 {
        let changes = self.pictures.iter().zip(self.pictures.iter().skip(1));
        let sum: f64 = changes
            .map(|(before, after)| difference(&before.grey, &after.grey))
            .sum();
        match (self.pictures.first(), self.pictures.last()) {
            (Some(first), Some(last)) if last.at > first.at => sum * 1000.0 / (last.at - first.at),
            _ => 0.0,
        }
    }

    /// Saves the recording as `artifacts/<name>.json`, to find out why a test failed.
    pub fn keep(&self, name: &str) -> Result<(), Failure> {
        let path = artifacts(&format!("{name}.json"))?;
        std::fs::write(&path, serde_json::to_vec(self)?).map_err(|error| Failure::File {
            path: path.display().to_string(),
            reason: error.to_string(),
        })
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

    /// Milliseconds that the mouth is behind the sound, and how well the two agree, from -1 to 1; `None` where nothing varies. Loudness rises
    /// within a vowel, lips move more slowly: both are smoothed to the pace of syllables.
    pub fn lips(&self) -> Option<(f64, f64)> {
        lag_of(&self.mouth().smoothed(60.0), &self.sound().smoothed(60.0), 500.0)
    }

    /// Mouth opening over time: mean deviation from the average picture, of the pixels that change fastest. The head
    /// sways too, but slowly.
    pub fn mouth(&self) -> Sampled {
        let moving = self.fastest_pixels();
        let usual: Vec<f64> = moving
            .iter()
            .map(|&pixel| median(self.pictures.iter().map(|p| grey_at(p, pixel))))
            .collect();
        let openness = |picture: &Picture| {
            let changes = moving
                .iter()
                .zip(&usual)
                .map(|(&pixel, usual)| (grey_at(picture, pixel) - usual).abs());
            changes.sum::<f64>() / moving.len().max(1) as f64
        };
        Sampled(
            self.pictures
                .iter()
                .map(|picture| (picture.at, openness(picture)))
                .collect(),
        )
    }

    /// A tenth of the pixels, those that change most from picture to picture.
    fn fastest_pixels(&self) -> Vec<usize> {
        let change = |pixel: usize| {
            let values: Vec<f64> = self.pictures.iter().map(|picture| grey_at(picture, pixel)).collect();
            values
                .iter()
                .zip(values.iter().skip(1))
                .map(|(before, after)| (after - before).abs())
                .sum::<f64>()
        };
        let mut pixels: Vec<(f64, usize)> = (0..SIDE * SIDE).map(|pixel| (change(pixel), pixel)).collect();
        pixels.sort_by(|a, b| b.0.total_cmp(&a.0));
        pixels.truncate(SIDE * SIDE / 10);
        pixels.into_iter().map(|(_, pixel)| pixel).collect()
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

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
