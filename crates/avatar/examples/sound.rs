//! How every voice of this machine sounds, in figures: loudness, peaks, pauses between sentences, and the spectrum by octaves.
//!
//! `cargo run -p streaming-avatar-avatar --example sound -- [PART OF A VOICE'S ID | FILE.wav]`

use std::env;
use std::error::Error;

use ebur128::{EbuR128, Mode};
use microfft::real::rfft_512;
use streaming_avatar_avatar::{
    SAMPLE_RATE,
    speech::{Delivery, narrate, voices},
};

/// The middles of the octaves whose levels are told, in Hz, and of the band in which many voices end.
const BANDS: [f32; 7] = [250.0, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0, 9_000.0];

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = env::args().nth(1).unwrap_or_default();
    println!(
        "voice              LUFS   peak  pauses of 150 ms and more, in ms       dB by octave: 250 500 1k 2k 4k 8k, and at 9k"
    );
    if wanted.ends_with(".wav") {
        let mut reader = hound::WavReader::open(&wanted)?;
        let rate = reader.spec().sample_rate;
        let samples = reader.samples::<i16>().collect::<Result<Vec<_>, _>>()?;
        return report("file", &samples, rate);
    }
    for voice in voices().into_iter().filter(|voice| voice.id.contains(&wanted)) {
        let delivery = Delivery {
            voice_id: Some(voice.id.clone()),
            ..Delivery::default()
        };
        let mut samples = Vec::new();
        for utterance in narrate(text(&voice.language), &delivery)? {
            samples.extend(utterance?.samples);
        }
        report(&voice.id, &samples, SAMPLE_RATE)?;
    }
    Ok(())
}

fn report(name: &str, samples: &[i16], rate: u32) -> Result<(), Box<dyn Error>> {
    let peak = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
    let levels: Vec<String> = spectrum(samples, rate)
        .iter()
        .map(|level| format!("{level:.0}"))
        .collect();
    let pauses: Vec<String> = pauses(samples, rate).iter().map(usize::to_string).collect();
    println!(
        "{name:<16} {:>6.1} {:>6.1}  {:<40} {}",
        loudness(samples, rate)?,
        20.0 * (f64::from(peak) / 32_768.0).log10(),
        pauses.join(" "),
        levels.join(" "),
    );
    Ok(())
}

/// Some sentences in a language.
fn text(language: &str) -> &'static str {
    match language.get(..2) {
        Some("de") => {
            "Guten Tag, und herzlich willkommen. Ich zeige dir gern unsere Stadt und ihre Umgebung. Möchtest du zuerst das Schloss sehen? Dann gehen wir jetzt los! So klinge ich. Was meinst du, ist das laut genug? Bitte öffne die Tür und lass die Kinder hereinkommen."
        }
        Some("fr") => {
            "Bonjour, et bienvenue à tous. Je vous montre volontiers notre ville et ses environs. Voulez-vous d'abord voir le château? Alors, partons maintenant! Voici ma voix. Qu'en penses-tu, est-ce assez fort? S'il te plaît, ouvre la porte et laisse entrer les enfants."
        }
        Some("es") => {
            "Buenos días, y bienvenidos a todos. Con mucho gusto les muestro nuestra ciudad y sus alrededores. ¿Quieren ver primero el castillo? ¡Entonces vamos ahora! Así sueno yo. ¿Qué te parece, se oye bien? Por favor, abre la puerta y deja entrar a los niños."
        }
        Some("it") => {
            "Buongiorno, e benvenuti a tutti. Vi mostro volentieri la nostra città e i suoi dintorni. Volete vedere prima il castello? Allora andiamo adesso! Questa è la mia voce. Che ne pensi, si sente bene? Per favore, apri la porta e lascia entrare i bambini."
        }
        _ => {
            "Good morning, and welcome to everyone. I am happy to show you our town and the hills around it. Would you like to see the castle first? Then let us go now! This is how I sound. What do you think, is it loud enough? Please open the door and let the children come inside."
        }
    }
}

fn loudness(samples: &[i16], rate: u32) -> Result<f64, ebur128::Error> {
    let mut meter = EbuR128::new(1, rate, Mode::I)?;
    meter.add_frames_i16(samples)?;
    meter.loudness_global()
}

/// The pauses: frames of 10 ms more than 35 dB below the loudest, in ms.
fn pauses(samples: &[i16], rate: u32) -> Vec<usize> {
    let levels: Vec<f32> = samples.chunks(rate as usize / 100).map(level).collect();
    let quiet = levels.iter().copied().fold(0.0, f32::max) * 0.018;
    let runs = levels.chunk_by(|one, other| (*one > quiet) == (*other > quiet));
    runs.filter(|run| run[0] <= quiet && run.len() >= 15)
        .map(|run| run.len() * 10)
        .collect()
}

fn level(samples: &[i16]) -> f32 {
    let sum: f32 = samples.iter().map(|sample| f32::from(*sample).powi(2)).sum();
    (sum / samples.len().max(1) as f32).sqrt()
}

/// The levels of [`BANDS`] against the loudest of them, in dB: of the octaves, and of the third of an octave at the last.
fn spectrum(samples: &[i16], rate: u32) -> Vec<f32> {
    let mut powers = [0.0_f32; 256];
    for frame in samples.windows(512).step_by(256) {
        let mut windowed = [0.0; 512];
        for (at, (place, sample)) in windowed.iter_mut().zip(frame).enumerate() {
            let angle = std::f32::consts::TAU * at as f32 / 512.0;
            *place = f32::from(*sample) * (0.5 - 0.5 * angle.cos());
        }
        for (power, value) in powers.iter_mut().zip(rfft_512(&mut windowed)) {
            *power += value.norm_sqr();
        }
    }
    let of = |middle: f32, reach: f32| -> f32 {
        let hertz = |bin: usize| bin as f32 * rate as f32 / 512.0;
        let inside = |bin: usize| (middle / reach..middle * reach).contains(&hertz(bin));
        powers
            .iter()
            .enumerate()
            .filter(|(bin, _)| inside(*bin))
            .map(|(_, power)| power)
            .sum()
    };
    let reach = |middle: f32| if middle == 9_000.0 { 1.122 } else { 1.414 };
    let bands = BANDS.map(|middle| of(middle, reach(middle)));
    let loudest = bands.iter().copied().fold(1.0, f32::max);
    bands
        .iter()
        .map(|band| 10.0 * (band / loudest).max(1e-9).log10())
        .collect()
}
