//! The conversation so far, as the model is told it.

use openai::{Message, Role};

/// The messages of a conversation.
#[derive(Clone, Debug)]
pub struct History {
    prompt: String,
    /// Messages of the visitor's and the avatar's that are kept.
    most: usize,
    messages: Vec<Message>,
}

impl History {
    /// No messages yet; at most `most` are kept behind the prompt, but the last question always is.
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
        // For the same reason, the visitor's is the first.
        if self.messages.len() > 1 && self.messages.first().is_some_and(|first| first.role == Role::Assistant) {
            self.messages.remove(0);
        }
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

    proptest! {
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
