//! Conditions of one life: the network's faults, the server's behaviour, the user's options.

use std::time::Duration;

use api::NewRequest;
use streaming_avatar_session::Options;

use simulation::Dice;

/// Per-mille chances of faults, and the server's ways.
pub struct Plan {
    /// Nothing goes wrong but that things take their time.
    pub calm: bool,
    /// The user does nothing but speak.
    pub speaks_only: bool,
    pub lost_request: u64,
    pub lost_reply: u64,
    pub doubled: u64,
    pub late: u64,
    pub refused: u64,
    /// A stage of the media that never comes.
    pub missing: u64,
    /// A fault of a connection that stands, per second.
    pub media_fault: u64,
    pub message_lost: u64,
    /// The slowest a request usually is, in ms.
    pub slow: u64,
    pub idle: Option<u64>,
    pub cap: Option<u64>,
    /// After how many seconds a session that is not started ends; none keeps it.
    pub unstarted: Option<u64>,
    pub sessions: usize,
    /// A stopped session counts for so long, in ms.
    pub counted: u64,
    /// Whether the server tells when the avatar speaks, how long, and names its tasks.
    pub talks: bool,
    pub durations: bool,
    pub names: bool,
    /// Whether the audio level is told.
    pub audible: bool,
    /// Whether the server hears visitors, and whether it says so.
    pub listens: bool,
    pub features: bool,
    /// How long the user is there, in ms, and how often something is pressed.
    pub span: u64,
    pub presses: u64,
    /// Whether the page may have sent `streaming.new` before the machine was there, per mille.
    pub early: u64,
    pub options: Options,
}

impl Plan {
    pub fn new(dice: &mut Dice) -> Self {
        let calm = dice.chance(150);
        let speaks_only = calm && dice.chance(500);
        let rate = |dice: &mut Dice, most: u64| {
            if calm {
                0
            } else {
                dice.pick(&[0, most / 8, most / 3, most])
            }
        };
        let idle = if speaks_only || dice.chance(700) {
            None
        } else {
            Some(dice.pick(&[30, 60, 120, 180]))
        };
        let cap = if speaks_only || dice.chance(700) {
            None
        } else {
            Some(dice.pick(&[20, 60, 120, 600]))
        };
        let talks = calm || dice.chance(800);
        let durations = dice.chance(800);
        let options = Options {
            request: NewRequest {
                disable_idle_timeout: idle.is_none().then_some(true),
                activity_idle_timeout: idle.filter(|_| dice.chance(600)).map(|seconds| seconds as u32),
                ..NewRequest::default()
            },
            greeting: if dice.chance(200) {
                "Good day.".into()
            } else {
                String::new()
            },
            recoveries: dice.pick(&[0, 1, 3, 5]),
            split_sentences: dice.chance(300),
            keep_alive: dice.chance(300),
            kiosk: !speaks_only && dice.chance(100),
            renew: dice.chance(400),
            hidden_limit: dice.chance(200).then(|| Duration::from_secs(dice.range(1, 120))),
            tokens: dice.chance(300),
            ..Options::default()
        };
        Self {
            calm,
            speaks_only,
            lost_request: rate(dice, 200),
            lost_reply: rate(dice, 200),
            doubled: rate(dice, 200),
            late: rate(dice, 200),
            refused: rate(dice, 300),
            missing: rate(dice, 200),
            media_fault: rate(dice, 40),
            message_lost: rate(dice, 150),
            slow: dice.pick(&[5, 80, 400, 3000]),
            idle,
            cap,
            unstarted: None,
            sessions: if calm { 100 } else { dice.range(1, 4) as usize },
            counted: dice.pick(&[0, 0, 1000, 10_000]),
            talks,
            durations,
            names: calm || dice.chance(900),
            // In a browser the sound is there to be heard; a server that tells nothing at all of its speech needs that.
            audible: dice.chance(600) || !(talks || durations),
            span: dice.pick(&[3_000, 20_000, 60_000, 300_000]),
            presses: dice.range(1, 20),
            early: dice.pick(&[0, 300, 1000]),
            listens: dice.chance(700),
            features: dice.chance(800),
            options: Options {
                listen: dice.chance(500),
                ..options
            },
        }
    }
}
