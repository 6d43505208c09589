//! What the worker's JavaScript calls.

use std::time::Duration;

use js_sys::{Int16Array, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Outgoing, Service, needed};

/// Smaller than the default, whose speed with many sizes of memory is not needed here.
#[cfg(not(target_feature = "atomics"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[wasm_bindgen]
extern "C" {
    /// Who is told what the service has to say.
    pub type Host;
    #[wasm_bindgen(method)]
    fn reply(this: &Host, call: u32, status: u16, body: &str);
    #[wasm_bindgen(method)]
    fn tell(this: &Host, session: &str, message: &str);
    #[wasm_bindgen(method)]
    fn ended(this: &Host, session: &str);
}

/// The service of a page.
#[wasm_bindgen]
pub struct Page {
    service: Service,
    host: Host,
    samples: Vec<i16>,
}

#[wasm_bindgen]
impl Page {
    /// A service without sessions.
    #[wasm_bindgen(constructor)]
    pub fn new(host: Host) -> Self {
        Self {
            service: Service::default(),
            host,
            samples: Vec::new(),
        }
    }

    /// The language whose voice file a session with this body of `streaming.new` waits for.
    pub fn needed(&self, body: &str) -> Option<String> {
        needed(body)
    }

    /// Takes the voice file of a language; what is wrong with it, if anything.
    pub fn provide(&self, language: &str, file: &Uint8Array) -> Option<String> {
        let provided = avatar::speech::provide(language, file.to_vec());
        provided.err().map(|error| error.to_string())
    }

    /// The voice file of a session cannot be had.
    pub fn voiceless(&mut self, session: &str) {
        if let Some(session) = self.service.session(session) {
            session.lose_voice();
        }
    }

    /// Answers a call. `now` is in ms since 1970.
    pub fn call(&mut self, call: u32, path: &str, body: &str, random: &str, now: f64) {
        self.service.call(call, path, body, random, milliseconds(now));
        self.tell();
    }

    /// Ends the sessions that were idle for too long.
    pub fn expire(&mut self, now: f64) {
        self.service.expire(milliseconds(now));
        self.tell();
    }

    /// Ends a session.
    pub fn end(&mut self, session: &str) {
        self.service.end(session);
        self.tell();
    }

    /// Synthesises for some milliseconds; whether there is more to do now.
    pub fn step(&mut self) -> bool {
        let more = self.service.step();
        self.tell();
        more
    }

    /// Fills in the next samples of a session; whether any is speech.
    pub fn sound(&mut self, session: &str, to: &Int16Array) -> bool {
        let Some(session) = self.service.session(session) else {
            return false;
        };
        self.samples.resize(to.length() as usize, 0);
        let speech = session.sound(&mut self.samples);
        to.copy_from(&self.samples);
        speech
    }

    /// So many of all samples of a session have been played.
    pub fn played(&mut self, session: &str, samples: f64) {
        self.service.played(session, samples as u64);
        self.tell();
    }

    /// Whether speech of a session lies ready to be played.
    pub fn speaking(&mut self, session: &str) -> bool {
        self.service
            .session(session)
            .is_some_and(|session| session.is_speaking())
    }

    /// Whether a session has been started.
    pub fn started(&mut self, session: &str) -> bool {
        self.service
            .session(session)
            .is_some_and(|session| session.is_started())
    }

    /// Width of a session's pictures, in pixels; 0 where there is no such session.
    pub fn width(&mut self, session: &str) -> u32 {
        self.service.session(session).map_or(0, |session| session.size().width)
    }

    /// Height of a session's pictures, in pixels.
    pub fn height(&mut self, session: &str) -> u32 {
        self.service.session(session).map_or(0, |session| session.size().height)
    }

    /// The first and the number of the columns that the figure may be in.
    pub fn columns(&mut self, session: &str) -> Vec<u32> {
        let Some(session) = self.service.session(session) else {
            return Vec::new();
        };
        let figure = session.last_figure();
        vec![figure.left as u32, figure.width as u32]
    }

    /// Draws the figure for the moment of that sample into `to`; whether it is another than the last.
    pub fn figure(&mut self, session: &str, sample: f64, to: &Uint8Array) -> bool {
        let session = self.service.session(session);
        match session.and_then(|session| session.figure(sample as u64)) {
            Some(figure) if figure.rgba.len() == to.length() as usize => {
                to.copy_from(figure.rgba);
                true
            }
            _ => false,
        }
    }

    /// The last figure again.
    pub fn again(&mut self, session: &str, to: &Uint8Array) {
        if let Some(session) = self.service.session(session) {
            let figure = session.last_figure();
            if figure.rgba.len() == to.length() as usize {
                to.copy_from(figure.rgba);
            }
        }
    }

    fn tell(&mut self) {
        while let Some(outgoing) = self.service.poll() {
            match outgoing {
                Outgoing::Reply(call, status, body) => self.host.reply(call, status, &body),
                Outgoing::Tell(session, message) => self.host.tell(&session, &message),
                Outgoing::Ended(session) => self.host.ended(&session),
            }
        }
    }
}

fn milliseconds(now: f64) -> Duration {
    Duration::from_millis(now as u64)
}
