//! Congestion control (bandwidth estimation, adaptive bit rate): the bit rate of pictures is lowered where the link has less bandwidth, and
//! raised again.
//!
//! A link that is given more than its bandwidth first keeps packets waiting, then loses them. Clients report both several times a second. No
//! clock, no I/O.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Losses that say nothing: radio links have as many.
const LOW_LOSS: f32 = 0.02;

/// Losses that a link has when it is given too much.
const HIGH_LOSS: f32 = 0.1;

/// By how much longer than at its quickest a packet and its report may be under way before packets are waiting somewhere. Clients collect
/// reports for up to 250 ms.
const HIGH_DELAY: Duration = Duration::from_millis(300);

/// Reports in a row that must tell of waiting: a client that is busy for a moment says nothing about the link.
const DELAYED_REPORTS: u32 = 2;

/// The part of the bandwidth that is used next: the rest lets go what waits.
const DECREASE_BY_LOSS: f64 = 0.75;

/// The same where packets only wait: the bandwidth is not known yet.
const DECREASE_BY_DELAY: f64 = 0.7;

/// Kilobits a second that sound takes beside the pictures, with all headers.
const AUDIO_RATE: f64 = 60.0;

/// The longest rest after the rate was lowered, for what waits to go.
const MAX_REST: Duration = Duration::from_millis(600);

/// How much is added at a time, and how often.
const INCREASE: f64 = 0.08;

/// From this part of the ceiling on, a quarter as much is added: a link that was congested at a rate is so again at the same rate, most of the
/// time, and each time the picture rests.
const NEAR_CEILING: f64 = 0.8;
const INCREASE_INTERVAL: Duration = Duration::from_secs(1);

/// The time for which reports still tell of what was sent before the rate was lowered.
const REPORT_LAG: Duration = Duration::from_millis(1200);

/// The time that a report's losses are of.
const WINDOW: Duration = Duration::from_secs(1);

/// The part of the first rate below which nothing is gained: pictures would be too poor to look at.
const MIN_RATE_DIVISOR: u32 = 10;

/// How the link has carried what was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// Bytes sent since the beginning.
    pub bytes: u64,
    /// The part of the packets of the last second that was lost; none where the client tells nothing.
    pub loss: Option<f32>,
    /// How long a packet and its report were under way.
    pub round_trip: Option<Duration>,
}

/// The bit rate that fits the bandwidth of a link.
#[derive(Debug)]
pub struct CongestionControl {
    /// Kilobits a second where the bandwidth is enough for all.
    most: u32,
    rate: f64,
    quickest: Option<Duration>,
    /// Reports in a row that told of waiting.
    long: u32,
    /// Bytes that were sent until then, over a little more than the last second.
    sent: VecDeque<(Instant, u64)>,
    lowered: Option<Lowered>,
    /// The rate at which the link was congested last; none where it has carried more since.
    ceiling: Option<f64>,
    raised: Option<Instant>,
    rests_until: Option<Instant>,
}

/// The last time that the rate was lowered.
#[derive(Clone, Copy, Debug)]
struct Lowered {
    at: Instant,
    by_losses: bool,
}

impl CongestionControl {
    /// A link whose bandwidth may be this many kilobits a second.
    pub fn new(most: u32) -> Self {
        Self {
            most,
            rate: f64::from(most),
            quickest: None,
            long: 0,
            sent: VecDeque::new(),
            lowered: None,
            ceiling: None,
            raised: None,
            rests_until: None,
        }
    }

    /// Whether no picture is sent at `now`: what waits on the link goes first. Each that came behind it would come late, or not at all.
    pub fn rests(&self, now: Instant) -> bool {
        self.rests_until.is_some_and(|until| now < until)
    }

    /// Kilobits a second.
    pub fn rate(&self) -> u32 {
        self.rate as u32
    }

    /// Of how many pictures one is sent: with few bits, fewer pictures are better than poor ones.
    pub fn of_pictures(&self) -> u32 {
        match self.rate / f64::from(self.most) {
            0.6.. => 1,
            0.3.. => 2,
            _ => 3,
        }
    }

    /// Whether the link has less bandwidth than is wanted.
    pub fn is_narrow(&self) -> bool {
        self.rate() < self.most
    }

