//! A streamed answer (chat completion), from its bytes to its words.

use std::collections::VecDeque;

use crate::chunk::{Chunk, Finish};
use crate::error::{Failure, ServiceError};
use crate::sse::{END, Opening, SseReader};
use crate::thinking::ThinkFilter;

/// Something that a stream has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Words of the answer, never empty. Markup is still in them.
    Text(String),
    /// The answer is whole. Nothing follows.
    Finished(Finish),
    /// The answer failed, perhaps in its middle. Nothing follows.
    Failed(Failure),
}

/// How much more than the longest answer a model may say, as code is that nobody hears, and how much it may think.
const UNSPOKEN: usize = 4;
const THOUGHTS: usize = 16;
/// Characters that it may think in any case.
const MIN_THOUGHTS: usize = 20_000;

/// Reads a streamed answer: bytes go in as they come, words come out.
#[derive(Debug, Default)]
pub struct ChatStream {
    opening: Opening,
    reader: SseReader,
    thinking: ThinkFilter,
    finish: Option<Finish>,
    /// The longest answer that is taken, in characters.
    longest: Option<usize>,
    /// Characters of the answer so far, and of the thoughts about it.
    said: usize,
    thought: usize,
    over: bool,
    events: VecDeque<Event>,
}

impl ChatStream {
    /// A reader for answers of which no more than `longest` characters are used. One that goes on far beyond that ends as
    /// [`Finish::TooLong`]: at four times as much, or with sixteen times as much of thoughts.
    pub fn within(longest: usize) -> Self {
        Self {
            longest: Some(longest),
            ..Self::default()
        }
    }

    /// Takes bytes of the reply's body, split anywhere.
    pub fn push(&mut self, bytes: &[u8]) {
        self.opening.push(bytes);
        self.read(bytes);
    }

    /// The body has ended. Without a word from the service that the answer is whole, it was cut off.
    pub fn end(&mut self) {
        self.read(END);
        if self.over {
            return;
        }
        match self.finish {
            Some(finish) => self.finished(finish),
            None if self.opening.is_something_else() => self.failed(Failure::new(ServiceError::NotTheApi, None)),
            None => self.failed(Failure::new(ServiceError::Cut, None)),
        }
    }

    /// Takes the body of a reply that was not streamed although that was asked for.
    pub fn whole(&mut self, body: &[u8]) {
        let chunk = Chunk::read(body);
        let finish = chunk.finish;
        self.chunk(chunk);
        if !self.over {
            match finish {
                Some(finish) => self.finished(finish),
                None => self.failed(Failure::new(ServiceError::NotTheApi, None)),
            }
        }
    }

