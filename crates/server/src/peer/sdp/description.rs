//! A session description (RFC 8866) as its attributes and media sections. This server uses no other line.

use crate::peer::sdp::lines::{lines, with_plain_ends};

/// The name of the attribute that holds a candidate (RFC 8839, section 5.1).
const CANDIDATE: &str = "candidate";

/// An attribute: a line `a=name` or `a=name:value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The number of its line, from 1.
    pub line: usize,
    /// Its name, in lower case.
    pub name: String,
    /// Its value, without blanks around it; empty where it has none.
    pub value: String,
}

/// The kind of a media section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
    /// Data channels.
    Application,
    /// Nothing that was ever offered.
    Other,
}

/// A media section: an `m=` line and the attributes that follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The number of its `m=` line, from 1.
    pub line: usize,
    /// Its kind.
    pub kind: Kind,
    /// Whether its port is 0: rejected, or bundled only (RFC 9143).
    pub without_port: bool,
    /// The words behind the protocol in its `m=` line.
    pub formats: Vec<String>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

/// A session description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The attributes in front of the first media section: they hold for every section that has none of its own.
    pub session: Vec<Attribute>,
    /// The media sections, in order.
    pub sections: Vec<Section>,
}

/// Reads a description. Any text is one: what cannot be read is left out, and what is missing then is found by its reader.
pub fn read(text: &str) -> Description {
    let text = with_plain_ends(text);
    let mut description = Description::default();
    for line in lines(&text) {
        match line.kind {
            'm' => description.sections.push(section(line.number, line.value)),
            'a' => {
                let attributes = match description.sections.last_mut() {
                    Some(section) => &mut section.attributes,
                    None => &mut description.session,
                };
                attributes.push(attribute(line.number, line.value));
            }
            _ => {}
        }
    }
    description
}

fn section(line: usize, value: &str) -> Section {
    let mut words = value.split_ascii_whitespace();
    let kind = match words.next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "audio" => Kind::Audio,
        "video" => Kind::Video,
        "application" => Kind::Application,
        _ => Kind::Other,
    };
    // A port may be followed by a number of ports: 9/1.
    let port = words.next().unwrap_or_default();
    let port = port.split('/').next().unwrap_or_default();
    Section {
        line,
        kind,
        without_port: port == "0",
        formats: words.skip(1).map(str::to_owned).collect(),
        attributes: Vec::new(),
    }
}

fn attribute(line: usize, text: &str) -> Attribute {
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    Attribute {
        line,
        name: name.trim().to_ascii_lowercase(),
        value: value.trim().to_owned(),
    }
}

/// The attributes of a name.
pub fn named<'a>(attributes: &'a [Attribute], name: &'a str) -> impl Iterator<Item = &'a Attribute> {
    attributes.iter().filter(move |attribute| attribute.name == name)
}

impl Section {
    /// The attributes of a name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Attribute> {
        named(&self.attributes, name)
    }

    /// Its name in the bundle (`a=mid`).
    pub fn mid(&self) -> Option<&str> {
        self.named("mid")
            .map(|mid| mid.value.as_str())
            .find(|mid| !mid.is_empty())
    }
}

impl Description {
    /// The names of its sections, in order.
    #[cfg(test)]
    pub fn mids(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().filter_map(Section::mid)
    }

    /// The candidate lines of all sections.
    pub fn candidates(&self) -> impl Iterator<Item = &Attribute> {
        let sections = self.sections.iter().flat_map(|section| &section.attributes);
        let all = self.session.iter().chain(sections);
        all.filter(|attribute| attribute.name == CANDIDATE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_belong_to_their_section() {
        let read = read(
            "v=0\nA=Group:BUNDLE 0\nm=Audio 9/1 UDP/TLS/RTP/SAVPF  111\t0\ni=words\nb=AS:1\nb=TIAS:1\na=mid: 0 \na=sendrecv\nm=video 0 X\n",
        );
        assert_eq!(read.session[0].name, "group");
        let [sound, video] = read.sections.as_slice() else {
            panic!("two sections")
        };
        assert_eq!((sound.kind, sound.line, sound.without_port), (Kind::Audio, 3, false));
        assert_eq!(sound.formats, ["111", "0"]);
        assert_eq!(sound.mid(), Some("0"));
        assert_eq!(sound.attributes[1].name, "sendrecv");
        assert_eq!((video.kind, video.without_port), (Kind::Video, true));
        assert_eq!(video.mid(), None);
    }
}
