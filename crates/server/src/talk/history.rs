//! The chat history: the conversation so far, as the model is told it.

use openai::{Message, Role};

/// Characters that are kept for each message that may be. Visitors and avatars say less on the average; without a
/// bound, questions that nobody answered would make one message of any length.
const CHARACTERS: usize = 2_000;

/// The messages of a conversation.
#[derive(Clone, Debug)]
pub struct History {
    prompt: String,
    /// Messages of the visitor's and the avatar's that are kept.
    most: usize,
    messages: Vec<Message>,
}

impl History {
    /// No messages yet; at most `most` are kept behind the prompt, of 2000 characters on the average, but the last question always is.
    pub fn new(prompt: String, most: usize) -> Self {
        Self {
            prompt,
            most: most.max(1),
            messages: Vec::new(),
        }
    }

    /// The visitor asks.
    pub fn asked(&mut self, question: &str) {
        self.add(Role::User, question);
    }

    /// The avatar was heard saying this. Words that were not heard are no part of the conversation.
    pub fn heard(&mut self, words: &str) {
        if !words.trim().is_empty() {
            self.add(Role::Assistant, words);
        }
    }

    /// Messages of one speaker in a row are one message: the templates of some models refuse anything but turns.
    fn add(&mut self, role: Role, content: &str) {
        match self.messages.last_mut() {
            Some(last) if last.role == role => {
                last.content.push('\n');
                last.content.push_str(content);
            }
            _ => self.messages.push(Message::new(role, content)),
        }
        let beyond = self.messages.len().saturating_sub(self.most);
        self.messages.drain(..beyond);
        self.shorten(self.most.saturating_mul(CHARACTERS).max(content.chars().count()));
        // For the same reason, the visitor's is the first.
        if self.messages.len() > 1 && self.messages.first().is_some_and(|first| first.role == Role::Assistant) {
            self.messages.remove(0);
        }
    }

    /// Drops the oldest of the conversation until it has no more than so many characters.
    fn shorten(&mut self, most: usize) {
        let length = |message: &Message| message.content.chars().count();
        let mut beyond = self.messages.iter().map(length).sum::<usize>().saturating_sub(most);
        while beyond > 0 && self.messages.first().is_some_and(|first| length(first) <= beyond) {
            beyond -= length(&self.messages.remove(0));
        }
        let Some(first) = self.messages.first_mut().filter(|_| beyond > 0) else {
            return;
        };
        let at = first
            .content
            .char_indices()
            .nth(beyond)
            .map_or(first.content.len(), |(at, _)| at);
        let (gone, left) = first.content.split_at(at);
        // Words that were said in one go are dropped as a whole, where something else is left.
        let more = match left.find('\n') {
            Some(feed) if !gone.ends_with('\n') => feed + 1,
            _ => 0,
        };
        first.content.drain(..at + more);
    }

    /// The prompt and the conversation so far.
    pub fn messages(&self) -> Vec<Message> {
        let prompt = Message::new(Role::System, &self.prompt);
        std::iter::once(prompt).chain(self.messages.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(history: &History) -> Vec<(Role, String)> {
        let messages = history.messages().into_iter();
        messages.map(|message| (message.role, message.content)).collect()
    }

    #[test]
    fn the_prompt_comes_first_and_a_question_without_an_answer_joins_the_next() {
        let mut history = History::new("Be kind.".into(), 20);
        history.asked("Who?");
        history.heard(" ");
        history.asked("Who are you?");
        history.heard("I am");
        assert_eq!(
            told(&history),
            [
                (Role::System, "Be kind.".into()),
                (Role::User, "Who?\nWho are you?".into()),
                (Role::Assistant, "I am".into())
            ]
        );
    }

    #[test]
    fn questions_without_answers_do_not_add_up_without_end() {
        let mut history = History::new("p".into(), 2);
        for nth in 0..50 {
            history.asked(&format!("{nth} {}", "x".repeat(990)));
        }
        let told = told(&history);
        let (_, questions) = told.last().unwrap();
        assert_eq!((told.len(), questions.lines().count()), (2, 4));
        assert!(
            questions.starts_with("46 x") && questions.contains("\n49 x"),
            "only whole ones"
        );
        let long = "y".repeat(5_000);
        history.asked(&long);
        assert_eq!(history.messages().pop().unwrap().content, long, "the last one always");
    }

    proptest! {
        #[test]
        fn no_conversation_is_too_long(said in prop::collection::vec((any::<bool>(), "[a-zé\n]{0,40}", 1..300_usize), 1..20)) {
            let mut history = History::new("p".into(), 2);
            let mut longest = 2 * CHARACTERS;
            for (visitor, words, times) in said {
                let words = words.repeat(times);
                longest = longest.max(words.chars().count());
                if visitor {
                    history.asked(&words);
                    prop_assert!(history.messages().pop().unwrap().content.ends_with(&words));
                } else {
                    history.heard(&words);
                }
                let length: usize = history.messages.iter().map(|message| message.content.chars().count()).sum();
                prop_assert!(length <= longest);
            }
        }

        #[test]
        fn speakers_take_turns_the_visitor_first_and_the_oldest_messages_go(
            turns in prop::collection::vec(any::<bool>(), 1..40),
            most in 0..8_usize,
        ) {
            let mut history = History::new("p".into(), most);
            for (nth, visitor) in turns.iter().enumerate() {
                if *visitor {
                    history.asked(&nth.to_string());
                    let last = history.messages().pop().unwrap();
                    prop_assert!(last.role == Role::User && last.content.ends_with(&nth.to_string()));
                } else if !history.messages.is_empty() {
                    history.heard(&nth.to_string());
                }
            }
            let told = told(&history);
            prop_assert!(told.len() <= most.max(1) + 1);
            prop_assert!(told.windows(2).all(|pair| pair[0].0 != pair[1].0));
            prop_assert!(most < 2 || told.get(1).is_none_or(|first| first.0 == Role::User));
        }
    }
}
