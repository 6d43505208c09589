//! Starts other programs, in the workspace's root and with the installed tools first on the PATH.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use duct::Expression;

use crate::error::TaskError;

/// The working directory and PATH of started programs.
#[derive(Debug, Clone)]
pub struct Shell {
    directory: PathBuf,
    tool_folders: Vec<PathBuf>,
}

impl Shell {
    /// A shell in `directory` with the PATH as it is.
    pub fn new(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            tool_folders: Vec::new(),
        }
    }

    /// Puts `folder` first on the PATH.
    pub fn prefer(&mut self, folder: PathBuf) {
        self.tool_folders.insert(0, folder);
    }

    /// The path of `program`, if it is found.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        which::which_in(program, Some(self.path()), &self.directory).ok()
    }

    /// Whether `program` is found.
    pub fn has(&self, program: &str) -> bool {
        self.find(program).is_some()
    }

    /// `program` with `arguments`, not started. An exit code other than 0 is not an error.
    pub fn command<'a>(&self, program: &str, arguments: impl IntoIterator<Item = &'a str>) -> Expression {
        let found = self.find(program).unwrap_or_else(|| PathBuf::from(program));
        let arguments: Vec<&str> = arguments.into_iter().collect();
        duct::cmd(found, arguments)
            .dir(&self.directory)
            .env("PATH", self.path())
            .unchecked()
    }

    /// The cargo that runs this task.
    pub fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Expression {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        self.command(&cargo, arguments)
    }

    /// The output of `program --version`, if it can be run.
    pub fn version_of(&self, program: &str) -> Option<String> {
        self.find(program)?;
        self.command(program, ["--version"]).stderr_null().read().ok()
    }

    fn path(&self) -> OsString {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = self.tool_folders.iter().cloned().chain(env::split_paths(&inherited));
        // A folder with the separator in its name cannot stand in a PATH; then the inherited PATH has to do.
        env::join_paths(folders).unwrap_or(inherited)
    }
}

/// Runs `expression` with our own output; `what` names it in the error.
pub fn run(what: &str, expression: &Expression) -> Result<(), TaskError> {
    let output = expression.stdin_null().run().map_err(|reason| TaskError::NotStarted {
        program: what.to_owned(),
        reason: reason.to_string(),
    })?;
    if output.status.success() {
        Ok(())
    } else {
        Err(TaskError::Failed {
            what: what.to_owned(),
            status: output.status.to_string(),
        })
    }
}

/// Runs `expression`, prints each line of its output and passes it to `each_line`. `true` if it succeeded.
pub fn watch(what: &str, expression: &Expression, mut each_line: impl FnMut(&str)) -> Result<bool, TaskError> {
    let not_started = |reason: std::io::Error| TaskError::NotStarted {
        program: what.to_owned(),
        reason: reason.to_string(),
    };
    let reader = expression
        .stdin_null()
        .stderr_to_stdout()
        .reader()
        .map_err(not_started)?;
    let mut lines = BufReader::new(&reader);
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(not_started)? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        each_line(text.trim_end());
    }
    let ended = reader.try_wait().map_err(not_started)?;
    Ok(ended.is_some_and(|output| output.status.success()))
}
