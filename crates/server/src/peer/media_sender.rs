//! The media sender of a session: encodes the avatar's pictures and sound, and writes them into the WebRTC connection when they are due.

use std::sync::Arc;
use std::time::{Duration, Instant};

use api::Background;
use avatar::{FrameSize, Performance, Picture};
use str0m::Rtc;
use str0m::media::{Frequency, MediaTime, Mid};

use crate::load::Load;
use crate::media::{
    ActiveMap, Clock, CongestionControl, Due, EncoderError, KeyFrames, PACKETS_PER_SECOND, PICTURES_PER_SECOND, Planes,
    Report, SAMPLES_PER_PACKET, SOUND_TICKS, Sound, Turn, VIDEO_TICKS, Video,
};
use crate::metrics::{KeyCause, Metrics};
use crate::peer::answer::Agreed;
use crate::peer::bounds::Bounds;
use crate::sessions::Terms;

/// After how many pictures without movement one is sent all the same: the encoder brings a still picture to its full quality,
/// and a receiver does not think the stream has died.
const REFRESH: u32 = PICTURES_PER_SECOND / 2;

/// The sender of a session's media (its video and audio track).
pub struct MediaSender {
    performance: Performance,
    clock: Option<Clock>,
    /// When its pictures are made, beside those of other sessions. Held until the session ends.
    turn: Option<Turn>,
    sound: Sound,
    video: Video,
    agreed: Agreed,
    mids: (Mid, Mid),
    /// Whether the next picture must be one that a decoder can begin with.
    key_frames: KeyFrames,
    /// Where pictures change.
    active_map: ActiveMap,
    /// Adapts the bit rate to the bandwidth of the link.
    congestion: CongestionControl,
    /// Pictures since the last movement.
    still: u32,
    metrics: SenderMetrics,
}

/// The metrics of a media sender.
pub struct SenderMetrics {
    server: Metrics,
    load: Arc<Load>,
    opened: Instant,
    /// Whether a picture has been sent.
    shown: bool,
    /// The greatest lateness since the last picture.
    late: Duration,
    /// The number of the last picture.
    last: Option<u64>,
}

impl SenderMetrics {
    /// The metrics of a session that was opened then.
    pub fn new(bounds: &Bounds, opened: Instant) -> Self {
        Self {
            server: bounds.metrics.clone(),
            load: Arc::clone(&bounds.load),
            opened,
            shown: false,
            late: Duration::ZERO,
            last: None,
        }
    }

    /// A picture with this number is about to be made.
    fn due(&mut self, number: u64) {
        let late = std::mem::take(&mut self.late);
        self.server.late(late);
        self.load.picture(late);
        let last = self.last.replace(number);
        let skipped = last.map_or(0, |last| number.saturating_sub(last + 1));
        if skipped > 0 {
            self.server.skipped(skipped);
        }
    }

    /// A key picture was encoded, whether or not it was asked for.
    fn key(&self, asked: bool) {
        self.server.key_picture(match (self.shown, asked) {
            (false, _) => KeyCause::First,
            (true, true) => KeyCause::Request,
            (true, false) => KeyCause::Encoder,
        });
    }

    /// A picture was sent at `now`.
    fn sent(&mut self, now: Instant) {
        if !std::mem::replace(&mut self.shown, true) {
            self.server.first_picture(now.saturating_duration_since(self.opened));
        }
    }
}

impl MediaSender {
    /// A sender that sends nothing yet.
    ///
    /// # Errors
    /// Where an encoder does not start.
    pub fn new(
        terms: &Terms,
        agreed: Agreed,
        mids: (Mid, Mid),
        seed: u64,
        metrics: SenderMetrics,
    ) -> Result<Self, EncoderError> {
        let size = FrameSize {
            width: terms.format.width,
            height: terms.format.height,
        };
        let mut performance = Performance::of(&terms.avatar, size, seed);
        performance.set_background(drawn(terms.background));
        performance.set_mood(terms.delivery.emotion);
        Ok(Self {
            performance,
            clock: None,
            turn: None,
            sound: Sound::new(terms.delivery.source.is_some())?,
            video: Video::new(agreed.encoding, terms.format)?,
            agreed,
            mids,
            key_frames: KeyFrames::new(),
            active_map: ActiveMap::default(),
            congestion: CongestionControl::new(terms.format.kilobits),
            still: 0,
            metrics,
        })
    }

    /// Puts the avatar before another background, from a key frame on: the pictures after one are brought to full quality everywhere.
    pub fn set_background(&mut self, background: Background) {
        self.performance.set_background(drawn(background));
        self.key_frames.request();
    }

    /// Whether a picture has been sent.
    pub fn is_shown(&self) -> bool {
        self.metrics.shown
    }

    /// The performance itself.
    pub fn performance(&mut self) -> &mut Performance {
        &mut self.performance
    }

