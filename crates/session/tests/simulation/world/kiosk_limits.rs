//! Limits of a kiosk in its long waits: it may not try too often, nor while nobody sees it.

use streaming_avatar_session::{Input, Options, State};

const HOUR: u64 = 3_600_000;

pub struct KioskLimits {
    pub kiosk: bool,
    /// After how long a hidden page has no session, in ms.
    limit: Option<u64>,
    /// Since when the page is hidden and a session is wanted.
    hidden: Option<u64>,
    asked: u64,
    /// When each `streaming.new` of the last hour was sent.
    tries: Vec<u64>,
    /// Since when it has not been Live, and how many tries and signs of hope came since.
    lost: u64,
    tried: u64,
    hopes: u64,
    live: bool,
    /// Whether the user just asked for a fresh session.
    renews: bool,
}

impl KioskLimits {
    pub fn new(options: &Options, now: u64) -> Self {
        Self {
            kiosk: options.kiosk,
            limit: options.hidden_limit.map(|limit| limit.as_millis() as u64),
            hidden: None,
            asked: now,
            tries: Vec::new(),
            lost: now,
            tried: 0,
            hopes: 0,
            live: false,
            renews: false,
        }
    }

    pub fn meets(&mut self, now: u64, wanted: bool, input: &Input) {
        if matches!(input, Input::Start | Input::Returned) && !wanted {
            self.asked = now;
        }
        self.renews = *input == Input::Renew;
        match input {
            Input::Hidden(true) => {
                self.hidden.get_or_insert(now);
            }
            Input::Hidden(false) | Input::Returned => self.hidden = None,
            _ => {}
        }
        let hope = matches!(
            input,
            Input::Hidden(false) | Input::Online(true) | Input::Start | Input::Returned
        );
        self.hopes += u64::from(hope);
        if self.live {
            self.lost = now;
        }
    }

    pub fn enters(&mut self, state: State) {
        self.live = state == State::Live;
        if self.live {
            self.tried = 0;
            self.hopes = 0;
        }
    }

    /// A `streaming.new` is sent. Gives back what is wrong with that.
    pub fn tries(&mut self, now: u64) -> Option<String> {
        self.tries.retain(|at| at + HOUR > now);
        self.tries.push(now);
        self.tried += u64::from(!self.live);
        if !self.kiosk {
            return None;
        }
        if self.away(now) && !self.renews {
            return Some("a try that nobody sees".into());
        }
        // Quick ones, slow ones, and each may be sent three times where the service asks for a pause.
        let most = 3 * (12 + (now - self.lost) / 150_000) + self.hopes;
        if self.tried > most {
            return Some(format!(
                "{} tries in {} ms, {} signs of hope",
                self.tried,
                now - self.lost,
                self.hopes
            ));
        }
        let most = 300 + self.hopes as usize;
        (self.tries.len() > most).then(|| format!("{} tries in an hour", self.tries.len()))
    }

    /// Whether the page has been hidden for so long that there must be no session.
    pub fn away(&self, now: u64) -> bool {
        let since = self.hidden.filter(|_| self.kiosk).map(|since| since.max(self.asked));
        since.zip(self.limit).is_some_and(|(since, limit)| since + limit <= now)
    }
}
