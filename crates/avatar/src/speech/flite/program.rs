//! Runs flite and reads what it leaves.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use wait_timeout::ChildExt;

use crate::speech::{
    Engine, SpeechError,
    lip_sync::{self, Phone},
    resample::resample,
};

/// Most bytes taken of what flite prints; a sentence's phones take some thousands.
const MAX_PRINTED: u64 = 1 << 20;

/// Most samples taken of one sentence: ten minutes at the highest rate that a voice could have.
const MAX_SAMPLES: usize = 48_000 * 600;

/// The program and how long a run of it may take.
#[derive(Clone, Debug)]
pub(crate) struct Flite {
    pub path: PathBuf,
    pub limit: Duration,
}

impl Default for Flite {
    /// The flite on the search path. A sentence takes it tenths of a second; the limit leaves room for a loaded machine.
    fn default() -> Self {
        Self {
            path: PathBuf::from("flite"),
            limit: Duration::from_secs(20),
        }
    }
}

impl Flite {
    /// Its output when asked for its voices.
    pub fn list(&self) -> Result<String, SpeechError> {
        let mut run = self.run(&["-lv".to_owned()])?;
        loop {
            if run.has_ended()? {
                return run.printed();
            }
        }
    }

    /// Begins to speak `text` with `arguments` for voice and manner.
    pub fn start(&self, text: &str, arguments: &[String]) -> Result<Run, SpeechError> {
        let mut all = arguments.to_vec();
        all.extend(["-psdur", "-o", "speech.wav", "-t", text].map(str::to_owned));
        self.run(&all)
    }

    /// Starts the program in a folder of its own.
    fn run(&self, arguments: &[String]) -> Result<Run, SpeechError> {
        let folder = tempfile::tempdir().map_err(unreadable)?;
        // Into a file and not a pipe: a full pipe could block it, and its descendants could hold the pipe open for ever.
        let output = File::create(folder.path().join("printed")).map_err(unreadable)?;
        let child = Command::new(&self.path)
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(format!("it cannot be started: {error}")))?;
        Ok(Run {
            child,
            folder,
            limit: self.limit,
            started: Instant::now(),
        })
    }
}

/// The program's speech: its samples at [`lip_sync::RATE`], which is the most that any of its voices has, and the phones in them.
pub(crate) type Told = (Vec<i16>, Vec<Phone>);

/// How long the program is waited for at a time.
const MOMENT: Duration = Duration::from_millis(4);

/// The program at work. Dropped, it is ended.
pub(crate) struct Run {
    child: Child,
    folder: TempDir,
    limit: Duration,
    started: Instant,
}

impl Run {
    /// Waits for some milliseconds; what it spoke once it has ended.
    pub fn poll(&mut self) -> Result<Option<Told>, SpeechError> {
        if !self.has_ended()? {
            return Ok(None);
        }
        let (samples, rate) = wav(&self.folder.path().join("speech.wav"))?;
        let samples = resample(&samples, rate, lip_sync::RATE);
        let phones = phones(&self.printed()?, samples.len());
        Ok(Some((samples, phones)))
    }

    fn has_ended(&mut self) -> Result<bool, SpeechError> {
        match self.child.wait_timeout(MOMENT) {
            Ok(Some(status)) if status.success() => Ok(true),
            Ok(Some(status)) => Err(failed(format!("it ended with {status}"))),
            Ok(None) if self.started.elapsed() >= self.limit => Err(SpeechError::TimedOut {
                engine: Engine::Flite,
                seconds: self.limit.as_secs(),
            }),
            Ok(None) => Ok(false),
            Err(error) => Err(unreadable(error)),
        }
    }