    /// Starts to send, in its turn. Media written before the connection stands would be lost.
    pub fn start(&mut self, turn: Turn) {
        self.clock = Some(Clock::new(turn.start()));
        self.turn = Some(turn);
    }

    /// When the next piece of media is due.
    pub fn next(&self) -> Option<Instant> {
        self.clock.as_ref().map(Clock::next)
    }

    /// The viewer cannot decode what it gets: it needs a picture to begin with, as soon as one may be forced.
    pub fn request_key_frame(&mut self) {
        self.key_frames.request();
    }

    /// Adapts the bit rate to the bandwidth of the link, by a report of how it carried what was sent until `now`; gives the kilobits a second
    /// of pictures where that changes them.
    ///
    /// # Errors
    /// Where an encoder fails.
    pub fn report(&mut self, report: Report, now: Instant) -> Result<Option<u32>, EncoderError> {
        let before = self.congestion.rate();
        let rate = self.congestion.report(report, now);
        if rate == before {
            return Ok(None);
        }
        // An encoder takes what it gets for all pictures that there are.
        let is_narrow = self.congestion.is_narrow();
        self.video.set_rate(rate * self.congestion.of_pictures(), is_narrow)?;
        self.key_frames.set_rare(is_narrow);
        Ok(Some(rate))
    }

    /// Writes one piece of media that is due into the connection; whether there was one.
    ///
    /// # Errors
    /// Where an encoder fails.
    pub fn step(&mut self, rtc: &mut Rtc, now: Instant) -> Result<bool, EncoderError> {
        let Some(clock) = &mut self.clock else {
            return Ok(false);
        };
        self.metrics.late = self.metrics.late.max(now.saturating_duration_since(clock.next()));
        match clock.take(now) {
            None => Ok(false),
            Some(Due::Packet(number, at)) => {
                self.packet(rtc, number, at)?;
                Ok(true)
            }
            Some(Due::Picture(number, at)) => {
                self.metrics.due(number);
                self.picture(rtc, number, at)?;
                Ok(true)
            }
        }
    }

    fn packet(&mut self, rtc: &mut Rtc, number: u64, at: Instant) -> Result<(), EncoderError> {
        let mut samples = [0; SAMPLES_PER_PACKET];
        self.performance.sound(&mut samples);
        let Some(payload) = self.agreed.sound else {
            return Ok(());
        };
        let packet = self.sound.encode(&samples)?;
        let ticks = number * u64::from(SOUND_TICKS / PACKETS_PER_SECOND);
        if let Some(writer) = rtc.writer(self.mids.0)
            && let Err(error) = writer.write(payload, at, MediaTime::new(ticks, Frequency::FORTY_EIGHT_KHZ), packet)
        {
            tracing::debug!(%error, "sound not sent");
        }
        Ok(())
    }

    fn picture(&mut self, rtc: &mut Rtc, number: u64, at: Instant) -> Result<(), EncoderError> {
        let ticks = number * u64::from(VIDEO_TICKS / PICTURES_PER_SECOND);
        let shown = MediaTime::new(ticks, Frequency::NINETY_KHZ);
        let key = self.key_frames.is_due(at);
        let is_left_out = !number.is_multiple_of(u64::from(self.congestion.of_pictures())) && !key;
        if is_left_out || self.congestion.rests(at) {
            return Ok(());
        }
        let began = Instant::now();
        let moved = matches!(self.performance.picture(shown.into()), Picture::New(_));
        self.metrics.server.drawn(began.elapsed());
        if moved {
            self.still = 0;
        } else {
            self.still += 1;
            if !self.still.is_multiple_of(REFRESH) && !key {
                return Ok(());
            }
        }
        let active = self.active_map.next(moved.then(|| self.performance.changes()), key);
        let picture = Planes::from(self.performance.last_picture());
        let began = Instant::now();
        let encoded = self.video.encode(&picture, active, key)?;
        let took = began.elapsed();
        let Some(encoded) = encoded else {
            // Dropped by the rate control. Its changes come with the next one.
            self.still = REFRESH - 1;
            return Ok(());
        };
        self.metrics
            .server
            .encoded(self.agreed.encoding, encoded.bytes.len(), took);
        if encoded.fine {
            self.active_map.settle();
        }
        if encoded.key {
            self.metrics.key(key);
            self.key_frames.encoded(at);
        }
        if let Some(writer) = rtc.writer(self.mids.1)
            && let Err(error) = writer.write(self.agreed.video, at, shown, encoded.bytes)
        {
            tracing::debug!(%error, "picture not sent");
        }
        self.metrics.sent(at);
        Ok(())
    }
}

/// The background as the drawing names it.
fn drawn(background: Background) -> avatar::Background {
    match background {
        Background::Studio => avatar::Background::Studio,
        Background::Green => avatar::Background::Green,
    }
}
