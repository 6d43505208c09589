//! Building the server.

use std::path::PathBuf;
use std::time::Duration;

use cargo_metadata::Message;

use crate::error::TaskError;
use crate::progress::Step;
use crate::project::{Project, SERVER};
use crate::{neural_voice, report, tools};

/// The profile of a development build where a neural voice was fetched. Compiled without optimisation, as for everybody else, the operators
/// of its network let a sentence begin half a second late.
const FAST_NEURAL_VOICE: &str = "profile.dev.package.rten.opt-level=3";

/// Builds the server and returns the path of its program. `run` and the tests share one build; `profile` is for
/// benchmarks.
pub fn server(project: &Project, profile: &[&str]) -> Result<PathBuf, TaskError> {
    tools::for_server(project)?;
    report::step("Building the server: three minutes the first time.");
    program(
        project,
        &[&["build", "--package", SERVER, "--bin", "avatar-server"], profile].concat(),
    )
}

/// The build step of the server, shared by `run` and the tests.
pub fn server_step(project: &Project) -> Step {
    let program = format!("debug/avatar-server{}", std::env::consts::EXE_SUFFIX);
    let there = project.target().join(program).exists();
    Step {
        name: "Building the server".to_owned(),
        estimate: Duration::from_secs(if there { 10 } else { 185 }),
    }
}

/// Builds with cargo and returns the path of the last program built.
pub fn program(project: &Project, arguments: &[&str]) -> Result<PathBuf, TaskError> {
    let what = format!("cargo {}", arguments.join(" "));
    let voice = neural_voice::model(project).map(|_| ["--config", FAST_NEURAL_VOICE]);
    let all = arguments
        .iter()
        .copied()
        .chain(voice.into_iter().flatten())
        .chain(["--message-format=json-render-diagnostics"]);
    let output = project
        .shell
        .cargo(all)
        .stdin_null()
        .stdout_capture()
        .run()
        .map_err(|reason| TaskError::NotStarted {
            program: what.clone(),
            reason: reason.to_string(),
        })?;
    if !output.status.success() {
        return Err(TaskError::Failed {
            what,
            status: output.status.to_string(),
        });
    }
    Message::parse_stream(output.stdout.as_slice())
        .filter_map(|message| match message {
            Ok(Message::CompilerArtifact(artifact)) => artifact.executable,
            _ => None,
        })
        .last()
        .map(PathBuf::from)
        .ok_or_else(|| TaskError::Failed {
            what,
            status: "it named no program".to_owned(),
        })
}
