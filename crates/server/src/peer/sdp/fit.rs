//! The rewriting of an SDP answer: what the offer asked about, in the one form that the WebRTC library reads.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use crate::peer::sdp::description::{Description, Kind, Section, named};
use crate::peer::sdp::error::AnswerError;
use crate::peer::sdp::transport::{self, Transport};
use crate::peer::sdp::{extensions, formats};

/// The port of SCTP within DTLS that everybody uses.
const SCTP_PORT: u16 = 5000;

/// The direction of a media section, seen from its author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Direction {
    sends: bool,
    receives: bool,
}

impl Direction {
    fn word(self) -> &'static str {
        match (self.sends, self.receives) {
            (true, true) => "sendrecv",
            (true, false) => "sendonly",
            (false, true) => "recvonly",
            (false, false) => "inactive",
        }
    }

    fn read(word: &str) -> Option<Self> {
        let (sends, receives) = match word {
            "sendrecv" => (true, true),
            "sendonly" => (true, false),
            "recvonly" => (false, true),
            "inactive" => (false, false),
            _ => return None,
        };
        Some(Self { sends, receives })
    }
}

/// Writes an answer that says of each section of the offer what `answer` says of it. A section that the answer lacks counts as
/// rejected, one that was not offered is left out.
///
/// # Errors
/// Where the answer lacks what a connection takes, or has it wrong.
pub fn fit(answer: &Description, offer: &Description) -> Result<String, AnswerError> {
    if answer.sections.is_empty() {
        return Err(AnswerError::NoSections);
    }
    if transport::is_same(answer, offer) {
        return Err(AnswerError::OwnOffer);
    }
    let matched = matched(answer, offer);
    let bundle = bundle(answer);
    let taken = |section: &&Section| {
        let is_bundled = section.mid().is_some_and(|mid| bundle.contains(&mid));
        !section.without_port || is_bundled
    };
    let pairs: Vec<(&Section, Option<&Section>)> = offer.sections.iter().zip(matched).collect();
    let mut shown = pairs.iter().filter(|(offered, _)| offered.kind == Kind::Video);
    let (offered, section) = shown
        .find_map(|(offered, section)| Some((offered, (*section)?)))
        .ok_or(AnswerError::NoVideo)?;
    if taken(&section) && !direction(answer, section, offered).receives {
        return Err(AnswerError::TakesNoVideo { line: section.line });
    }
    let answered = || pairs.iter().filter_map(|(_, section)| *section);
    let mut carried: Vec<&Section> = answered().filter(taken).collect();
    if carried.is_empty() {
        // Everything is rejected; what is said about that then is about codecs, not about a missing line.
        carried = answered().collect();
    }
    let transport = transport::read(answer, &carried)?;

    let (mut payloads, mut numbers) = (HashSet::new(), HashMap::new());
    let (mut mids, mut body) = (Vec::new(), String::new());
    for (offered, section) in &pairs {
        let mid = offered.mid().unwrap_or_default();
        let section = section.filter(|section| taken(section));
        let written = match section {
            Some(section) if offered.kind == Kind::Application => Some(channels(section, mid)),
            Some(section) => media(answer, section, offered, &mut payloads, &mut numbers),
            None => None,
        };
        match written {
            Some(text) => {
                mids.push(mid);
                body.push_str(&text);
            }
            None => body.push_str(&rejected(offered, mid)),
        }
    }
    Ok(head(&mids, &transport) + &body)
}

/// For each section of the offer its answer: by name, else by place.
fn matched<'a>(answer: &'a Description, offer: &Description) -> Vec<Option<&'a Section>> {
    let mids: Vec<&str> = offer.sections.iter().filter_map(Section::mid).collect();
    let by_name = |offered: &Section| {
        let mut sections = answer.sections.iter();
        sections
            .find(|section| section.mid().is_some() && section.mid() == offered.mid() && section.kind == offered.kind)
    };
    let by_place = |at: usize, offered: &Section| {
        let section = answer.sections.get(at)?;
        let is_nameless = section.mid().is_none_or(|mid| !mids.contains(&mid));
        (is_nameless && section.kind == offered.kind).then_some(section)
    };
    let offered = offer.sections.iter().enumerate();
    offered
        .map(|(at, offered)| by_name(offered).or_else(|| by_place(at, offered)))
        .collect()
}

