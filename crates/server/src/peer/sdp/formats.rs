//! The formats that a section takes, out of those that were offered.

use std::collections::HashSet;

use crate::peer::sdp::description::Section;

/// A codec's retransmissions (RFC 4588).
const RETRANSMISSION: &str = "rtx";

/// The parameters of H.264 that decide whether two ends understand each other (RFC 6184, section 8.1).
const H264_PARAMETERS: [&str; 3] = ["profile-level-id", "packetization-mode", "level-asymmetry-allowed"];

/// A format as the answer is to name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// Its payload type, 0 to 127.
    pub payload: u8,
    /// Its codec with its clock rate, as offered.
    pub codec: String,
    /// Its parameters.
    pub parameters: Option<String>,
    /// The feedback that its receiver gives, in words that were offered.
    pub feedback: Vec<String>,
}

/// The formats of a section that were offered, in its order. Payload types that `used` holds already are left out: each names one
/// format in a whole description.
pub fn read(section: &Section, offered: &Section, used: &mut HashSet<u8>) -> Vec<Format> {
    let mut formats: Vec<Format> = Vec::new();
    // There are only so many payload types, however often a section lists them.
    let mut known = HashSet::new();
    let listed = section.formats.iter().filter_map(|word| payload(word));
    let listed: Vec<u8> = listed.filter(|payload| known.insert(*payload)).collect();
    for payload in listed.iter().copied() {
        let Some(codec) = codec(section, offered, payload) else {
            continue;
        };
        if is_retransmission(&codec) || !used.insert(payload) {
            continue;
        }
        formats.push(Format {
            payload,
            parameters: h264_parameters(&codec, section, offered, payload),
            feedback: feedback(section, offered, payload),
            codec,
        });
    }
    // Retransmissions last: each belongs to a format that is taken.
    let mut resent = HashSet::new();
    for payload in listed {
        let Some(codec) = codec(section, offered, payload).filter(|codec| is_retransmission(codec)) else {
            continue;
        };
        let of = value(section, "fmtp", payload).and_then(|parameters| {
            let mut pairs = parameters.split([';', ' ']).filter_map(|pair| pair.split_once('='));
            pairs.find_map(|(name, of)| {
                name.trim()
                    .eq_ignore_ascii_case("apt")
                    .then(|| self::payload(of.trim()))?
            })
        });
        let Some(of) = of.filter(|of| formats.iter().any(|format| format.payload == *of)) else {
            continue;
        };
        if resent.contains(&of) || !used.insert(payload) {
            continue;
        }
        resent.insert(of);
        formats.push(Format {
            payload,
            codec,
            parameters: Some(format!("apt={of}")),
            feedback: Vec::new(),
        });
    }
    formats
}

fn payload(word: &str) -> Option<u8> {
    word.parse().ok().filter(|payload| *payload < 128)
}

fn is_retransmission(codec: &str) -> bool {
    codec.starts_with(RETRANSMISSION)
}

/// The value of an attribute for a payload type: `a=name:payload value`.
fn value<'a>(section: &'a Section, name: &'a str, payload: u8) -> Option<&'a str> {
    section.named(name).find_map(|attribute| {
        let (number, rest) = attribute
            .value
            .split_once(|letter: char| letter.is_ascii_whitespace())?;
        (self::payload(number) == Some(payload)).then(|| rest.trim())
    })
}

/// The codec of a payload type as it was offered. One that the answer lists without describing it is the offer's of that number.
fn codec(section: &Section, offered: &Section, payload: u8) -> Option<String> {
    let described = value(section, "rtpmap", payload).or_else(|| value(offered, "rtpmap", payload))?;
    let all = offered.named("rtpmap").filter_map(|map| map.value.split_once(' '));
    let offered = all.map(|(_, codec)| codec).find(|codec| is_same(codec, described))?;
    Some(offered.to_owned())
}

/// Whether two descriptions of a codec agree in name and clock rate. Channels are not compared: some leave out those of Opus.
fn is_same(one: &str, other: &str) -> bool {
    let parts = |codec: &str| {
        let mut parts = codec.split('/');
        let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        (name, parts.next().unwrap_or_default().trim().to_owned())
    };
    parts(one) == parts(other)
}

/// The parameters of H.264; the offer's where the answer says nothing about a payload type of the offer.
fn h264_parameters(codec: &str, section: &Section, offered: &Section, payload: u8) -> Option<String> {
    if !codec.starts_with("H264") {
        return None;
    }
    let text = value(section, "fmtp", payload).or_else(|| value(offered, "fmtp", payload))?;
    let pairs = text.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let known = H264_PARAMETERS.contains(&name.as_str()) && !value.is_empty();
        let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (known && plain).then(|| format!("{name}={value}"))
    });
    let pairs: Vec<String> = pairs.collect();
    (!pairs.is_empty()).then(|| pairs.join(";"))
}

/// The feedback that a payload type gets, as far as it was offered. `*` stands for every payload type (RFC 4585, section 4.2).
fn feedback(section: &Section, offered: &Section, payload: u8) -> Vec<String> {
    let words = |value: &str| {
        let mut words = value.split_ascii_whitespace();
        let number = words.next().unwrap_or_default().to_owned();
        (number, words.collect::<Vec<_>>().join(" ").to_ascii_lowercase())
    };
    let offers: HashSet<String> = offered.named("rtcp-fb").map(|line| words(&line.value).1).collect();
    let mut given = Vec::new();
    for line in section.named("rtcp-fb") {
        let (number, said) = words(&line.value);
        let is_meant = number == "*" || self::payload(&number) == Some(payload);
        if is_meant && offers.contains(&said) && !given.contains(&said) {
            given.push(said);
        }
    }
    given
}
