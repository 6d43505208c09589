//! The wasm that answers the calls and draws: all that a first picture takes. The worker's script calls it.

// A `main` and what Rust puts around it are dead weight in a wasm.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod exports {
    use std::time::Duration;

    use avatar::speech::{Delivery, SpeechError};
    use avatar::{Region, Utterance};
    use js_sys::{Int16Array, Uint8Array};
    use streaming_avatar_page::{Order, Outgoing, Service, Speech, Text, language, wire};
    use tasks::{Narrated, Outline};
    use wasm_bindgen::prelude::wasm_bindgen;

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
        #[wasm_bindgen(method)]
        fn order(
            this: &Host,
            session: &str,
            task: &str,
            text: &str,
            voice: Option<&str>,
            rate: f32,
            emotion: Option<u8>,
        );
        #[wasm_bindgen(method)]
        fn withdraw(this: &Host, session: &str, task: &str);
        #[wasm_bindgen(method, js_name = callOff)]
        fn call_off(this: &Host, session: &str);
    }

    /// The service of a page.
    #[wasm_bindgen]
    pub struct Page {
        service: Service,
        host: Host,
        samples: Vec<i16>,
        pixels: Vec<u8>,
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
                pixels: Vec::new(),
            }
        }

        /// Takes the file of a figure; what is wrong with it, if anything.
        pub fn show(&self, file: &[u8]) -> Option<String> {
            avatar::provide_figure(file).err().map(|error| error.to_string())
        }

        /// The language whose voice file a session with this body of `streaming.new` needs.
        pub fn language(&self, body: &str) -> Option<String> {
            language(body)
        }

        /// The voice file of a session, or the synthesis, cannot be had.
        pub fn voiceless(&mut self, session: &str) {
            self.service.lose_voice(session);
            self.tell();
        }

        /// The synthesis can say a text: in about so many ms, without these parts of it.
        pub fn ready(&mut self, session: &str, task: String, length: f64, unsaid: Option<String>) {
            let length = milliseconds(length);
            self.speech(
                session,
                Speech::Ready(
                    task,
                    Outline {
                        length,
                        unsaid,
                        is_quick: true,
                    },
                ),
            );
        }

        /// The synthesis refuses a text.
        pub fn refused(&mut self, session: &str, task: String, message: String) {
            self.speech(session, Speech::Refused(task, message));
        }

        /// A sentence of a text: its samples, and the mouth over them with its gesture (see `wire`).
        pub fn sentence(&mut self, session: &str, task: String, samples: Vec<i16>, mouth: &[f64]) {
            let (mouth, gesture) = wire::spans(mouth);
            let utterance = Utterance {
                samples,
                mouth,
                gesture,
            };
            self.speech(session, Speech::Narrated(Narrated::Sentence(task, utterance)));
        }

        /// All of a text has been synthesised: it is so many ms long.
        pub fn complete(&mut self, session: &str, task: String, length: f64, unsaid: Option<String>) {
            let complete = Narrated::Complete(task, milliseconds(length), unsaid);
            self.speech(session, Speech::Narrated(complete));
        }

        /// The voice failed on a text.
        pub fn failed(&mut self, session: &str, task: String, message: String, unsaid: Option<String>) {
            let failed = Narrated::Failed(task, SpeechError::Told(message), unsaid);
            self.speech(session, Speech::Narrated(failed));
        }

        fn speech(&mut self, session: &str, speech: Speech) {
            self.service.speech(session, speech);
            self.tell();
        }

        /// How many samples of all its speech a session has handed out or dropped.
        pub fn consumed(&mut self, session: &str) -> f64 {
            self.service
                .session(session)
                .map_or(0.0, |session| session.consumed() as f64)
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

        /// Holds the speech of a session that cannot be heard now, or lets it go on.
        pub fn hold(&mut self, session: &str, held: bool) {
            self.service.hold(session, held);
            self.tell();
        }

        /// Takes the count of samples of a session that have been played.
        pub fn played(&mut self, session: &str, samples: f64) {
            self.service.played(session, samples as u64);
            self.tell();
        }

        /// Ms between two pictures of a session, now that the audio thread has told how much it has played. `now` never goes back.
        pub fn pace(&mut self, session: &str, now: f64) -> f64 {
            let pace = self
                .service
                .session(session)
                .map(|session| session.pace(milliseconds(now)));
            pace.unwrap_or_default().as_secs_f64() * 1000.0
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

        /// Draws the figure for the moment of that sample. Returns in which pixels of the picture it differs from the last one: the
        /// first column and row, and how many of each. Nothing where it looks the same.
        pub fn figure(&mut self, session: &str, sample: f64) -> Option<Vec<u32>> {
            let figure = self.service.session(session)?.figure(sample as u64)?;
            let Region {
                left,
                top,
                width,
                height,
            } = figure.changed;
            (width > 0).then(|| vec![left as u32, top as u32, width as u32, height as u32])
        }

        /// Copies such pixels of the last figure into the beginning of `to`, row after row. Nothing where they do not fit.
        pub fn pixels(&mut self, session: &str, left: u32, top: u32, width: u32, height: u32, to: &Uint8Array) {
            let Some(session) = self.service.session(session) else {
                return;
            };
            let stretch = Region {
                left: left as usize,
                top: top as usize,
                width: width as usize,
                height: height as usize,
            };
            self.pixels.clear();
            for row in session.last_figure().pixels(stretch) {
                self.pixels.extend_from_slice(row);
            }
            // At most a picture's 64 million bytes.
            let length = self.pixels.len() as u32;
            if length <= to.length() {
                to.subarray(0, length).copy_from(&self.pixels);
            }
        }

        fn tell(&mut self) {
            while let Some(outgoing) = self.service.poll() {
                match outgoing {
                    Outgoing::Reply(call, status, body) => self.host.reply(call, status, &body),
                    Outgoing::Tell(session, message) => self.host.tell(&session, &message),
                    Outgoing::Ended(session) => self.host.ended(&session),
                    Outgoing::Order(session, Order::Say(Text { task, text, delivery })) => {
                        let Delivery {
                            voice_id,
                            // No voice comes from outside here.
                            source: _,
                            rate,
                            emotion,
                        } = delivery;
                        let emotion = emotion.map(wire::number);
                        self.host
                            .order(&session, &task, &text, voice_id.as_deref(), rate, emotion);
                    }
                    Outgoing::Order(session, Order::Withdraw(task)) => self.host.withdraw(&session, &task),
                    Outgoing::Order(session, Order::CallOff) => self.host.call_off(&session),
                }
            }
        }
    }

    fn milliseconds(now: f64) -> Duration {
        Duration::from_millis(now as u64)
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
