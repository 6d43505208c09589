//! Fits the classifier to the phones of flite's voices, whose times are known exactly.
//!
//! Run by hand where flite is installed: `cargo test --release -p streaming-avatar-figures fit_the_weights -- --ignored`. It
//! writes `weights.rs` anew; the test `yardstick` then tells what the new weights are worth.

use std::fmt::Write;

use super::{
    Shape, phones,
    reader::{INPUTS, SHAPES, Weights, inputs, scores},
    spectrum::{HOP, Spectrum},
};
use crate::{
    speech::{
        Delivery,
        flite::{self, Flite, FliteSpeaker, FliteVoice},
    },
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

/// What a flite voice says, with the shapes that its phones tell.
pub(super) fn spoken(voice: &FliteVoice, sentence: &str) -> (Vec<i16>, Vec<Shape>) {
    let speaker = FliteSpeaker::new(Flite::default(), voice.clone(), Delivery::default().prosody());
    let (samples, told) = speaker.speak(sentence).unwrap();
    (samples, phones::shapes(&told))
}

/// The shape at a frame's middle.
pub(super) fn at(shapes: &[Shape], frame: usize) -> Viseme {
    let middle = frame * HOP + HOP / 2;
    shapes.iter().find(|(range, _)| range.contains(&middle)).map_or(Viseme::Rest, |(_, viseme)| *viseme)
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// Softmax regression by stochastic gradient descent with Adam's step sizes.
fn fit(examples: &[([f32; INPUTS], usize)]) -> Weights {
    const STEPS: usize = 8_000;
    const BATCH: usize = 256;
    let mut weights: Weights = [[0.0; INPUTS]; SHAPES.len()];
    let (mut mean, mut square) = (weights, weights);
    let mut random = Random(7);
    for step in 1..=STEPS {
        let mut gradient: Weights = [[0.0; INPUTS]; SHAPES.len()];
        for _ in 0..BATCH {
            let (inputs, shape) = &examples[random.below(examples.len())];
            for (row, score) in scores(&weights, inputs).iter().enumerate() {
                let error = score.exp() - f32::from(u8::from(row == *shape));
                for (slope, input) in gradient[row].iter_mut().zip(inputs) {
                    *slope += error * input / BATCH as f32;
                }
            }
        }
        let rate = 0.02 * (1.0 - step as f32 / STEPS as f32);
        for row in 0..SHAPES.len() {
            for column in 0..INPUTS {
                let slope = gradient[row][column] + 1e-4 * weights[row][column];
                mean[row][column] = 0.9 * mean[row][column] + 0.1 * slope;
                square[row][column] = 0.99 * square[row][column] + 0.01 * slope * slope;
                let first = mean[row][column] / (1.0 - 0.9_f32.powi(step as i32));
                let second = square[row][column] / (1.0 - 0.99_f32.powi(step as i32));
                weights[row][column] -= rate * first / (second.sqrt() + 1e-8);
            }
        }
    }
    weights
}

#[test]
#[ignore = "writes the weights anew; needs flite"]
fn fit_the_weights() {
    let mut examples = Vec::new();
    for voice in flite::installed() {
        for sentence in sentences(120, 1) {
            let (samples, shapes) = spoken(voice, &sentence);
            for throat in THROATS {
                let spectrum = Spectrum::warped(&samples, throat);
                for frame in 0..spectrum.bands.len() {
                    let shape = SHAPES.iter().position(|shape| *shape == at(&shapes, frame)).unwrap();
                    examples.push((inputs(&spectrum, frame), shape));
                }
            }
        }
    }
    let weights = fit(&examples);
    let right = examples
        .iter()
        .filter(|(inputs, shape)| {
            let scores = scores(&weights, inputs);
            scores.iter().all(|score| *score <= scores[*shape])
        })
        .count();
    println!("{} frames, {:.3} of them right", examples.len(), right as f32 / examples.len() as f32);
    let mut text = "//! The classifier's weights: a row a shape. Written by the test `fit`, never by hand.\n\n\
        use super::reader::Weights;\n\n#[rustfmt::skip]\npub(super) const WEIGHTS: Weights = [\n"
        .to_owned();
    for row in weights {
        text += "    [";
        for (nth, weight) in row.iter().enumerate() {
            let weight = (weight * 1_000.0).round() / 1_000.0;
            // No minus on a zero.
            write!(text, "{}{:?},", if nth % 18 == 0 { "\n        " } else { " " }, weight + 0.0).unwrap();
        }
        text += "\n    ],\n";
    }
    text += "];\n";
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/speech/lips/weights.rs"), text).unwrap();
}
