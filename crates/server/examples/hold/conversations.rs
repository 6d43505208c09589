//! Four visitors who talk with the avatar at once, each in a session of their own: how soon each is answered, and whether lips and sound
//! arrive together. Speech recognition and language model are scripted, and answer at once.

use std::time::{Duration, Instant};

use api::Call;
use avatar::{FrameSize, Performance, Region};
use openh264::decoder::{DecodedYUV, Decoder};
use openh264::formats::YUVSource;
use opus_pure::OpusDecoder;
use scripted::model::{Model, Reply};
use scripted::transcriber::{Transcriber, Written};
use serde_json::json;
use str0m::format::Codec;

use crate::measurement::{Measurement, median};
use crate::program::Program;
use crate::turns::{self, ANSWERED_WITHIN, question};
use crate::visitor::{Arrived, Visitor};

/// Questions that each of them asks.
const ROUNDS: usize = 3;
/// How far mouth and sound may be apart, in ms.
const APART: f64 = 80.0;
/// The least agreement that tells that they belong together.
const MIN_AGREEMENT: f64 = 0.4;
/// The inner mouth of this avatar is the darkest thing around it.
const AVATAR: &str = "clara";
/// Open vowels between closed lips and pauses, so that loudness and mouth vary together.
const ANSWER: &str = "Papa. Bob. Mama. Pop. Palm. Baba. Mop. Papa.";
/// Seconds between readings of sound and mouth, and how far they are shifted against each other.
const STEP: f64 = 0.01;
const REACH: i64 = 40;

/// All that came to one visitor.
struct Conversation {
    /// From the end of each question to the first sound of its answer.
    answered: Vec<Duration>,
    /// When each answer was said.
    spoken: Vec<(Instant, Instant)>,
    pictures: Vec<Arrived>,
    packets: Vec<Arrived>,
}

impl Conversation {
    /// The mouth's delay behind the sound, in ms, and how well they agree.
    fn lips(&self) -> (f64, f64) {
        let (sound, mouth) = (loudness(&self.packets), openings(&self.pictures));
        let read = |(from, to): &(Instant, Instant)| (readings(&sound, *from, *to), readings(&mouth, *from, *to));
        lag(&self.spoken.iter().map(read).collect::<Vec<_>>())
    }
}

pub async fn measure(server: String) -> Vec<Measurement> {
    let transcriber = Transcriber::start([Written::Words("How are you today?")])
        .await
        .expect("a port");
    let model = Model::start([Reply::answer(ANSWER)]).await.expect("a port");
    let (llm, stt) = (model.url(), transcriber.url());
    let arguments = ["--answers-per-minute", "1000", "--llm-url", &llm, "--stt-url", &stt];
    let program = Program::start(&server, 4096, &arguments);
    let words = question();
    let talk = |visitor| converse(&program, &words, visitor);
    let (one, two, three, four) = tokio::join!(talk(0), talk(1), talk(2), talk(3));
    // Looked at once all are over: decoding takes the processor, too.
    println!("visitor  answered after (median)  lips behind the sound  agreement  pictures");
    let (mut slowest, mut worst, mut agree) = (Duration::ZERO, 0.0_f64, true);
    for (place, conversation) in [one, two, three, four].iter().enumerate() {
        let answered = median(conversation.answered.clone());
        let (lag, agreement) = conversation.lips();
        println!(
            "{:>7}  {:>20} ms  {lag:>18.0} ms  {agreement:>9.2}  {:>8}",
            place + 1,
            answered.as_millis(),
            conversation.pictures.len()
        );
        slowest = slowest.max(answered);
        worst = worst.max(lag.abs());
        agree &= agreement > MIN_AGREEMENT;
    }
    vec![
        Measurement {
            what: "answers to four visitors at once".into(),
            measured: format!("{} ms for the slowest", slowest.as_millis()),
            bound: format!("{} ms", ANSWERED_WITHIN.as_millis()),
            holds: slowest <= ANSWERED_WITHIN,
        },
        Measurement {
            what: "lips of their avatars".into(),
            measured: format!("{worst:.0} ms apart at most"),
            bound: format!("{APART} ms"),
            holds: worst <= APART && agree,
        },
    ]
}

