//! TURN credentials that expire, before a real TURN server that has nothing but the same secret.

#![cfg(unix)]

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api::Call;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use streaming_avatar_server::options::Key;

use crate::caller::{options, start, text};

const SECRET: &str = "hush-turn";

/// A running coturn, killed when the test ends however it ends.
struct Turn {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// A program of coturn's; none where it is not installed.
fn program(name: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

impl Turn {
    fn start(program: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inside = |name: &str| folder.path().join(name).display().to_string();
        // An empty configuration file keeps it from reading the system's.
        std::fs::write(inside("turnserver.conf"), "").unwrap();
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let process = Command::new(program)
            .args([
                "-c",
                &inside("turnserver.conf"),
                "--userdb",
                &inside("turndb"),
                "--pidfile",
                &inside("pid"),
            ])
            .args([
                "--listening-ip",
                "127.0.0.1",
                "--relay-ip",
                "127.0.0.1",
                "--listening-port",
                &port.to_string(),
            ])
            .args([
                "--realm",
                "test",
                "--use-auth-secret",
                "--static-auth-secret",
                SECRET,
                "--log-file",
                "stdout",
            ])
            .args(["--allow-loopback-peers", "--no-cli", "--no-tls", "--no-dtls"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
        Self {
            process,
            port,
            _folder: folder,
        }
    }

    /// Whether it relays for this user.
    fn relays(&self, client: &PathBuf, username: &str, password: &str) -> bool {
        let port = self.port.to_string();
        let output = Command::new(client)
            .args([
                "-p",
                &port,
                "-u",
                username,
                "-w",
                password,
                "-n",
                "1",
                "-m",
                "1",
                "-c",
                "-y",
                "127.0.0.1",
            ])
            .output()
            .unwrap();
        output.status.success()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_server_with_the_same_secret_takes_a_sessions_credentials_until_they_expire() {
    let (Some(server), Some(client)) = (program("turnserver"), program("turnutils_uclient")) else {
        eprintln!("coturn is not installed: nothing to hold the credentials against");
        return;
    };
    let turn = Turn::start(server);
    let mut options = options();
    options.network.turn_url = vec![
        format!("turn:127.0.0.1:{}", turn.port),
        "turns:turn.example.org:443?transport=tcp".into(),
    ];
    options.network.turn_secret = Some(Key::new(SECRET));
    let (_running, caller) = start(options).await;
    let opened = caller.data(Call::New, json!({})).await;
    let told = &opened["ice_servers2"][0];
    assert_eq!(told["urls"].as_array().unwrap().len(), 2);
    let (username, password) = (text(&told["username"]), text(&told["credential"]));
    assert!(username.ends_with(opened["session_id"].as_str().unwrap()), "{username}");
    assert!(turn.relays(&client, &username, &password));
    assert!(!turn.relays(&client, &username, "guess"));
    // The same, had it been made long ago.
    let past = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() - 1;
    let expired = format!("{past}:session");
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET.as_bytes());
    let right = STANDARD.encode(hmac::sign(&key, expired.as_bytes()));
    assert!(!turn.relays(&client, &expired, &right));
}