    /// The next event.
    pub fn poll(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Whether the service has said why the answer ends: what may come yet are usage figures.
    pub fn is_finishing(&self) -> bool {
        self.finish.is_some()
    }

    /// Characters that the model has thought so far.
    pub fn thought(&self) -> usize {
        self.thought
    }

    /// Whether the answer is over, so that nothing more need be read.
    pub fn is_over(&self) -> bool {
        self.over
    }

    fn read(&mut self, mut bytes: &[u8]) {
        while !self.over
            && let Some(data) = self.reader.next(&mut bytes)
        {
            if data.trim() == "[DONE]" {
                self.finished(self.finish.unwrap_or(Finish::Stop));
            } else {
                self.chunk(Chunk::read(data.as_bytes()));
            }
        }
    }

    fn chunk(&mut self, chunk: Chunk) {
        let generated = chunk.text.chars().count();
        let text = self.thinking.push(&chunk.text);
        let passed = text.chars().count();
        self.said += passed;
        self.thought += generated.saturating_sub(passed) + chunk.thought;
        self.text(text);
        self.finish = self.finish.or(chunk.finish);
        if let Some(failure) = chunk.failure {
            self.failed(failure);
        } else if self.longest.is_some_and(|longest| self.is_beyond(longest)) {
            self.finished(Finish::TooLong);
        }
    }

    fn is_beyond(&self, longest: usize) -> bool {
        self.said > longest.saturating_mul(UNSPOKEN)
            || self.thought > longest.saturating_mul(THOUGHTS).max(MIN_THOUGHTS)
    }

    fn text(&mut self, text: String) {
        if !text.is_empty() {
            self.events.push_back(Event::Text(text));
        }
    }

    fn finished(&mut self, finish: Finish) {
        let held = self.thinking.end();
        self.text(held);
        self.over = true;
        self.events.push_back(Event::Finished(finish));
    }

    fn failed(&mut self, failure: Failure) {
        self.over = true;
        self.events.push_back(Event::Failed(failure));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chunk(text: &str) -> String {
        format!(
            "data: {}\n\n",
            serde_json::json!({"choices": [{"delta": {"content": text}}]})
        )
    }

    const STOP: &str = "data: {\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}\n\n";
    const DONE: &str = "data: [DONE]\n\n";

    /// The words of a stream, and how it ended.
    fn read(parts: &[&[u8]]) -> (String, Event) {
        let mut stream = ChatStream::default();
        for part in parts {
            stream.push(part);
        }
        stream.end();
        let mut words = String::new();
        let mut last = None;
        while let Some(event) = stream.poll() {
            assert_eq!(last, None, "nothing follows the end");
            match event {
                Event::Text(text) => words.push_str(&text),
                end => last = Some(end),
            }
        }
        (words, last.unwrap())
    }

    fn ends(stream: &str) -> (String, Event) {
        read(&[stream.as_bytes()])
    }

    fn failed(error: ServiceError) -> Event {
        Event::Failed(Failure::new(error, None))
    }

    #[test]
    fn an_answer_is_whole_with_its_last_word_or_its_reason() {
        let (hello, stop) = (chunk("Hello."), Event::Finished(Finish::Stop));
        for end in [format!("{STOP}{DONE}"), STOP.to_owned(), DONE.to_owned()] {
            assert_eq!(ends(&format!("{hello}{end}")), ("Hello.".into(), stop.clone()));
        }
        // Usage comes between the two.
        let usage = "data: {\"choices\": [], \"usage\": {}}\n\n";
        assert_eq!(ends(&format!(": ping\n\n{hello}{STOP}{usage}{DONE}")).1, stop);
    }

    #[test]
    fn an_answer_without_either_was_cut() {
        assert_eq!(ends(&chunk("Hello, I")), ("Hello, I".into(), failed(ServiceError::Cut)));
        assert_eq!(ends(": ping\n\n"), (String::new(), failed(ServiceError::Cut)));
    }

    #[test]
    fn what_is_no_event_stream_is_told_so() {
        assert_eq!(
            ends("<!doctype html>\n<p>A page"),
            (String::new(), failed(ServiceError::NotTheApi))
        );
        assert_eq!(
            ends(""),
            (String::new(), failed(ServiceError::Cut)),
            "it may have been one"
        );
    }

    #[test]
    fn an_error_in_mid_stream_ends_it_after_what_was_said() {
        let stream = format!(
            "{}data: {{\"error\": {{\"message\": \"x\"}}}}\n\n{}{DONE}",
            chunk("One."),
            chunk("Two.")
        );
        let (words, end) = ends(&stream);
        assert_eq!(words, "One.");
        assert!(matches!(end, Event::Failed(failure) if failure.error == ServiceError::Midway));
    }

    /// How many characters are taken of an answer without end, of which `longest` are used.
    fn taken(longest: usize, chunk: &str) -> (usize, Option<Event>) {
        let mut stream = ChatStream::within(longest);
        let (mut given, mut last) = (0, None);
        for _ in 0..1_000 {
            stream.push(chunk.as_bytes());
            given += usize::from(!stream.is_over()) * 100;
            last = std::iter::from_fn(|| stream.poll()).last().or(last);
        }
        (given, last)
    }

    #[test]
    fn an_answer_that_goes_far_beyond_what_is_used_ends() {
        let end = Some(Event::Finished(Finish::TooLong));
        let hundred = "x".repeat(100);
        assert_eq!(taken(500, &chunk(&hundred)), (2_000, end.clone()));
        let thought = serde_json::json!({"choices": [{"delta": {"reasoning_content": hundred}}]});
        assert_eq!(taken(500, &format!("data: {thought}\n\n")), (20_000, end.clone()));
        let (given, last) = taken(500, &chunk(&format!("<think>{}", "x".repeat(93))));
        assert_eq!(((19_000..=20_000).contains(&given), last), (true, end));
        let whole =
            serde_json::json!({"choices": [{"message": {"content": "x".repeat(2_001)}, "finish_reason": "stop"}]});
        let mut stream = ChatStream::within(500);
        stream.whole(whole.to_string().as_bytes());
        assert_eq!(
            std::iter::from_fn(|| stream.poll()).last(),
            Some(Event::Finished(Finish::TooLong))
        );
    }

    #[test]
    fn a_reply_that_was_not_streamed_is_read_too() {
        let mut stream = ChatStream::default();
        stream.whole(br#"{"choices": [{"message": {"content": "<think>x</think>Hi."}, "finish_reason": "stop"}]}"#);
        assert_eq!(stream.poll(), Some(Event::Text("Hi.".into())));
        assert_eq!(stream.poll(), Some(Event::Finished(Finish::Stop)));
        let mut stream = ChatStream::default();
        stream.whole(b"{}");
        assert_eq!(stream.poll(), Some(failed(ServiceError::NotTheApi)));
    }

    proptest! {
        #[test]
        fn every_answer_comes_out_whole_wherever_it_is_split(
            pieces in prop::collection::vec("\\PC{1,12}", 0..8),
            cuts in prop::collection::vec(0..2_000_usize, 0..8),
        ) {
            let words = pieces.concat();
            prop_assume!(!words.contains('<'));
            let mut stream: String = pieces.iter().map(|piece| chunk(piece)).collect();
            stream.push_str(STOP);
            stream.push_str(DONE);
            let bytes = stream.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let parts: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            prop_assert_eq!(read(&parts), (words, Event::Finished(Finish::Stop)));
        }

        #[test]
        fn every_stream_ends_once(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut stream = ChatStream::default();
            stream.push(&bytes);
            stream.end();
            let ends = std::iter::from_fn(|| stream.poll()).filter(|event| !matches!(event, Event::Text(_))).count();
            prop_assert_eq!(ends, 1);
        }
    }
}
