//! Fits the network to the phones of flite's voices, whose times are known exactly, then to the built-in voices: flite
//! tells which phones a text has, and the network as fitted so far finds them in the sound.
//!
//! Run by hand where flite is installed: `cargo test --release -p streaming-avatar-avatar fit_the_weights -- --ignored`. It
//! writes `weights.rs` anew; the test `yardstick` then tells what the new weights are worth.

use std::fmt::Write;

use super::{
    Shape,
    align::align,
    from_audio::{all_scores, hidden, inputs, scores},
    measure_tones::VARIED,
    network::{HIDDEN, INPUTS, SHAPES, Weights},
    phonemes,
    spectrum::{HOP, RATE, Spectrum, Tone},
};
use crate::{
    speech::{
        Delivery,
        flite::{self, Flite, FliteSpeaker, FliteVoice},
        narrate,
        resample::resample,
    },
    utterance::SAMPLE_RATE,
    viseme::Viseme,
};

/// Common words that have, together, every sound of English in many neighbourhoods.
const WORDS: &str = "about above after again always animal answer apple arrive autumn baby back balloon bamboo basket beach \
    beautiful because before begin better between bicycle bird blue boat book bottle box boy bread bridge bring brother brown \
    build butter cabbage call camera candle castle catch chair change cheese chicken child choose church circle city clean clock \
    cloud coffee cold colour come copper corner cotton country cousin cover daughter deep dinner doctor dog door dream drive early \
    earth easy eight empty enough evening every example eye fable family farm fast father feather few field finger finish fire \
    first five flower follow food foot forest four fresh friend front fruit full garden gather gentle girl give glass goat good \
    great green ground group guess half hammer happy harbour heart heavy help honey horse house hundred hungry image island jacket \
    journey joy judge juice jump keep kettle key kind king kitchen ladder lamp language large laugh leaf learn leather leave lemon \
    letter light little long love lunch machine magic make market measure meet melon member middle milk minute mirror money moon \
    morning mother mountain mouth move music myself name nature never new nice night noise north nothing number ocean oil old open \
    orange order other over page paint pancake paper pebble people pepper perfect picture pillow pink place plant play please \
    pocket poem point poor possible pretty problem public pupil purple push quarter queen question quick quiet rabbit rain ready \
    reason red remember rhythm rice ripple river road rough round rubber salad sample school season seven shadow shape sheep shine \
    ship shirt shoe short should shoulder show simple sister sleep small smile smooth soft some song soup south spoon spring square \
    station stone story strange street strong sugar summer sun supper sure table teach teapot thank that their them there these \
    they thick thin thing thirsty this those though thought thousand three through thumb thunder today together tomorrow tooth \
    touch tower town treasure tree trouble true trumpet under usual valley vanilla velvet verb very village violin vision visit \
    voice walk warm wash watch water wave weather welcome where which whisper white window winter wish with woman wonder wood word \
    world would write yellow yes yesterday young zebra zero";

/// How far the resonances are shifted to make speakers that flite does not have.
const THROATS: [f32; 3] = [0.88, 1.0, 1.14];

/// `count` sentences of nine words in an order that `seed` decides.
pub(super) fn sentences(count: usize, seed: u64) -> Vec<String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut random = Random(seed);
    (0..count)
        .map(|_| {
            let mut sentence: Vec<&str> = (0..9).map(|_| words[random.below(words.len())]).collect();
            sentence.insert(5, ",");
            sentence.join(" ").replace(" ,", ",") + "."
        })
        .collect()
}

/// The speech of a flite voice, with the shapes that its phones tell.
pub(super) fn spoken(voice: &FliteVoice, sentence: &str) -> (Vec<i16>, Vec<Shape>) {
    let mut speaker = FliteSpeaker::new(Flite::default(), voice.clone(), Delivery::default().prosody());
    speaker.begin(sentence).unwrap();
    let (samples, told) = loop {
        if let Some(spoken) = speaker.work().unwrap() {
            break spoken;
        }
    };
    (samples, phonemes::shapes(&told))
}

