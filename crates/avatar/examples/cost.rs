//! The cost of drawing: processor time a picture, and what share of a core a session takes while it idles and while it speaks.
//!
//! `cargo run --release -p streaming-avatar-avatar --example cost`

use std::error::Error;
use std::time::{Duration, Instant};

use streaming_avatar_avatar::{FrameSize, Performance, Picture, Utterance, Viseme, VisemeSpan, avatars};

const SECONDS: u64 = 20;

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "{:<8} {:>10} {:>16} {:>24} {:>24}",
        "avatar", "size", "ms a picture", "idle", "speaking"
    );
    for avatar in avatars().iter() {
        for size in [FrameSize::LOW, FrameSize::MEDIUM, FrameSize::HIGH] {
            let idle = session(&mut Performance::of(avatar, size, 7));
            let mut speaker = Performance::of(avatar, size, 7);
            speaker.say(babble());
            let speaking = session(&mut speaker);
            println!(
                "{:<8} {:>5}x{:<4} {:>16.2} {:>13.1} % {:>4.1}/s {:>13.1} % {:>4.1}/s",
                avatar.id(),
                size.width,
                size.height,
                speaking.busy.as_secs_f64() * 1000.0 / speaking.drawn as f64,
                share(&idle),
                per_second(&idle),
                share(&speaking),
                per_second(&speaking),
            );
        }
    }
    Ok(())
}

struct Cost {
    busy: Duration,
    drawn: u64,
}

fn share(cost: &Cost) -> f64 {
    cost.busy.as_secs_f64() / SECONDS as f64 * 100.0
}

fn per_second(cost: &Cost) -> f64 {
    cost.drawn as f64 / SECONDS as f64
}

/// A session of [`SECONDS`], as fast as it goes.
fn session(performance: &mut Performance) -> Cost {
    let start = Clock::now();
    let mut drawn = 0;
    let mut samples = [0; 480];
    let mut frame = 0;
    while performance.heard() < SECONDS * 24_000 {
        performance.sound(&mut samples);
        while frame * 24_000 / 30 < performance.heard() {
            if let Picture::New(_) = performance.picture(Duration::from_secs(1) * frame as u32 / 30) {
                drawn += 1;
            }
            frame += 1;
        }
    }
    Cost {
        busy: start.elapsed(),
        drawn,
    }
}

/// Syllables, five a second, with a pause now and then.
fn babble() -> Utterance {
    let shapes = [
        Viseme::Open,
        Viseme::Pressed,
        Viseme::Wide,
        Viseme::TongueTip,
        Viseme::Round,
        Viseme::Hiss,
    ];
    let length = 24_000 * SECONDS as usize;
    let mouth = (0..length / 2400)
        .filter(|syllable| syllable % 24 < 20)
        .map(|syllable| VisemeSpan {
            samples: syllable * 2400..(syllable + 1) * 2400,
            viseme: shapes[syllable % shapes.len()],
            strength: 0.9,
        })
        .collect();
    let samples = (0..length).map(|sample| {
        if sample / 2400 % 24 < 20 {
            ((sample % 4800) * 2) as i16
        } else {
            0
        }
    });
    Utterance {
        samples: samples.collect(),
        mouth,
        ..Utterance::default()
    }
}

/// Processor time of this thread where the system tells it, so that other work on the machine does not count.
enum Clock {
    Thread(u64),
    Wall(Instant),
}

impl Clock {
    fn now() -> Self {
        thread_nanoseconds().map_or_else(|| Self::Wall(Instant::now()), Self::Thread)
    }

    fn elapsed(&self) -> Duration {
        match self {
            Self::Thread(start) => {
                Duration::from_nanos(thread_nanoseconds().unwrap_or_default().saturating_sub(*start))
            }
            Self::Wall(start) => start.elapsed(),
        }
    }
}

/// Linux counts the nanoseconds a thread ran as the first number of this file.
fn thread_nanoseconds() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}
