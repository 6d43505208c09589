//! The flite voices that are offered, and how each is driven.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use crate::speech::{Engine, Voice, delivery::Prosody, flite::Flite};

/// A voice of the installed flite, by flite's name for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FliteVoice {
    name: String,
}

/// Voices not offered: 8 kHz, and one that only tells the time.
const LEFT_OUT: [&str; 2] = ["kal", "awb_time"];

/// The pitch, in Hz, that the diphone voices speak at by themselves.
const DIPHONE_PITCH: f32 = 105.0;

/// The voices of the flite on this machine; none where it is missing or does not answer. Asked once a process.
pub(crate) fn installed() -> &'static [FliteVoice] {
    static INSTALLED: OnceLock<Vec<FliteVoice>> = OnceLock::new();
    INSTALLED.get_or_init(|| listed(&Flite::default().list().unwrap_or_default()))
}

/// The voices in what `flite -lv` prints: `Voices available: kal awb_time kal16 awb rms slt`.
fn listed(printed: &str) -> Vec<FliteVoice> {
    let names = printed.split_once(':').map_or("", |(_, names)| names);
    names
        .split_whitespace()
        .filter(|name| !LEFT_OUT.contains(name))
        .filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .map(|name| FliteVoice { name: name.to_owned() })
        .collect()
}

impl FliteVoice {
    /// The voice as the list shows it.
    pub fn voice(&self) -> Voice {
        let (name, language) = match self.name.as_str() {
            "slt" => ("Susan", "en-US"),
            "rms" => ("Robert", "en-US"),
            "awb" => ("Alan", "en-GB-scotland"),
            "kal16" => ("Kal", "en-US"),
            other => (other, "en"),
        };
        Voice {
            id: self.id(),
            name: format!("{name} (flite)"),
            language: language.to_owned(),
            engine: Engine::Flite,
        }
    }

    /// The id of the voice in this crate's list.
    pub fn id(&self) -> String {
        format!("flite-{}", self.name)
    }

    /// The program's arguments for this voice in a manner.
    pub fn arguments(&self, prosody: Prosody) -> Vec<String> {
        let mut out = vec!["-voice".to_owned(), self.name.clone()];
        let mut set = |name: &str, value: f32| out.extend(["--setf".to_owned(), format!("{name}={value:.3}")]);
        set("duration_stretch", 1.0 / prosody.pace);
        if self.name.starts_with("kal") {
            set("int_f0_target_mean", DIPHONE_PITCH * prosody.pitch);
        } else {
            set("f0_shift", prosody.pitch);
        }
        out
    }

    /// The gain that brings the voice to the loudness of the others.
    pub fn gain(&self) -> f32 {
        match self.name.as_str() {
            "slt" => 0.96,
            "rms" => 1.88,
            "awb" => 1.67,
            "kal16" => 4.63,
            _ => 1.0,
        }
    }
}

/// The text in letters that flite's English rules know: `café` becomes `cafe`, other scripts are left out.
pub(super) fn readable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.nfkd() {
        match character {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'Æ' => out.push_str("AE"),
            'ø' => out.push('o'),
            'Ø' => out.push('O'),
            c if c.is_ascii() => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_and_the_unfit_are_left_out() {
        let names = |printed| listed(printed).iter().map(FliteVoice::id).collect::<Vec<_>>();
        assert_eq!(
            names("Voices available: kal awb_time kal16 awb rms slt \n"),
            ["flite-kal16", "flite-awb", "flite-rms", "flite-slt"]
        );
        assert!(names("").is_empty());
        assert!(names("command not understood").is_empty());
        assert_eq!(names("x: ../../etc/passwd --o slt"), ["flite-slt"]);
    }

    #[test]
    fn letters_lose_their_accents_and_other_scripts_go() {
        assert_eq!(readable("café naïve ﬁne Straße 你好 😀"), "cafe naive fine Strasse  ");
    }
}
