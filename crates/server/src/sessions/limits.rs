//! Session limits: how many sessions may be open in all, for each key (its quota), and unanswered for each key and address.

use std::net::IpAddr;

use api::ErrorKind;

use crate::keys::subscriber;
use crate::refusal::Refusal;
use crate::sessions::owner::Whose;

/// How many sessions may be open.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimits {
    /// In all.
    pub most: usize,
    /// For the holders of one key, where the key has no number of its own.
    pub per_key: Option<usize>,
    /// Not answered yet, for the holders of one key and for one client's address.
    pub unanswered: usize,
}

/// Whom a session counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opener {
    /// Whose it is.
    pub whose: Whose,
    /// How many sessions the key may have open, where it has a number of its own.
    pub most: Option<usize>,
    /// The client's network.
    pub network: IpAddr,
}

impl Opener {
    /// Those who call from this address.
    pub fn new(whose: Whose, client: IpAddr) -> Self {
        Self {
            whose,
            most: None,
            network: subscriber(client),
        }
    }

    /// The same, where the key may have this many sessions open.
    pub fn with_most(self, most: Option<usize>) -> Self {
        Self { most, ..self }
    }
}

impl SessionLimits {
    /// Whether a session more may be opened beside these, each with its opener and whether it has been answered.
    ///
    /// # Errors
    /// A refusal that says what there are too many of.
    pub fn check(&self, opener: &Opener, open: &[(&Opener, bool)]) -> Result<(), Refusal> {
        let most = self.most;
        if open.len() >= most {
            let message = format!(
                "Concurrent limit reached: {most} sessions are open, which is all this server allows. \
                 Stop one (streaming.list names yours), or start the server with a larger --max-sessions."
            );
            return Err(Refusal::new(ErrorKind::ConcurrentLimit, message));
        }
        let of_key = |other: &Opener| opener.whose.key.is_some() && other.whose.key == opener.whose.key;
        let count =
            |is: &dyn Fn(&Opener, bool) -> bool| open.iter().filter(|(other, answered)| is(other, *answered)).count();
        if let Some(per_key) = opener.most.or(self.per_key)
            && count(&|other, _| of_key(other)) >= per_key
        {
            return Err(key_quota_reached(per_key));
        }
        let unanswered = self.unanswered;
        let whose = if count(&|other, answered| !answered && of_key(other)) >= unanswered {
            "of this key"
        } else if count(&|other, answered| !answered && other.network == opener.network) >= unanswered {
            "from this address"
        } else {
            return Ok(());
        };
        let message = format!(
            "Exceed rate limit: {unanswered} sessions {whose} wait for streaming.start. Answer or stop them, or wait until they have ended."
        );
        Err(Refusal::new(ErrorKind::RateLimited, message))
    }
}

/// The refusal of a session more for a key that has as many open as its quota allows (`--max-sessions-per-key`). One machine counts its own
/// sessions; the machines of a cluster count them together, by `cluster/nats/key_quota.rs`.
pub fn key_quota_reached(most: usize) -> Refusal {
    let message = format!(
        "Concurrent limit reached: {most} sessions of this key are open, which is all it may have. \
         Stop one (streaming.list names them)."
    );
    Refusal::new(ErrorKind::ConcurrentLimit, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opener(key: usize, address: &str) -> Opener {
        let key = format!("key-{key}").parse().ok();
        Opener::new(Whose { key, token: None }, address.parse().unwrap())
    }

    #[test]
    fn neither_a_key_nor_an_address_takes_all_slots_without_answering() {
        let limits = SessionLimits {
            most: 8,
            per_key: Some(5),
            unanswered: 2,
        };
        let said = |opener: &Opener, open: &[(&Opener, bool)]| match limits.check(opener, open) {
            Ok(()) => String::new(),
            Err(refusal) => refusal.message().to_owned(),
        };
        let (one, other) = (opener(0, "192.0.2.1"), opener(1, "192.0.2.1"));
        let (far, near) = (opener(0, "192.0.2.9"), opener(1, "192.0.2.9"));
        assert_eq!(said(&one, &[(&one, false)]), "");
        assert!(said(&one, &[(&one, false), (&far, false)]).contains("2 sessions of this key wait"));
        assert!(said(&other, &[(&one, false), (&one, false)]).contains("2 sessions from this address wait"));
        assert_eq!(said(&near, &[(&one, false), (&one, false)]), "");
        assert_eq!(said(&one, &[(&one, true), (&one, true), (&one, false)]), "");
        assert!(said(&one, &[(&far, true); 5]).contains("5 sessions of this key are open"));
        assert!(said(&other, &[(&one, true); 8]).starts_with("Concurrent limit reached: 8 sessions are open"));
        let more = one.clone().with_most(Some(6));
        assert_eq!(
            said(&more, &[(&far, true); 5]),
            "",
            "a key's own number goes before that of all"
        );
        assert!(said(&more, &[(&far, true); 6]).contains("6 sessions of this key are open"));
    }

    #[test]
    fn without_a_key_only_the_address_counts() {
        let limits = SessionLimits {
            most: 8,
            per_key: Some(1),
            unanswered: 1,
        };
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let opener = Opener::new(Whose::default(), one);
        let open = [(&opener, false)];
        assert!(limits.check(&Opener::new(Whose::default(), one), &open).is_err());
        assert!(limits.check(&Opener::new(Whose::default(), other), &open).is_ok());
    }
}
