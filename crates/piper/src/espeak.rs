//! Runs espeak-ng, which tells how words sound. One process a clause, all of a sentence at once; about 15 ms.

use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::error::PiperError;
use crate::phonemes::{Clause, printed};

/// How long a sentence may take it.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Most bytes taken of what it prints for a clause.
const MAX_PRINTED: u64 = 1 << 16;
/// How long it is waited for at a time.
const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// The program.
#[derive(Clone, Debug)]
pub struct Espeak {
    path: PathBuf,
}

impl Default for Espeak {
    /// The espeak-ng on the search path.
    fn default() -> Self {
        Self {
            path: PathBuf::from("espeak-ng"),
        }
    }
}

impl Espeak {
    /// The phonemes of clauses in a language of espeak-ng's, each with its mark. Waits until all are told, some 15 ms.
    ///
    /// # Errors
    /// Where the program is not there, fails, or takes far too long.
    pub fn phonemes(&self, clauses: &[Clause], language: &str) -> Result<Vec<(String, char)>, PiperError> {
        let folder = tempfile::tempdir().map_err(|error| failed(format!("has no folder for its output: {error}")))?;
        let mut running = Vec::new();
        for (nth, clause) in clauses.iter().enumerate() {
            running.push(Run(self.start(&folder, nth, &clause.words, language)?));
        }
        let until = Instant::now() + TIMEOUT;
        let mut out = Vec::new();
        for (nth, (clause, mut run)) in clauses.iter().zip(running).enumerate() {
            run.wait(until)?;
            let mut bytes = Vec::new();
            File::open(folder.path().join(nth.to_string()))
                .and_then(|file| file.take(MAX_PRINTED).read_to_end(&mut bytes))
                .map_err(|error| failed(format!("told nothing: {error}")))?;
            out.push((printed(&String::from_utf8_lossy(&bytes)), clause.mark));
        }
        Ok(out)
    }

    /// Starts the program. Its output goes into a file: a pipe that is full would hold it up.
    fn start(&self, folder: &TempDir, nth: usize, words: &str, language: &str) -> Result<Child, PiperError> {
        let output = File::create(folder.path().join(nth.to_string()))
            .map_err(|error| failed(format!("has no file for its output: {error}")))?;
        let mut child = Command::new(&self.path)
            .args(["-q", "--ipa", "-b", "1", "-v", language, "--stdin"])
            .stdin(Stdio::piped())
            .stdout(output)
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(format!("cannot be started: {error}")))?;
        if let Some(mut input) = child.stdin.take() {
            // One that ends early takes no more: its status tells then. A clause fits into the pipe.
            input.write_all(words.as_bytes()).ok();
        }
        Ok(child)
    }
}

/// A process that does not outlive whoever waits for it.
struct Run(Child);

impl Run {
    fn wait(&mut self, until: Instant) -> Result<(), PiperError> {
        loop {
            match self.0.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(failed(format!("ended with {status}"))),
                Ok(None) if Instant::now() >= until => return Err(failed("takes too long".into())),
                Ok(None) => std::thread::sleep(POLL_INTERVAL),
                Err(error) => return Err(failed(format!("cannot be waited for: {error}"))),
            }
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // It may have ended by itself. Waiting leaves no zombie.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn failed(reason: String) -> PiperError {
    PiperError::Espeak { reason }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::phonemes::clauses;

    /// A program that stands in for espeak-ng.
    fn stand_in(folder: &TempDir, script: &str) -> std::io::Result<Espeak> {
        let path = folder.path().join("espeak-ng");
        fs::write(&path, format!("#!/bin/sh\n{script}\n"))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        Ok(Espeak { path })
    }

    #[test]
    fn each_clause_is_told_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let echo = stand_in(&folder, "cat; echo; echo \"$6\"").unwrap();
        let told = echo.phonemes(&clauses("One, two?"), "en-us").unwrap();
        assert_eq!(told, [("One en-us".to_owned(), ','), ("two en-us".to_owned(), '?')]);
    }

    #[test]
    fn a_program_that_is_not_there_or_fails_is_told_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Espeak {
            path: "no-such-program-anywhere".into(),
        };
        for espeak in [missing, stand_in(&folder, "exit 3").unwrap()] {
            let error = espeak.phonemes(&clauses("One."), "en-us").unwrap_err();
            assert!(error.to_string().contains("Install it"), "{error}");
        }
    }
}
