//! Looks after a peer connection four times a second: is speech heard, do pictures come, how do the media fare.

use std::cell::{Cell, RefCell};
use std::rc::Weak;

use gloo_timers::callback::Interval;
use session::{Input, Moment, PeerId};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{RtcPeerConnection, RtcRtpReceiver};

use super::ClientEvent;
use super::clock;
use super::hearing::Hearing;
use super::jitter::JitterTarget;
use super::page;
use super::report::Report;
use super::runner::Runner;
use super::statistics::{Statistics, stumbled};
use super::stillness::Stillness;
use super::task::spawn;

const TICK_MS: u32 = 250;
const TICKS_PER_SECOND: u32 = 4;

#[wasm_bindgen]
extern "C" {
    // Stable in browsers, but not in web-sys.
    #[wasm_bindgen(extends = RtcRtpReceiver, js_name = RTCRtpReceiver)]
    type BufferedReceiver;
    #[wasm_bindgen(method, setter, structural, catch, js_name = jitterBufferTarget)]
    fn set_jitter_buffer_target(this: &BufferedReceiver, millis: u32) -> Result<(), wasm_bindgen::JsValue>;
}

/// Readings of one peer connection until it is dropped.
pub(super) struct Monitor {
    _interval: Interval,
}

/// What the readings are compared with.
#[derive(Default)]
pub(super) struct Observations {
    reading: Cell<bool>,
    ticks: Cell<u32>,
    hearing: RefCell<Hearing>,
    audible: Cell<bool>,
    stillness: RefCell<Stillness>,
    last_second: RefCell<Option<(Moment, Report)>>,
    jitter: RefCell<Option<JitterTarget>>,
    pictured: Cell<bool>,
}

impl Monitor {
    pub(super) fn start(runner: &Weak<Runner>, peer: PeerId) -> Self {
        let runner = runner.clone();
        Self {
            _interval: Interval::new(TICK_MS, move || {
                if let Some(runner) = runner.upgrade() {
                    tick(&runner, peer);
                }
            }),
        }
    }
}

fn tick(runner: &std::rc::Rc<Runner>, id: PeerId) {
    let Some(peer) = runner.peer(id) else { return };
    // A reading that takes longer than a tick is not overtaken by the next.
    if peer.observations.reading.replace(true) {
        return;
    }
    let weak = std::rc::Rc::downgrade(runner);
    let connection = peer.connection().clone();
    spawn(async move {
        let report = Report::read(&connection).await;
        // Closed meanwhile, or the client dropped: nobody wants to know.
        let Some(runner) = weak.upgrade() else { return };
        let Some(peer) = runner.peer(id) else { return };
        peer.observations.reading.set(false);
        if let Ok(report) = report {
            peer.observations.take(&runner, id, &connection, report);
        }
    });
}

impl Observations {
    fn take(&self, runner: &Runner, peer: PeerId, connection: &RtcPeerConnection, report: Report) {
        let heard = self
            .hearing
            .borrow_mut()
            .tick(report.audio.energy, report.audio.seconds);
        if let Some(audible) = heard {
            self.audible.set(audible);
            runner.input(Input::Audible { peer, audible });
        }
        self.look(runner, peer, &report);
        let ticks = self.ticks.get() + 1;
        self.ticks.set(ticks % TICKS_PER_SECOND);
        if ticks == TICKS_PER_SECOND {
            self.second(runner, connection, report);
        }
    }

    fn look(&self, runner: &Runner, peer: PeerId, report: &Report) {
        // What the visitor sees, where it can be counted, and what was decoded; where the visitor sees nothing, that alone.
        let seen = runner.frames_shown(peer).filter(|_| !page::hidden());
        if !self.pictured.get() && seen.is_none() && report.video.frames_decoded > 0 {
            self.pictured.set(true);
            runner.input(Input::FirstFrame { peer });
        }
        let packets = report.video.packets.wrapping_add(report.audio.packets);
        let change = self
            .stillness
            .borrow_mut()
            .tick(report.video.frames_decoded, seen, packets, self.audible.get());
        if let Some(frozen) = change {
            runner.input(Input::Frozen { peer, frozen });
        }
    }

    fn second(&self, runner: &Runner, connection: &RtcPeerConnection, report: Report) {
        let now = clock::now();
        let Some((then, before)) = self.last_second.replace(Some((now, report.clone()))) else {
            return;
        };
        let target = self
            .jitter
            .borrow_mut()
            .get_or_insert_with(JitterTarget::new)
            .second(stumbled(&before, &report));
        if let Some(millis) = target {
            for receiver in connection.get_receivers().iter() {
                set_jitter_target(receiver.unchecked_ref(), millis);
            }
        }
        let millis = now.millis_since(then) as u32;
        runner.tell(ClientEvent::Statistics(Statistics::between(&before, &report, millis)));
    }

    /// Notes that the first picture was told of.
    pub(super) fn note_picture(&self) -> bool {
        self.pictured.replace(true)
    }
}

/// Asks the browser to hold media back no longer than this. Where it cannot, or will not, it decides itself.
pub(super) fn set_jitter_target(receiver: &RtcRtpReceiver, millis: u32) {
    let known = js_sys::Reflect::has(receiver, &"jitterBufferTarget".into()).unwrap_or(false);
    if known {
        let _ = receiver
            .unchecked_ref::<BufferedReceiver>()
            .set_jitter_buffer_target(millis);
    }
}