    /// Takes a report that came at `now`; gives the rate from then on.
    pub fn report(&mut self, report: Report, now: Instant) -> u32 {
        let sent = self.sent_rate(report.bytes, now);
        let (Some(loss), Some(sent)) = (report.loss, sent) else {
            return self.rate();
        };
        let waiting = self.waiting(report.round_trip);
        // Who sends next to nothing keeps nobody waiting.
        let is_long = waiting > HIGH_DELAY && sent * 4.0 >= self.rate;
        self.long = if is_long { self.long.saturating_add(1) } else { 0 };
        let (loses, waits) = (loss >= HIGH_LOSS, self.long >= DELAYED_REPORTS);
        let lowered = self
            .lowered
            .filter(|lowered| now.saturating_duration_since(lowered.at) < REPORT_LAG);
        match lowered {
            // Losses tell the bandwidth, which was not known yet.
            Some(lowered) if lowered.by_losses || !loses => {}
            _ if loses || waits => {
                self.lower(sent, loss, now);
                self.rests_until = Some(now + (waiting * 3 / 2).min(MAX_REST));
            }
            _ if loss <= LOW_LOSS && !is_long => self.raise(sent, now),
            _ => {}
        }
        self.rate()
    }

    /// Kilobits a second that were sent over the last second.
    fn sent_rate(&mut self, bytes: u64, now: Instant) -> Option<f64> {
        while self.sent.len() > 1 && self.sent.get(1).is_some_and(|(at, _)| *at + WINDOW <= now) {
            self.sent.pop_front();
        }
        let first = self.sent.front().copied();
        self.sent.push_back((now, bytes));
        let (at, before) = first?;
        let time = now.saturating_duration_since(at).as_secs_f64();
        (time > 0.0).then(|| bytes.saturating_sub(before) as f64 * 8.0 / 1000.0 / time)
    }

    /// How long packets wait somewhere.
    fn waiting(&mut self, round_trip: Option<Duration>) -> Duration {
        let Some(round_trip) = round_trip else {
            return Duration::ZERO;
        };
        let quickest = self.quickest.get_or_insert(round_trip);
        *quickest = round_trip.min(*quickest);
        round_trip - *quickest
    }

    fn lower(&mut self, sent: f64, loss: f32, now: Instant) {
        // Where less was sent than might have been, what arrived says little.
        let tried = if sent * 2.0 >= self.rate { sent } else { self.rate };
        let by_losses = loss >= HIGH_LOSS;
        let next = if by_losses {
            tried * f64::from(1.0 - loss.clamp(0.0, 1.0)) * DECREASE_BY_LOSS - AUDIO_RATE
        } else {
            self.rate * DECREASE_BY_DELAY
        };
        self.ceiling = Some(self.ceiling.map_or(self.rate, |ceiling| ceiling.min(self.rate)));
        let least = f64::from(self.most / MIN_RATE_DIVISOR);
        self.rate = next.clamp(least.min(self.rate), self.rate);
        self.lowered = Some(Lowered { at: now, by_losses });
        self.raised = None;
    }