/// The shape at a frame's middle.
pub(super) fn at(shapes: &[Shape], frame: usize) -> Viseme {
    let middle = frame * HOP + HOP / 2;
    shapes
        .iter()
        .find(|(range, _)| range.contains(&middle))
        .map_or(Viseme::Rest, |(_, viseme)| *viseme)
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// A frame to learn from.
type Example = ([f32; INPUTS], usize);

/// The row of the network's scores that a shape has.
fn row(viseme: Viseme) -> usize {
    SHAPES.iter().position(|shape| *shape == viseme).unwrap()
}

/// Examples from sound whose shape in each frame is known, with the throats that it was not spoken with too.
fn examples(samples: &[i16], varied: &[i16], shape: impl Fn(usize) -> Viseme, out: &mut Vec<Example>) {
    for throat in THROATS {
        let spectrum = Spectrum::warped(samples, throat, &Tone::warped(varied, throat));
        out.extend((0..samples.len() / HOP).map(|frame| (inputs(&spectrum, frame), row(shape(frame)))));
    }
}

/// Every number of a network in one order.
fn all(weights: &mut Weights) -> impl Iterator<Item = &mut f32> {
    weights
        .hidden
        .iter_mut()
        .flatten()
        .chain(weights.output.iter_mut().flatten())
}

fn zero() -> Weights {
    Weights {
        hidden: [[0.0; INPUTS]; HIDDEN],
        output: [[0.0; HIDDEN + 1]; SHAPES.len()],
    }
}

/// Fits the network by stochastic gradient descent on the likelihood, with Adam's step sizes.
fn fit(examples: &[Example], steps: usize) -> Weights {
    const BATCH: usize = 128;
    let mut random = Random(7);
    let (mut weights, mut mean, mut square) = (zero(), zero(), zero());
    for weight in all(&mut weights) {
        *weight = (random.below(2_001) as f32 / 1_000.0 - 1.0) * 0.15;
    }
    for step in 1..=steps {
        let mut gradient = zero();
        for _ in 0..BATCH {
            let (inputs, shape) = &examples[random.below(examples.len())];
            let units = hidden(&weights, inputs);
            let mut back = [0.0; HIDDEN + 1];
            for (row, score) in scores(&weights, &units).iter().enumerate() {
                let error = (score.exp() - f32::from(u8::from(row == *shape))) / BATCH as f32;
                for unit in 0..=HIDDEN {
                    gradient.output[row][unit] += error * units[unit];
                    back[unit] += error * weights.output[row][unit];
                }
            }
            for unit in 0..HIDDEN {
                let error = back[unit] * (1.0 - units[unit] * units[unit]);
                for (slope, input) in gradient.hidden[unit].iter_mut().zip(inputs) {
                    *slope += error * input;
                }
            }
        }
        let rate = 0.01 * (1.0 - step as f32 / steps as f32);
        let numbers = all(&mut weights)
            .zip(all(&mut gradient))
            .zip(all(&mut mean).zip(all(&mut square)));
        for ((weight, slope), (mean, square)) in numbers {
            let slope = *slope + 1e-5 * *weight;
            *mean = 0.9 * *mean + 0.1 * slope;
            *square = 0.99 * *square + 0.01 * slope * slope;
            let first = *mean / (1.0 - 0.9_f32.powi(step as i32));
            let second = *square / (1.0 - 0.99_f32.powi(step as i32));
            *weight -= rate * first / (second.sqrt() + 1e-8);
        }
    }
    let right = examples.iter().filter(|(inputs, shape)| {
        let scores = scores(&weights, &hidden(&weights, inputs));
        scores.iter().all(|score| *score <= scores[*shape])
    });
    println!(
        "{} frames, {:.3} of them right",
        examples.len(),
        right.count() as f32 / examples.len() as f32
    );
    weights
}

/// The first sentence of a text, as the network hears it.
fn heard(text: &str, delivery: &Delivery) -> Vec<i16> {
    let utterance = narrate(text, delivery).unwrap().next().unwrap().unwrap();
    resample(&utterance.samples, SAMPLE_RATE, RATE)
}

/// Examples from the built-in voices: flite tells which shapes some words have and how long each is beside the others, and
/// `weights` where exactly they lie. Two words at a time, since over a whole sentence the two voices drift apart.
fn aligned(weights: &Weights, teller: &FliteVoice, out: &mut Vec<Example>) {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut random = Random(3);
    let voices: Vec<(Delivery, Vec<i16>)> = ["pico-en-us", "pico-en-us-low"]
        .into_iter()
        .map(|voice| {
            let delivery = Delivery {
                voice_id: Some(voice.to_owned()),
                ..Delivery::default()
            };
            let varied = heard(VARIED, &delivery);
            (delivery, varied)
        })
        .collect();
    for nth in 0..words.len() {
        let text = format!("{} {}.", words[nth], words[random.below(words.len())]);
        let told = spoken(teller, &text).1;
        let (start, end) = (told[0].0.start as f32, told[told.len() - 1].0.end as f32);
        for (delivery, varied) in &voices {
            let samples = heard(&text, delivery);
            let frames = samples.len() / HOP;
            // The silence that narration leaves at the ends, and the pause that it adds.
            let (first, last) = (3.0, frames as f32 - 16.0);
            let mut sequence = vec![(Viseme::Rest, 0.0)];
            for (range, viseme) in &told {
                let middle = ((range.start + range.end) as f32 / 2.0 - start) / (end - start);
                if sequence.last().map(|(last, _)| last) != Some(viseme) {
                    sequence.push((*viseme, first + middle * (last - first)));
                }
            }
            sequence.push((Viseme::Rest, frames as f32 - 7.0));
            let scores = all_scores(weights, &Spectrum::of(&samples, &Tone::of(varied)));
            if let Some(places) = align(&scores, &sequence) {
                examples(&samples, varied, |frame| sequence[places[frame]].0, out);
            }
        }
    }
}

#[test]
#[ignore = "writes the weights anew; needs flite"]
fn fit_the_weights() {
    let mut told = Vec::new();
    for voice in flite::installed() {
        let (varied, _) = spoken(voice, VARIED);
        for sentence in sentences(100, 1) {
            let (samples, shapes) = spoken(voice, &sentence);
            examples(&samples, &varied, |frame| at(&shapes, frame), &mut told);
        }
    }
    let teller = flite::installed()
        .iter()
        .find(|voice| voice.id() == "flite-slt")
        .unwrap();
    let mut weights = fit(&told, 3_000);
    for steps in [4_000, 9_000] {
        let mut all = told.clone();
        aligned(&weights, teller, &mut all);
        weights = fit(&all, steps);
    }
    let mut text = "//! The network's weights. Written by the test `fit`, never by hand.\n\n\
        use super::network::Weights;\n\n#[allow(clippy::approx_constant, reason = \"no number here means anything by itself\")]\n\
        #[rustfmt::skip]\npub(super) static WEIGHTS: Weights = Weights {\n"
        .to_owned();
    let mut write = |name: &str, rows: Vec<&[f32]>| {
        writeln!(text, "    {name}: [").unwrap();
        for row in rows {
            text += "        [";
            for (nth, weight) in row.iter().enumerate() {
                // Three digits are enough, and no minus on a zero.
                let weight = (weight * 1_000.0).round() / 1_000.0 + 0.0;
                write!(
                    text,
                    "{}{weight:?},",
                    if nth % 18 == 0 { "\n            " } else { " " }
                )
                .unwrap();
            }
            text += "\n        ],\n";
        }
        text += "    ],\n";
    };
    write("hidden", weights.hidden.iter().map(<[f32; INPUTS]>::as_slice).collect());
    write(
        "output",
        weights.output.iter().map(<[f32; HIDDEN + 1]>::as_slice).collect(),
    );
    text += "};\n";
    std::fs::write(
        concat!(env!("CARGO_MANIFEST_DIR"), "/src/speech/lip_sync/weights.rs"),
        text,
    )
    .unwrap();
}
