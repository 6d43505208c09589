//! The sessions that have ended, remembered so that a late call is told why.

use std::collections::{HashMap, VecDeque};

use crate::options::KeyName;
use crate::sessions::end_reason::EndReason;
use crate::sessions::id::SessionId;
use crate::sessions::owner::{Owner, Whose};

/// Ended sessions that are remembered for each key. Sessions of one key make no other key's forgotten.
const MAX_REMEMBERED: usize = 1000;

/// The sessions that have ended.
#[derive(Default)]
pub struct EndedSessions {
    ended: HashMap<SessionId, (Whose, EndReason)>,
    /// Those of each key, oldest first.
    order: HashMap<Option<KeyName>, VecDeque<SessionId>>,
}

impl EndedSessions {
    /// Remembers a session of those.
    pub fn remember(&mut self, id: SessionId, whose: Whose, why: EndReason) {
        let order = self.order.entry(whose.key.clone()).or_default();
        order.push_back(id.clone());
        if order.len() > MAX_REMEMBERED
            && let Some(oldest) = order.pop_front()
        {
            self.ended.remove(&oldest);
        }
        self.ended.insert(id, (whose, why));
    }

    /// Why a session that this caller may know of has ended; none where it has not, as far as is remembered.
    pub fn why(&self, id: &str, owner: &Owner) -> Option<&EndReason> {
        let (whose, why) = self.ended.get(id)?;
        owner.may_touch(whose).then_some(why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_keys_sessions_push_out_no_other_keys() {
        let mut sessions = EndedSessions::default();
        let [one, other] = ["one", "other"].map(|name| name.parse::<KeyName>().unwrap());
        let of = |key: &KeyName| Whose {
            key: Some(key.clone()),
            token: None,
        };
        sessions.remember("other".into(), of(&other), EndReason::Lost);
        for number in 0..=MAX_REMEMBERED {
            sessions.remember(number.to_string(), of(&one), EndReason::Stopped);
        }
        assert_eq!(
            sessions.why("other", &Owner::Key(other.clone())),
            Some(&EndReason::Lost)
        );
        assert_eq!(sessions.why("other", &Owner::Key(one.clone())), None);
        assert_eq!(sessions.why("0", &Owner::Key(one.clone())), None);
        assert_eq!(sessions.why("1", &Owner::Key(one.clone())), Some(&EndReason::Stopped));
        assert_eq!(sessions.ended.len(), MAX_REMEMBERED + 1);
    }
}
