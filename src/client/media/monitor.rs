//! Looks after a peer connection four times a second: is speech heard, do pictures come, how do the media fare.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Interval;
use session::{Input, Moment, PeerId};
use wasm_bindgen::JsCast;
use web_sys::RtcPeerConnection;

use super::freeze_detector::FreezeDetector;
use super::jitter_buffer::{JitterTarget, set_jitter_target};
use super::report::Report;
use super::speech_detector::SpeechDetector;
use super::statistics::{between, stumbled};
use super::video_output::VideoOutput;
use crate::client::browser::clock;
use crate::client::browser::task::spawn;
use crate::client::inbox::Inbox;
use crate::client::page;

const TICK_MS: u32 = 250;
const TICKS_PER_SECOND: u32 = 4;

/// Readings of one peer connection until it is dropped.
pub(super) struct Monitor {
    _interval: Interval,
}

/// The connection that is read, earlier readings, and the inbox for the findings.
struct Observations {
    peer: PeerId,
    connection: RtcPeerConnection,
    inbox: Inbox,
    video_output: Rc<VideoOutput>,
    reading: Cell<bool>,
    ticks: Cell<u32>,
    speech_detector: RefCell<SpeechDetector>,
    audible: Cell<bool>,
    freeze_detector: RefCell<FreezeDetector>,
    last_second: RefCell<Option<(Moment, Report)>>,
    jitter: RefCell<JitterTarget>,
    pictured: Cell<bool>,
}

impl Monitor {
    /// Reads from now on.
    pub(super) fn start(
        peer: PeerId,
        connection: RtcPeerConnection,
        inbox: Inbox,
        video_output: Rc<VideoOutput>,
    ) -> Self {
        let observations = Rc::new(Observations {
            peer,
            connection,
            inbox,
            video_output,
            reading: Cell::new(false),
            ticks: Cell::new(0),
            speech_detector: RefCell::default(),
            audible: Cell::new(false),
            freeze_detector: RefCell::default(),
            last_second: RefCell::default(),
            jitter: RefCell::new(JitterTarget::new()),
            pictured: Cell::new(false),
        });
        Self {
            _interval: Interval::new(TICK_MS, move || tick(&observations)),
        }
    }
}

fn tick(observations: &Rc<Observations>) {
    // A reading that takes longer than a tick is not overtaken by the next.
    if observations.reading.replace(true) {
        return;
    }
    let weak = Rc::downgrade(observations);
    let connection = observations.connection.clone();
    spawn(async move {
        let report = Report::read(&connection).await;
        // Closed meanwhile: nobody wants to know.
        let Some(observations) = weak.upgrade() else { return };
        observations.reading.set(false);
        if let Ok(report) = report {
            observations.take(report);
        }
    });
}

impl Observations {
    fn take(&self, report: Report) {
        let heard = self
            .speech_detector
            .borrow_mut()
            .tick(report.audio.energy, report.audio.seconds);
        if let Some(audible) = heard {
            self.audible.set(audible);
            let peer = self.peer;
            self.inbox.input(Input::Audible { peer, audible });
        }
        self.look(&report);
        let ticks = self.ticks.get() + 1;
        self.ticks.set(ticks % TICKS_PER_SECOND);
        if ticks == TICKS_PER_SECOND {
            self.second(report);
        }
    }

    fn look(&self, report: &Report) {
        let peer = self.peer;
        // Pictures that the visitor sees, where they can be counted, and pictures decoded; where the visitor sees nothing, only the latter.
        let seen = self.video_output.frames_shown(peer).filter(|_| !page::hidden());
        if seen.is_none() && report.video.frames_decoded > 0 && !self.pictured.replace(true) {
            self.inbox.input(Input::FirstFrame { peer });
        }
        let packets = report.video.packets.wrapping_add(report.audio.packets);
        let change =
            self.freeze_detector
                .borrow_mut()
                .tick(report.video.frames_decoded, seen, packets, self.audible.get());
        if let Some(frozen) = change {
            self.inbox.input(Input::Frozen { peer, frozen });
        }
    }

    fn second(&self, report: Report) {
        let now = clock::now();
        let Some((then, before)) = self.last_second.replace(Some((now, report.clone()))) else {
            return;
        };
        if let Some(millis) = self.jitter.borrow_mut().second(stumbled(&before, &report)) {
            for receiver in self.connection.get_receivers().iter() {
                set_jitter_target(receiver.unchecked_ref(), millis);
            }
        }
        let millis = now.millis_since(then) as u32;
        self.inbox.statistics(between(&before, &report, millis));
    }
}