/// The sections that the answer bundles, by name.
fn bundle(answer: &Description) -> Vec<&str> {
    let groups = named(&answer.session, "group").filter_map(|group| {
        let mut words = group.value.split_ascii_whitespace();
        words.next().filter(|word| word.eq_ignore_ascii_case("bundle"))?;
        Some(words)
    });
    groups.flatten().collect()
}

fn head(mids: &[&str], transport: &Transport) -> String {
    let setup = if transport.active { "active" } else { "passive" };
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\na=ice-ufrag:{}\r\na=ice-pwd:{}\r\n\
         a=fingerprint:{}\r\na=setup:{setup}\r\n",
        mids.join(" "),
        transport.user_fragment,
        transport.password,
        transport.fingerprint,
    )
}

/// A section of sound or pictures; none where it takes no format, which is as good as rejected.
fn media(
    answer: &Description,
    section: &Section,
    offered: &Section,
    payloads: &mut HashSet<u8>,
    numbers: &mut HashMap<u8, String>,
) -> Option<String> {
    let formats = formats::read(section, offered, payloads);
    if formats.is_empty() {
        return None;
    }
    let list: Vec<String> = formats.iter().map(|format| format.payload.to_string()).collect();
    let mut text = format!("m={} 9 UDP/TLS/RTP/SAVPF {}\r\n", word(offered.kind), list.join(" "));
    text.push_str("c=IN IP4 0.0.0.0\r\n");
    line(&mut text, format_args!("mid:{}", offered.mid().unwrap_or_default()));
    line(
        &mut text,
        format_args!("{}", direction(answer, section, offered).word()),
    );
    line(&mut text, format_args!("rtcp-mux"));
    for (number, name) in extensions::read(section, offered, numbers) {
        line(&mut text, format_args!("extmap:{number} {name}"));
    }
    for format in formats {
        let payload = format.payload;
        line(&mut text, format_args!("rtpmap:{payload} {}", format.codec));
        for word in format.feedback {
            line(&mut text, format_args!("rtcp-fb:{payload} {word}"));
        }
        if let Some(parameters) = format.parameters {
            line(&mut text, format_args!("fmtp:{payload} {parameters}"));
        }
    }
    Some(text)
}

/// The direction that a section names, or the session; without one it is sendrecv (RFC 8866, section 6.7). Never more than the
/// offer leaves open.
fn direction(answer: &Description, section: &Section, offered: &Section) -> Direction {
    let read = |attributes: &[crate::peer::sdp::description::Attribute]| {
        attributes.iter().find_map(|attribute| Direction::read(&attribute.name))
    };
    let both = Direction {
        sends: true,
        receives: true,
    };
    let named = read(&section.attributes)
        .or_else(|| read(&answer.session))
        .unwrap_or(both);
    let open = read(&offered.attributes).unwrap_or(both);
    Direction {
        sends: named.sends && open.receives,
        receives: named.receives && open.sends,
    }
}

/// A section of data channels.
fn channels(section: &Section, mid: &str) -> String {
    let mut text = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n".to_owned();
    line(&mut text, format_args!("mid:{mid}"));
    // Before RFC 8841 the port stood in a=sctpmap and in the m= line.
    let ports = section.named("sctp-port").chain(section.named("sctpmap"));
    let port = ports
        .filter_map(|attribute| attribute.value.split_ascii_whitespace().next()?.parse().ok())
        .find(|port: &u16| *port > 0);
    line(&mut text, format_args!("sctp-port:{}", port.unwrap_or(SCTP_PORT)));
    let sizes = section.named("max-message-size");
    if let Some(size) = sizes.filter_map(|attribute| attribute.value.parse::<u32>().ok()).next() {
        line(&mut text, format_args!("max-message-size:{size}"));
    }
    text
}

/// A section that the client does not take.
fn rejected(offered: &Section, mid: &str) -> String {
    if offered.kind == Kind::Application {
        return format!(
            "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=sctp-port:{SCTP_PORT}\r\n"
        );
    }
    format!(
        "m={} 0 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=inactive\r\n",
        word(offered.kind)
    )
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Audio => "audio",
        Kind::Video => "video",
        Kind::Application | Kind::Other => "application",
    }
}

/// Writes an attribute. Writing to a string cannot fail.
fn line(text: &mut String, attribute: std::fmt::Arguments<'_>) {
    writeln!(text, "a={attribute}\r").ok();
}