    fn printed(&self) -> Result<String, SpeechError> {
        let mut bytes = Vec::new();
        File::open(self.folder.path().join("printed"))
            .and_then(|file| file.take(MAX_PRINTED).read_to_end(&mut bytes))
            .map_err(unreadable)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing left to kill. Waiting leaves no zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first channel of a WAV file and its sample rate.
fn wav(path: &Path) -> Result<(Vec<i16>, u32), SpeechError> {
    let unfit = |error: hound::Error| failed(format!("its sound cannot be read: {error}"));
    let bytes = fs::read(path).map_err(unreadable)?;
    let mut reader = hound::WavReader::new(bytes.as_slice()).map_err(unfit)?;
    let format = reader.spec();
    if format.channels == 0 || !(4_000..=96_000).contains(&format.sample_rate) {
        return Err(failed("its sound has an unknown format".to_owned()));
    }
    let samples = reader
        .samples::<i16>()
        .step_by(usize::from(format.channels))
        .take(MAX_SAMPLES)
        .collect::<Result<_, _>>()
        .map_err(unfit)?;
    Ok((samples, format.sample_rate))
}

/// Reads `-psdur`'s line, `pau:0.164 hh:0.233 ax:0.282`: each phone with the second it ends at. An entry that does not fit the form,
/// or would run backwards or beyond `length` samples, is left out.
fn phones(printed: &str, length: usize) -> Vec<Phone> {
    let mut out = Vec::new();
    let mut start = 0;
    for entry in printed.split_whitespace() {
        let Some((name, end)) = entry.rsplit_once(':') else {
            continue;
        };
        let Ok(seconds) = end.parse::<f64>() else { continue };
        // A cast saturates, and takes what is no number as 0.
        let end = ((seconds * f64::from(lip_sync::RATE)) as usize).min(length);
        if end > start {
            out.push(Phone {
                name: name.to_owned(),
                samples: start..end,
            });
            start = end;
        }
    }
    out
}

fn failed(reason: String) -> SpeechError {
    SpeechError::Engine {
        engine: Engine::Flite,
        reason,
    }
}

fn unreadable(error: io::Error) -> SpeechError {
    failed(format!("its files cannot be used: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_read_and_nonsense_is_left_out() {
        let phone = |name: &str, samples| Phone {
            name: name.to_owned(),
            samples,
        };
        assert_eq!(
            phones("pau:0.1 hh:0.2 \n", 16_000),
            [phone("pau", 0..1_600), phone("hh", 1_600..3_200)]
        );
        assert_eq!(
            phones("a:0.2 b:0.1 c:inf", 4_000),
            [phone("a", 0..3_200), phone("c", 3_200..4_000)]
        );
        assert!(phones("a b:x c:nan d:-1 :: 3", 4_000).is_empty());
    }

    fn speak(flite: &Flite) -> Result<(Vec<i16>, Vec<Phone>), SpeechError> {
        let mut run = flite.start("hello", &[])?;
        loop {
            if let Some(spoken) = run.poll()? {
                return Ok(spoken);
            }
        }
    }

    #[test]
    fn a_missing_program_is_an_error() {
        let flite = Flite {
            path: "no-such-program-anywhere".into(),
            ..Flite::default()
        };
        assert!(matches!(
            speak(&flite),
            Err(SpeechError::Engine {
                engine: Engine::Flite,
                ..
            })
        ));
        assert!(flite.list().is_err());
    }

    /// A program that stands in for a broken flite.
    #[cfg(unix)]
    fn stand_in(folder: &Path, script: &str) -> Flite {
        use std::os::unix::fs::PermissionsExt;
        let path = folder.join("flite");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Flite {
            path,
            limit: Duration::from_secs(1),
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_fails_hangs_or_writes_nonsense_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        for script in [
            "exit 3",
            "exit 0",
            "echo nonsense > speech.wav",
            "kill -9 $$",
            "printf RIFF > speech.wav",
        ] {
            let result = speak(&stand_in(folder.path(), script));
            assert!(
                matches!(
                    result,
                    Err(SpeechError::Engine {
                        engine: Engine::Flite,
                        ..
                    })
                ),
                "{script}: {result:?}"
            );
        }
        // The script keeps its own id where the test can see it, so that the test can tell that it is gone.
        let id = folder.path().join("id");
        let result = speak(&stand_in(
            folder.path(),
            &format!("echo $$ > {}; exec sleep 600", id.display()),
        ));
        assert_eq!(
            result,
            Err(SpeechError::TimedOut {
                engine: Engine::Flite,
                seconds: 1
            })
        );
        let id = fs::read_to_string(id).unwrap();
        assert!(
            !Path::new("/proc").join(id.trim()).exists(),
            "the hanging program still runs"
        );
    }
}
