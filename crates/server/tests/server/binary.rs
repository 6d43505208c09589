//! The program: its help, its log, its end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use str0m::format::Codec;

use crate::caller::Caller;
use crate::operation::takes_no_more;
use crate::visitor::Visitor;

/// The program, killed when the test ends however it ends.
pub struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl Program {
    /// Sends it a signal, as `-TERM`.
    pub fn signal(&self, signal: &str) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Waits until it ends by itself; gives its exit code.
    pub fn wait(&mut self) -> Option<i32> {
        self.0.wait().unwrap().code()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avatar-server"));
    command
        .env_remove("AVATAR_SERVER_API_KEY")
        .env_remove("AVATAR_SERVER_LOG");
    command
}

/// Starts the program; gives its address and the rest of its log.
pub fn started(arguments: &[&str]) -> (Program, String, BufReader<std::process::ChildStderr>) {
    launched(command(), arguments)
}

/// The same by a command of its own.
pub fn launched(mut command: Command, arguments: &[&str]) -> (Program, String, BufReader<std::process::ChildStderr>) {
    let mut child = command
        .args(["--port", "0", "--media-ip", "127.0.0.1", "--max-lateness", "0"])
        .args(arguments)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let program = Program(child);
    let mut line = String::new();
    while !line.contains("listening on ") {
        line.clear();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "it ended");
    }
    let address = line
        .split("listening on ")
        .nth(1)
        .unwrap()
        // In a log of JSON, a quotation mark follows.
        .split(|letter: char| letter.is_whitespace() || letter == '"')
        .next()
        .unwrap()
        .to_owned();
    (program, address, log)
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_or_two_signals_close_the_sessions_and_end_it_well_and_its_log_has_no_warning() {
    for signals in [&["-INT"][..], &["-TERM", "-TERM"], &["-TERM", "-INT"]] {
        let (mut program, address, mut log) = started(&["--api-key", "hush-hush"]);
        let caller = Caller::new(&address).with_key("hush-hush");
        let visitor = Visitor::enter(&caller, json!({"quality": "medium"}), &[Codec::H264, Codec::Vp8]).await;
        let (task, _) = visitor.say("A few words for the log.").await;
        visitor.said(&task).await;
        let asked = Instant::now();
        for (number, signal) in signals.iter().enumerate() {
            if number > 0 {
                // Two signals of a kind that come before either has been taken are one.
                takes_no_more(&caller).await;
            }
            program.signal(signal);
        }
        let status = program.0.wait().unwrap();
        assert_eq!(status.code(), Some(0));
        assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
        visitor.until("the end", |inbox| inbox.closed).await;
        let mut rest = String::new();
        log.read_to_string(&mut rest).unwrap();
        assert!(
            rest.contains("session connected") && rest.contains("session ended"),
            "{rest}"
        );
        for bad in ["WARN", "ERROR", "warn", "bEnableFrameSkip", "hush-hush", "few words"] {
            assert!(!rest.contains(bad), "{bad} in\n{rest}");
        }
    }
}

#[cfg(unix)]
#[test]
fn voices_are_looked_for_and_speak_before_anybody_asks() {
    use std::os::unix::fs::PermissionsExt;

    // In the place of flite, a program that takes its time and has one voice.
    let folder = tempfile::tempdir().unwrap();
    let flite = folder.path().join("flite");
    std::fs::write(&flite, "#!/bin/sh\nsleep 3\necho 'Voices available: slt'\n").unwrap();
    std::fs::set_permissions(&flite, PermissionsExt::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = command();
    command.env("PATH", format!("{}:{path}", folder.path().display()));
    // It listens before: nobody waits for the voices who does not need them.
    let (_program, _, log) = launched(command, &["--log", "debug"]);
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
    let next = || told.recv_timeout(Duration::from_secs(20)).ok();
    let ready = std::iter::from_fn(next).find(|line| line.contains("voices are ready"));
    let built_in = |voice: &avatar::speech::Voice| voice.engine == avatar::speech::Engine::Pico;
    let found = format!(
        "found={}",
        avatar::speech::voices().into_iter().filter(built_in).count() + 1
    );
    assert!(ready.as_ref().is_some_and(|line| line.contains(&found)), "{ready:?}");
}

#[test]
fn help_explains_every_option_and_shows_no_key() {
    let output = command()
        .arg("--help")
        .env("AVATAR_SERVER_API_KEY", "hush-hush")
        .output()
        .unwrap();
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    for option in [
        "--listen",
        "--port",
        "--media-ip",
        "--ice-server",
        "--site",
        "--api-key",
        "--token-lifetime",
        "--cluster",
        "--cluster-credentials",
        "--cluster-prefix",
        "--cluster-replicas",
        "--token-secret",
        "--token-secret-file",
        "--open",
        "--cors-origin",
        "--frame-ancestor",
        "--trusted-proxy",
        "--public-url",
        "--max-connections",
        "--max-sessions",
        "--max-sessions-per-key",
        "--max-unanswered",
        "--max-idle-timeout",
        "--sync-timeout",
        "--idle-timeout",
        "--start-timeout",
        "--connect-timeout",
        "--max-duration",
        "--drain-timeout",
        "--max-lateness",
        "--admin-listen",
        "--announce-ip",
        "--media-ports",
        "--udp-port",
        "--tcp-port",
        "--turn-url",
        "--turn-secret-file",
        "--usage-file",
        "--otlp-url",
        "--webhook-url",
        "--webhook-secret-file",
        "--admin-key-file",
        "--rate-per-key",
        "--rate-per-address",
        "--config",
        "--api-key-file",
        "--llm-api-key-file",
        "--ice-server-file",
        "--max-text",
        "--max-queue",
        "--max-body",
        "--log",
        "--log-format",
        "AVATAR_SERVER_API_KEY",
    ] {
        assert!(help.contains(option), "{option}");
    }
    assert!(!help.contains("hush-hush"));
}

#[test]
fn a_server_without_a_key_says_how_to_open_it() {
    let (_program, _, mut log) = started(&[]);
    let mut line = String::new();
    log.read_line(&mut line).unwrap();
    for way in ["--cors-origin", "--api-key", "--listen"] {
        assert!(line.contains(way), "{line}");
    }
}

#[test]
fn what_cannot_work_is_said_at_the_start() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let udp = taken.local_addr().unwrap().port().to_string();
    for (arguments, said) in [
        (vec!["--port", &port], "--port 0"),
        (vec!["--port", "0", "--media-ip", "198.51.100.1"], "--media-ip"),
        (vec!["--port", "0", "--site", "/nowhere"], "index.html"),
        (vec!["--port", "0", "--listen", "0.0.0.0"], "--api-key"),
        (vec!["--port", "0", "--listen", "::"], "--open"),
        (vec!["--port", "0", "--log", "nonsense=loud"], "--log"),
        (vec!["--port", "0", "--media-ports", "50000-50003"], "Give more ports"),
        (vec!["--port", "0", "--udp-port", &udp], "--udp-port 0"),
        (
            vec!["--port", "0", "--udp-port", "3478", "--media-ports", "50000-50199"],
            "give one of the two",
        ),
        (vec!["--port", "0", "--tcp-port", "3478"], "give both"),
        (
            vec!["--port", "0", "--udp-port", "0", "--tcp-port", &port],
            "--tcp-port 0",
        ),
        (
            vec!["--port", "0", "--turn-url", "turn:turn.example.org"],
            "--turn-secret-file",
        ),
        (
            vec!["--port", "0", "--announce-ip", "203.0.113.7=10.9.9.9"],
            "--media-ip",
        ),
        (vec!["--port", "0", "--admin-listen", "0.0.0.0:0"], "--admin-key-file"),
        (
            vec!["--port", "0", "--webhook-url", "https://example.org"],
            "--webhook-secret-file",
        ),
        (vec!["--port", "0", "--otlp-url", "ftp://example.org"], "--otlp-url"),
        (
            vec!["--port", "0", "--usage-file", "/nowhere/usage.jsonl"],
            "--usage-file",
        ),
    ] {
        let output = command().args(&arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(log.contains(said), "{arguments:?}: {log}");
        assert!(!log.contains("panicked"), "{log}");
    }
}
