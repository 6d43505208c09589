//! Presses on controls, and the commands that they give.

use session::Microphone;

use super::Player;
use crate::clicks::DOUBLE;
use crate::composer;
use crate::control::Control;
use crate::input::Command;

impl Player {
    /// Sends what is in the box.
    pub(super) fn send(&mut self) {
        if self.composer().sendable {
            let text = core::mem::take(&mut self.draft);
            self.commands.push(Command::Speak(composer::trimmed(&text).to_owned()));
        }
    }

    /// Takes a press at `now`, in ms.
    pub(super) fn press(&mut self, now: u64, control: Control) {
        // The second half of a double click or double tap, where Start and Stop have just taken each other's place.
        let soon = self.toggled.is_some_and(|toggled| now.saturating_sub(toggled) < DOUBLE);
        let toggles = matches!(control, Control::Start | Control::Stop);
        if (soon && toggles) || !self.is_enabled(control) {
            return;
        }
        let command = match control {
            Control::Start | Control::Retry => {
                self.send_on_start = false;
                Command::Start
            }
            Control::Stop if self.offers(Control::Close) => Command::Close,
            Control::Stop => Command::Stop,
            Control::Close => Command::Close,
            Control::Interrupt => Command::Interrupt,
            Control::Send if self.active() => return self.send(),
            Control::Send => {
                self.send_on_start = true;
                Command::Start
            }
            Control::Repeat => match self.transcript.last_said() {
                Some(line) => Command::Speak(line.text.clone()),
                None => return,
            },
            // Its button is held, not pressed, once it is on.
            Control::Microphone if self.push_to_talk && self.microphone.is_on() => return,
            Control::Microphone => {
                let on = self.microphone.is_on() && self.microphone != Microphone::Muted;
                Command::Switch(control, !on)
            }
            Control::MicrophoneOff => Command::Switch(Control::Microphone, false),
            Control::Sound => Command::UnblockSound,
            Control::Mute => {
                let muted = self.on.has(Control::Mute);
                // Also where it was the browser that withheld the sound: this is the gesture that it waits for.
                if muted {
                    self.commands.push(Command::UnblockSound);
                }
                Command::Switch(control, !muted)
            }
            Control::Captions | Control::Transcript | Control::Background => {
                let on = !self.on.has(control);
                self.on = self.on.with(control, on);
                Command::Switch(control, on)
            }
            // The view tells when it is done: a browser may refuse, or end it by itself.
            Control::Full | Control::Record => Command::Switch(control, !self.on.has(control)),
            Control::Snapshot | Control::Pip | Control::Check => Command::Do(control),
            Control::Clear => Command::DropWaiting,
            Control::Stay => {
                self.limits.clear();
                Command::KeepAlive
            }
            Control::Dismiss => return self.show(None),
            Control::Edit => {
                if let Some(text) = self.refused.take() {
                    self.put_back(&text);
                }
                return;
            }
        };
        self.commands.push(command);
    }

    /// The microphone's button is held, or let go.
    pub(super) fn hold(&mut self, held: bool) {
        let holds = held && self.push_to_talk && self.microphone.is_on();
        if core::mem::replace(&mut self.held, holds) != holds {
            self.commands.push(Command::Hold(holds));
        }
    }

    /// Whether a press on a control does anything.
    fn is_enabled(&self, control: Control) -> bool {
        match control {
            Control::Send => self.composer().sendable,
            Control::Clear => self.transcript.waiting() > 0,
            Control::Stay => self.limits.view().is_some_and(|limit| limit.stay),
            Control::Dismiss => self.trouble.is_some(),
            Control::Retry | Control::Edit | Control::Check => {
                self.card().is_some_and(|card| card.next.contains(&control))
            }
            _ => self
                .controls()
                .iter()
                .any(|shown| shown.control == control && shown.enabled),
        }
    }
}
