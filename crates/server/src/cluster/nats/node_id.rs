//! The ids of nodes, and of their sessions, which tell the node that a session is on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{Uuid, Version};

use crate::sessions::SessionId;

/// Bytes of a name.
const LENGTH: usize = 6;

/// Names a node from the start of its server to the end: after a restart it is another one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NodeId([u8; LENGTH]);

impl NodeId {
    /// A new one, of 48 random bits of the system's generator.
    pub fn random() -> Self {
        let [a, b, c, d, e, f, ..] = Uuid::new_v4().into_bytes();
        Self([a, b, c, d, e, f])
    }

    /// A new name for a session of this node: a UUID of version 8 (RFC 9562), the node first, then 74 random bits.
    pub fn session_id(self) -> SessionId {
        let mut bytes = Uuid::new_v4().into_bytes();
        for (byte, own) in bytes.iter_mut().zip(self.0) {
            *byte = own;
        }
        Uuid::new_v8(bytes).to_string()
    }

    /// The node that a session is on, if the name is one that [`NodeId::session_id`] gives: it comes from outside, and would be a part of
    /// a subject.
    pub fn of_session(id: &str) -> Option<Self> {
        let uuid = Uuid::try_parse(id).ok()?;
        // Other forms of the same UUID name no session.
        if uuid.get_version() != Some(Version::Custom) || uuid.to_string() != id {
            return None;
        }
        let [a, b, c, d, e, f, ..] = uuid.into_bytes();
        Some(Self([a, b, c, d, e, f]))
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for NodeId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "12 hexadecimal digits in lower case";
        let number = u64::from_str_radix(text, 16).map_err(|_| wrong)?;
        let [_, _, a, b, c, d, e, f] = number.to_be_bytes();
        let id = Self([a, b, c, d, e, f]);
        if id.to_string() == text { Ok(id) } else { Err(wrong) }
    }
}

impl TryFrom<String> for NodeId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<NodeId> for String {
    fn from(id: NodeId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_session_tells_its_machine() {
        let (one, other) = (NodeId::random(), NodeId::random());
        assert_ne!(one, other);
        let session = one.session_id();
        assert_ne!(session, one.session_id());
        assert_eq!(NodeId::of_session(&session), Some(one));
        assert!(session.replace('-', "").starts_with(&one.to_string()));
        assert_eq!(one.to_string().parse(), Ok(one));
    }

    #[test]
    fn nothing_else_is_a_name() {
        let session = NodeId::random().session_id();
        let bare = session.replace('-', "");
        for wrong in [
            "",
            "*",
            ">",
            "a.b",
            "nobody",
            &bare,
            &format!("{{{session}}}"),
            &format!("urn:uuid:{session}"),
            &format!("{session} "),
            &Uuid::new_v4().to_string(),
            &Uuid::nil().to_string(),
            "f81d4fae-7dec-8000-a765-00A0C91E6BF6",
        ] {
            assert_eq!(NodeId::of_session(wrong), None, "{wrong}");
        }
        for wrong in ["", "+0000000000a", "00000000000", "0000000000000", "00000000000A", "*"] {
            assert!(wrong.parse::<NodeId>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_is_hexadecimal(id in "[0-9a-f.*>{} -]{0,40}") {
            if let Some(node) = NodeId::of_session(&id) {
                prop_assert!(node.to_string().bytes().all(|byte| byte.is_ascii_hexdigit()));
            }
        }
    }
}
