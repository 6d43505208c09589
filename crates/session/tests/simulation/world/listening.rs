//! The visitor's microphone: what they press, what the browser says, and what the server hears.

use api::{ChannelMessage, ListeningMode};
use streaming_avatar_session::{Input, MicrophoneProblem, Opened, PeerId};

use super::World;
use super::action::Action;

impl World {
    /// Somebody does something with the microphone.
    pub(super) fn press_microphone(&mut self) {
        let input = match self.dice.range(0, 9) {
            0..=3 => Input::Listen {
                mode: self
                    .dice
                    .pick(&[ListeningMode::Conversational, ListeningMode::PushToTalk]),
                muted: self.dice.chance(200),
            },
            4 => Input::StopListening,
            5 => Input::MuteMicrophone(self.dice.chance(500)),
            6 | 7 => Input::Hold(self.dice.chance(600)),
            8 => Input::MicrophoneChosen,
            _ => Input::MicrophoneLost,
        };
        self.give(input);
    }

    /// The browser asks the visitor, who allows it, refuses, or says nothing.
    pub(super) fn capture(&mut self, visit: usize) {
        let result = match self.dice.range(0, 9) {
            0 => Err(MicrophoneProblem::Denied),
            1 => Err(MicrophoneProblem::NoDevice),
            2 => Err(MicrophoneProblem::Failed("busy".into())),
            3 => return,
            4 => Ok(Opened::Other),
            _ => Ok(Opened::Chosen),
        };
        let after = self.dice.pick(&[5, 500, 20_000, 200_000]);
        let input = Input::Captured(result);
        let peer = None;
        self.at(after, Action::Tell { visit, peer, input });
    }

    /// The server hears the visitor of a session say something, and answers.
    pub(super) fn heard(&mut self, id: &str) {
        let Some((visit, peer)) = self.server.find(id).and_then(|session| session.peer) else {
            return;
        };
        let (turn, answer) = ("turn-1".to_owned(), "answer-1".to_owned());
        let messages = [
            ChannelMessage::UserStart { task_id: turn.clone() },
            ChannelMessage::UserStop { task_id: turn.clone() },
            ChannelMessage::UserMessage {
                task_id: turn.clone(),
                message: "Hello?".into(),
            },
            ChannelMessage::UserEnd { task_id: turn },
            ChannelMessage::StartTalking {
                task_id: answer.clone(),
            },
            ChannelMessage::TalkingMessage {
                task_id: answer.clone(),
                message: "Yes.".into(),
            },
            ChannelMessage::EndMessage {
                task_id: answer.clone(),
            },
            ChannelMessage::StopTalking {
                task_id: answer,
                duration_ms: 400,
                unsaid: None,
            },
        ];
        let mut after = 0;
        for message in messages {
            after += self.dice.range(1, 800);
            if !self.faulty(self.plan.message_lost) {
                let peer_id = PeerId(peer);
                self.tell(after, visit, peer, Input::Message { peer: peer_id, message });
            }
        }
    }
}
