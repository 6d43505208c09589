//! The controls of the player: what each is called, in one place.

/// Something that is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Opens a session.
    Start,
    /// Ends the session, or cancels its start.
    Stop,
    /// Silences the avatar and drops the texts that wait.
    Interrupt,
    /// Says the last text once more.
    Repeat,
    /// Lets the visitor speak, and no more; held to talk, lets them be heard.
    Microphone,
    /// Closes the microphone, where its own button is held to talk.
    MicrophoneOff,
    /// Switches the sound off and on.
    Mute,
    /// Switches the captions on and off.
    Captions,
    /// Shows and hides the transcript.
    Transcript,
    /// Saves the picture that is shown.
    Snapshot,
    /// Records picture and sound, and saves the recording.
    Record,
    /// Shows the backgrounds to choose from.
    Background,
    /// Shows the picture in a window of its own.
    Pip,
    /// Fills the screen.
    Full,
    /// Closes the panel that the player is in, and ends the session.
    Close,
    /// Plays the sound that the browser withheld.
    Sound,
    /// Sends the text in the box; before a session, starts one first.
    Send,
    /// Drops the texts that wait.
    Clear,
    /// Puts off the end for want of texts.
    Stay,
    /// Takes the trouble card away.
    Dismiss,
    /// Starts again after a failure.
    Retry,
    /// Puts the refused text back into the box.
    Edit,
    /// Tests the connection.
    Check,
}

/// Every control with its name for views and for [`crate::ControlSet::of`], in the order in which views show them. The name is also the key of its words.
const NAMES: [(Control, &str); 23] = [
    (Control::Start, "start"),
    (Control::Stop, "stop"),
    (Control::Interrupt, "interrupt"),
    (Control::Repeat, "repeat"),
    (Control::Microphone, "microphone"),
    (Control::MicrophoneOff, "microphoneOff"),
    (Control::Mute, "mute"),
    (Control::Captions, "captions"),
    (Control::Transcript, "transcript"),
    (Control::Snapshot, "snapshot"),
    (Control::Record, "record"),
    (Control::Background, "background"),
    (Control::Pip, "pip"),
    (Control::Full, "full"),
    (Control::Close, "close"),
    (Control::Sound, "sound"),
    (Control::Send, "send"),
    (Control::Clear, "clear"),
    (Control::Stay, "stay"),
    (Control::Dismiss, "dismiss"),
    (Control::Retry, "retry"),
    (Control::Edit, "edit"),
    (Control::Check, "check"),
];

impl Control {
    /// Every control.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(control, _)| *control)
    }

    /// Its name, which is the key of its words, too.
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(control, _)| *control == self)
            .map_or("", |(_, name)| name)
    }

    /// The control with a name.
    pub fn named(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(control, _)| *control)
    }

    pub(crate) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_controls() {
        for (control, name) in NAMES {
            assert_eq!(control.name(), name);
            assert_eq!(Control::named(name), Some(control));
        }
    }
}