    fn raise(&mut self, sent: f64, now: Instant) {
        // A still avatar sends next to nothing, which every link carries.
        if sent * 2.0 < self.rate {
            return;
        }
        let since = *self.raised.get_or_insert(now);
        if now.saturating_duration_since(since) >= INCREASE_INTERVAL {
            self.ceiling = self.ceiling.filter(|ceiling| self.rate < *ceiling);
            let is_near = self.ceiling.is_some_and(|ceiling| self.rate >= NEAR_CEILING * ceiling);
            let added = (self.rate * INCREASE + 10.0) * if is_near { 0.25 } else { 1.0 };
            self.rate = (self.rate + added).min(f64::from(self.most));
            self.raised = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Half a second: how often reports come.
    const STEP: Duration = Duration::from_millis(500);

    /// A link that keeps so many kilobits waiting, and loses the rest.
    struct Link {
        control: CongestionControl,
        now: Instant,
        bytes: u64,
        waiting: f64,
        room: f64,
        /// The part that is lost whatever is sent.
        noise: f32,
    }

    impl Link {
        fn new(room: f64) -> Self {
            let mut link = Self {
                control: CongestionControl::new(1000),
                now: Instant::now(),
                bytes: 0,
                waiting: 0.0,
                room,
                noise: 0.0,
            };
            // The first picture is on its way before the avatar moves.
            link.step(0.0, 5000.0);
            link
        }

        /// Lets the avatar take this part of its rate for half a second on a link of this bandwidth; gives the rate and the part lost.
        fn step(&mut self, part: f64, bandwidth: f64) -> (f64, f32) {
            self.now += STEP;
            let sent = (f64::from(self.control.rate()) * part + AUDIO_RATE) * STEP.as_secs_f64();
            self.bytes += (sent * 1000.0 / 8.0) as u64;
            self.waiting += sent;
            self.waiting = (self.waiting - bandwidth * STEP.as_secs_f64()).max(0.0);
            let lost = (self.waiting - self.room).max(0.0);
            self.waiting = self.waiting.min(self.room);
            let loss = (lost / sent.max(1.0)) as f32 + self.noise;
            let report = Report {
                bytes: self.bytes,
                loss: Some(loss),
                round_trip: Some(Duration::from_millis(40) + Duration::from_secs_f64(self.waiting / bandwidth)),
            };
            (f64::from(self.control.report(report, self.now)), loss)
        }
    }

    #[test]
    fn a_link_with_enough_bandwidth_is_given_all() {
        let mut link = Link::new(200.0);
        for _ in 0..200 {
            assert_eq!(link.step(1.0, 5000.0).0, 1000.0);
        }
    }

    #[test]
    fn a_narrow_link_is_given_its_bandwidth_within_three_seconds_and_all_again_when_it_widens() {
        for bandwidth in [200.0, 300.0, 600.0] {
            let mut link = Link::new(bandwidth / 2.0);
            let mut lost = 0;
            for step in 0..120 {
                let (rate, loss) = link.step(1.0, bandwidth);
                if step >= 6 {
                    assert!(rate <= bandwidth * 1.5, "{bandwidth}: {rate} after {step}");
                    lost += usize::from(loss > 0.05);
                }
            }
            assert!(
                lost <= 12,
                "{bandwidth}: {lost} of 114 half seconds lost more than one packet in twenty"
            );
            let rate = link.control.rate();
            assert!(f64::from(rate) >= (bandwidth - AUDIO_RATE) * 0.6, "{bandwidth}: {rate}");
            let widened = link.now;
            while link.step(1.0, 5000.0).0 < 1000.0 {
                assert!(link.now - widened < Duration::from_secs(30), "{bandwidth}");
            }
        }
    }

    #[test]
    fn the_rate_seldom_rises_to_the_one_that_congested_the_link_before() {
        for bandwidth in [300.0, 450.0, 600.0] {
            let mut link = Link::new(bandwidth / 2.0);
            let mut rates = Vec::new();
            for _ in 0..240 {
                rates.push(link.step(1.0, bandwidth).0);
            }
            // Each time, the picture rests.
            let lowered = rates.windows(2).skip(20).filter(|pair| pair[1] < pair[0]).count();
            assert!(lowered <= 14, "{bandwidth}: lowered {lowered} times in two minutes");
        }
    }

    #[test]
    fn a_link_that_loses_a_little_whatever_is_sent_keeps_its_rate() {
        let mut link = Link::new(200.0);
        link.noise = 0.05;
        for _ in 0..100 {
            assert_eq!(link.step(1.0, 5000.0).0, 1000.0);
        }
    }

    #[test]
    fn a_client_that_is_busy_for_a_moment_changes_nothing() {
        let mut link = Link::new(200.0);
        for step in 0..40 {
            // Its reports come late, one in three.
            link.waiting = if step % 3 == 0 { 4000.0 } else { 0.0 };
            link.room = f64::INFINITY;
            assert_eq!(link.step(1.0, 5000.0).0, 1000.0);
            link.waiting = 0.0;
        }
    }

    #[test]
    fn a_still_avatar_says_nothing_about_the_link() {
        let mut link = Link::new(100.0);
        for _ in 0..20 {
            link.step(1.0, 300.0);
        }
        for _ in 0..4 {
            link.step(0.05, 300.0);
        }
        let before = link.control.rate();
        for _ in 0..100 {
            link.step(0.05, 300.0);
        }
        assert_eq!(link.control.rate(), before);
    }

    #[test]
    fn without_reports_nothing_changes() {
        let (mut control, mut now) = (CongestionControl::new(1000), Instant::now());
        for bytes in 0..100 {
            now += STEP;
            let report = Report {
                bytes: bytes * 60_000,
                loss: None,
                round_trip: None,
            };
            assert_eq!(control.report(report, now), 1000);
        }
    }

    proptest! {
        #[test]
        fn the_rate_stays_within_its_bounds(reports in prop::collection::vec(
            (0_u64..300_000, prop::option::of(-1.0_f32..2.0), prop::option::of(0_u64..5000), 0_u64..1500), 0..80,
        )) {
            let (mut control, mut now, mut sent) = (CongestionControl::new(500), Instant::now(), 0);
            for (bytes, loss, round_trip, after) in reports {
                now += Duration::from_millis(after);
                sent += bytes;
                let round_trip = round_trip.map(Duration::from_millis);
                let rate = control.report(Report { bytes: sent, loss, round_trip }, now);
                prop_assert!((50..=500).contains(&rate), "{rate}");
            }
        }
    }
}