/// A visitor who asks their questions.
async fn converse(program: &Program, words: &[i16], place: u64) -> Conversation {
    // Nobody begins in step with the others.
    tokio::time::sleep(Duration::from_millis(370 * place)).await;
    let body = json!({"quality": "low", "avatar_id": AVATAR, "video_encoding": "H264"});
    let visitor = Visitor::enter(&program.caller, body, &[Codec::H264]).await;
    let listen = json!({"session_id": visitor.session});
    visitor.caller.data(Call::StartListening, listen).await;
    let mut answered = Vec::new();
    let mut spoken = Vec::new();
    // The first round loads what is loaded once.
    for round in 0..=ROUNDS {
        let (ended, first) = turns::answered(&visitor, words, round).await;
        if round > 0 {
            answered.push(first - ended);
            spoken.push((first, Instant::now()));
        }
    }
    let (pictures, packets) = visitor.see(|inbox| (inbox.pictures.clone(), inbox.packets.clone()));
    visitor.call(Call::Stop).await;
    Conversation {
        answered,
        spoken,
        pictures,
        packets,
    }
}

/// The loudness of each packet, by its arrival. The root brings quiet vowels nearer to loud ones, as the mouth does.
fn loudness(packets: &[Arrived]) -> Vec<(Instant, f64)> {
    let mut decoder = OpusDecoder::new(48_000, 1).expect("a decoder");
    let mut sound = Vec::new();
    for packet in packets {
        let mut samples = [0.0_f32; 960];
        decoder.decode(&packet.data, 960, &mut samples).expect("it decodes");
        let power: f32 = samples.iter().map(|sample| sample * sample).sum::<f32>() / 960.0;
        sound.push((packet.at, f64::from(power.sqrt().sqrt())));
    }
    sound
}

/// How much of the mouth's inside each picture shows, by its arrival.
fn openings(pictures: &[Arrived]) -> Vec<(Instant, f64)> {
    let mut decoder = Decoder::new().expect("a decoder");
    let region = Performance::new(AVATAR, FrameSize::LOW, 1)
        .expect("the avatar")
        .mouth_region();
    let mut mouth = Vec::new();
    for picture in pictures {
        if let Some(yuv) = decoder.decode(&picture.data).expect("it decodes") {
            mouth.push((picture.at, opening(&yuv, region)));
        }
    }
    mouth
}

/// The dark of the mouth is darker than skin and lips, and teeth are pale without red.
fn opening(picture: &DecodedYUV<'_>, mouth: Region) -> f64 {
    let (luma_stride, _, red_stride) = picture.strides();
    let mut seen = 0_u32;
    for row in mouth.top..mouth.top + mouth.height {
        for column in mouth.left..mouth.left + mouth.width {
            // Within an oval: in the corners of the region lie hair and clothes.
            let middle = |place: usize, start: usize, length: usize| (place - start) as f64 / length as f64 * 2.0 - 1.0;
            let across = middle(column, mouth.left, mouth.width);
            let down = middle(row, mouth.top, mouth.height);
            if across * across + down * down > 1.0 {
                continue;
            }
            let luma = picture.y().get(row * luma_stride + column).copied().unwrap_or(u8::MAX);
            let red = picture
                .v()
                .get(row / 2 * red_stride + column / 2)
                .copied()
                .unwrap_or_default();
            seen += u32::from(luma < 52 || (luma > 120 && red.abs_diff(128) < 8));
        }
    }
    f64::from(seen)
}

/// Readings at even steps between two times: the last value that had come by then.
fn readings(values: &[(Instant, f64)], from: Instant, to: Instant) -> Vec<f64> {
    let count = ((to - from).as_secs_f64() / STEP) as usize;
    let at = |step: usize| from + Duration::from_secs_f64(step as f64 * STEP);
    let last = |time: Instant| {
        let place = values.partition_point(|(at, _)| *at <= time);
        place
            .checked_sub(1)
            .and_then(|place| values.get(place))
            .map_or(0.0, |(_, value)| *value)
    };
    (0..count).map(|step| last(at(step))).collect()
}

/// The shift at which mouth and sound agree best, in ms (positive: the mouth is later), and how well.
fn lag(pairs: &[(Vec<f64>, Vec<f64>)]) -> (f64, f64) {
    let agreement = |shift: i64| {
        let together = pairs.iter().flat_map(|(sound, mouth)| {
            sound.iter().enumerate().filter_map(move |(place, loud)| {
                let shifted = usize::try_from(place as i64 + shift).ok()?;
                Some((*loud, *mouth.get(shifted)?))
            })
        });
        correlation(&together.collect::<Vec<_>>())
    };
    let all = (-REACH..=REACH).map(|shift| (shift as f64 * STEP * 1000.0, agreement(shift)));
    all.max_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or_default()
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len() as f64;
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>();
    let (loud, open) = (sum(&|pair| pair.0) / count, sum(&|pair| pair.1) / count);
    let both = sum(&|pair| (pair.0 - loud) * (pair.1 - open));
    let (one, other) = (
        sum(&|pair| (pair.0 - loud).powi(2)),
        sum(&|pair| (pair.1 - open).powi(2)),
    );
    if one * other > 0.0 {
        both / (one * other).sqrt()
    } else {
        0.0
    }
}
