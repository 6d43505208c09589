//! The transcript: the texts of all sessions since the page was opened, oldest first.

use session::Role;

use crate::input::{Ending, TextKey};
use crate::transcript_entry::{Status, TranscriptEntry};

/// At most so many entries are kept: a player may be on a page for days.
const MAX_ENTRIES: usize = 200;

/// The entries, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transcript {
    entries: Vec<TranscriptEntry>,
    /// Grows whenever an entry changes.
    revision: u32,
}

impl Transcript {
    pub(crate) fn entries(&self) -> &[TranscriptEntry] {
        &self.entries
    }

    pub(crate) const fn revision(&self) -> u32 {
        self.revision
    }

    /// An entry enters at the end; the oldest that has ended goes where there are too many.
    pub(crate) fn enter(&mut self, key: TextKey, text: String, typed: bool) {
        self.revision = self.revision.wrapping_add(1);
        if self.entries.len() >= MAX_ENTRIES
            && let Some(oldest) = self.entries.iter().position(|entry| !entry.status.pending())
        {
            self.entries.remove(oldest);
        }
        self.entries.push(TranscriptEntry::new(key, text, typed));
    }

    /// Changes an entry, where it is there.
    pub(crate) fn change(&mut self, key: TextKey, how: impl FnOnce(&mut TranscriptEntry)) {
        // From the end: the newest are the ones that change.
        if let Some(entry) = self.entries.iter_mut().rev().find(|entry| entry.key == key) {
            how(entry);
            self.revision = self.revision.wrapping_add(1);
        }
    }

    /// The avatar says a text; one that was never given enters here.
    pub(crate) fn begin(&mut self, key: TextKey, text: String) {
        if self.find(key).is_none() {
            self.enter(key, text, false);
        }
        self.change(key, |entry| {
            entry.status = Status::Speaking;
            entry.begun = true;
        });
    }

    /// Takes the words so far of a message of a spoken conversation, which enters here where it is new. Gives the words for the captions:
    /// those that were added, or none any more.
    pub(crate) fn message(&mut self, key: TextKey, role: Role, text: String, end: Option<bool>) -> Option<String> {
        if self.find(key).is_none() {
            self.enter(key, String::new(), false);
        }
        let before = self.find(key).map_or("", |entry| entry.text.as_str());
        let added = text.strip_prefix(before).unwrap_or(&text).trim().to_owned();
        self.change(key, |entry| {
            entry.status = match (role, end) {
                (Role::User, _) => Status::Heard,
                (Role::Avatar, None) => Status::Speaking,
                (Role::Avatar, Some(true)) => Status::Interrupted,
                (Role::Avatar, Some(false)) => Status::Spoken,
            };
            // Words are told when they are heard, so that all of them were.
            entry.heard = text.len();
            entry.begun = true;
            entry.role = Some(role);
            entry.text = text;
        });
        (!added.is_empty() || (end.is_some() && role == Role::Avatar)).then_some(added)
    }

    /// The last text that is not the visitor's own word.
    pub(crate) fn last_said(&self) -> Option<&TranscriptEntry> {
        self.entries.iter().rev().find(|entry| entry.status != Status::Heard)
    }

    /// A text ended. Gives its entry, where it had not ended before.
    pub(crate) fn finish(&mut self, key: TextKey, ending: Ending, reason: String) -> Option<&TranscriptEntry> {
        if !self.find(key)?.status.pending() {
            return None;
        }
        self.change(key, |entry| {
            entry.status = match ending {
                Ending::Spoken => Status::Spoken,
                Ending::Interrupted => Status::Interrupted,
                Ending::Failed => Status::Failed,
            };
            match ending {
                Ending::Spoken => {}
                Ending::Interrupted => entry.note.clear(),
                Ending::Failed => entry.note = reason,
            }
        });
        self.find(key)
    }

    pub(crate) fn find(&self, key: TextKey) -> Option<&TranscriptEntry> {
        self.entries.iter().rev().find(|entry| entry.key == key)
    }

    /// How many texts wait behind the one that is said.
    pub(crate) fn waiting(&self) -> u32 {
        self.entries
            .iter()
            .filter(|entry| entry.status == Status::Waiting)
            .count() as u32
    }

    /// Whether any text waits or is being said.
    pub(crate) fn pending(&self) -> bool {
        self.entries.iter().any(|entry| entry.status.pending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn key(id: u32) -> TextKey {
        TextKey { start: 1, id }
    }

    #[test]
    fn a_text_ends_once_and_keeps_its_place() {
        let mut transcript = Transcript::default();
        transcript.enter(key(0), "One.".into(), true);
        transcript.enter(key(1), "Two.".into(), true);
        transcript.begin(key(0), "One.".into());
        assert_eq!((transcript.waiting(), transcript.entries().len()), (1, 2));
        assert!(transcript.finish(key(0), Ending::Spoken, String::new()).is_some());
        assert!(transcript.finish(key(0), Ending::Failed, String::new()).is_none());
        assert_eq!(transcript.entries()[0].status, Status::Spoken);
        assert!(transcript.pending());
        assert!(transcript.finish(key(9), Ending::Failed, String::new()).is_none());
    }

    #[test]
    fn a_spoken_conversation_is_told_word_by_word() {
        let mut transcript = Transcript::default();
        let mut told = |id, role, text: &str, end| transcript.message(key(id), role, text.into(), end);
        assert_eq!(
            told(0, Role::User, "How are you?", None).as_deref(),
            Some("How are you?")
        );
        assert_eq!(
            told(0, Role::User, "How are you?", Some(false)),
            None,
            "it stays until there is an answer"
        );
        assert_eq!(told(1, Role::Avatar, "Well.", None).as_deref(), Some("Well."));
        assert_eq!(
            told(1, Role::Avatar, "Well. And you?", None).as_deref(),
            Some("And you?")
        );
        assert_eq!(told(1, Role::Avatar, "Well. And you?", Some(true)).as_deref(), Some(""));
        let entries = transcript.entries();
        assert_eq!(
            (entries[0].status, entries[1].status),
            (Status::Heard, Status::Interrupted)
        );
        assert_eq!(entries[1].parts(), ("Well. And you?", ""), "what was told was heard");
        assert_eq!(transcript.last_said().map(|entry| entry.key), Some(key(1)));
        assert!(!transcript.pending());
    }

    #[test]
    fn a_greeting_enters_when_it_is_said() {
        let mut transcript = Transcript::default();
        transcript.begin(key(0), "Welcome!".into());
        assert_eq!(transcript.entries()[0].text, "Welcome!");
        transcript.begin(key(0), String::new());
        assert_eq!(transcript.entries().len(), 1, "said again after a lost connection");
    }

    #[test]
    fn the_oldest_go_but_none_that_still_waits() {
        let mut transcript = Transcript::default();
        transcript.enter(key(0), "First.".into(), true);
        for id in 1..=300 {
            transcript.enter(key(id), "Next.".into(), true);
            transcript.finish(key(id), Ending::Spoken, String::new());
        }
        assert_eq!(transcript.entries().len(), MAX_ENTRIES);
        assert_eq!(transcript.entries()[0].key, key(0));
    }
}
