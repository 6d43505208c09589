//! The wasm that makes texts into speech, which is loaded beside the first pictures. The worker's script calls it.

// A `main` and what Rust puts around it are dead weight in a wasm.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[cfg(target_arch = "wasm32")]
mod exports {
    use avatar::speech::{self, Delivery};
    use js_sys::Uint8Array;
    use streaming_avatar_page::{Speech, Synthesis, Text, wire};
    use tasks::Narrated;
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        /// The service's `Page`, which is told what comes of its orders.
        pub type Page;
        #[wasm_bindgen(method)]
        fn ready(this: &Page, session: &str, task: &str, length: f64, unsaid: Option<&str>);
        #[wasm_bindgen(method)]
        fn refused(this: &Page, session: &str, task: &str, message: &str);
        #[wasm_bindgen(method)]
        fn sentence(this: &Page, session: &str, task: &str, samples: &[i16], mouth: &[f64]);
        #[wasm_bindgen(method)]
        fn complete(this: &Page, session: &str, task: &str, length: f64, unsaid: Option<&str>);
        #[wasm_bindgen(method)]
        fn failed(this: &Page, session: &str, task: &str, message: &str, unsaid: Option<&str>);
    }

    /// The synthesis for all sessions of a page. While one of its methods runs, it calls the page's.
    #[wasm_bindgen]
    pub struct Voices {
        synthesis: Synthesis,
        page: Page,
    }

    #[wasm_bindgen]
    impl Voices {
        /// A synthesis without texts.
        #[wasm_bindgen(constructor)]
        pub fn new(page: Page) -> Self {
            let synthesis = Synthesis::default();
            Self { synthesis, page }
        }

        /// Takes the voice file of a language; what is wrong with it, if anything.
        pub fn provide(&self, language: &str, file: &Uint8Array) -> Option<String> {
            let provided = speech::provide(language, file.to_vec());
            provided.err().map(|error| error.to_string())
        }

        /// A text is to be said, with a mood of `wire`.
        pub fn order(
            &mut self,
            session: &str,
            task: String,
            text: String,
            voice: Option<String>,
            rate: f32,
            emotion: Option<u8>,
        ) {
            let delivery = Delivery {
                voice_id: voice,
                source: None,
                rate,
                emotion: emotion.and_then(wire::emotion),
            };
            self.synthesis.order(session, Text { task, text, delivery });
            self.tell();
        }

        /// There is no room for that text.
        pub fn withdraw(&mut self, session: &str, task: &str) {
            self.synthesis.withdraw(session, task);
        }

        /// Nothing that was ordered before is wanted any more.
        #[wasm_bindgen(js_name = callOff)]
        pub fn call_off(&mut self, session: &str) {
            self.synthesis.call_off(session);
        }

        /// Takes the count of samples of a session's speech that have been handed out or dropped.
        pub fn consumed(&mut self, session: &str, samples: f64) {
            self.synthesis.consumed(session, samples as u64);
        }

        /// The voice file of a session cannot be had.
        pub fn voiceless(&mut self, session: &str) {
            self.synthesis.lose_voice(session);
        }

        /// A session has ended.
        pub fn close(&mut self, session: &str) {
            self.synthesis.close(session);
        }

        /// Synthesises for some milliseconds; whether there is more to do now.
        pub fn step(&mut self) -> bool {
            let more = self.synthesis.step();
            self.tell();
            more
        }

        fn tell(&mut self) {
            while let Some((session, speech)) = self.synthesis.poll() {
                let page = &self.page;
                match speech {
                    Speech::Ready(task, outline) => {
                        let length = outline.length.as_secs_f64() * 1000.0;
                        page.ready(&session, &task, length, outline.unsaid.as_deref());
                    }
                    Speech::Refused(task, message) => page.refused(&session, &task, &message),
                    // Only growing tasks give it, and the page opens none; and all its voices are built in.
                    Speech::Narrated(Narrated::Passage(..) | Narrated::FellBack(..)) => {}
                    Speech::Narrated(Narrated::Sentence(task, utterance)) => {
                        let mouth = wire::numbers(&utterance.mouth, utterance.gesture);
                        page.sentence(&session, &task, &utterance.samples, &mouth);
                    }
                    Speech::Narrated(Narrated::Complete(task, length, unsaid)) => {
                        page.complete(&session, &task, length.as_secs_f64() * 1000.0, unsaid.as_deref());
                    }
                    Speech::Narrated(Narrated::Failed(task, error, unsaid)) => {
                        page.failed(&session, &task, &error.to_string(), unsaid.as_deref());
                    }
                }
            }
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
