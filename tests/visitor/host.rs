//! Another site's page: a second origin with a policy of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use end_to_end::Failure;

/// Serves one page, with one script of its own, until it is dropped.
pub struct Host {
    port: u16,
    over: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<String>>>,
    thread: Option<JoinHandle<()>>,
}

impl Host {
    /// Serves `body` as every page and `script` as every `.js`, under this content security policy.
    pub fn start(policy: &str, body: &str, script: &str) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::Server(format!("the host page: {error}"));
        let listener = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let over = Arc::new(AtomicBool::new(false));
        let page = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><title>Host</title><link rel=icon href=data:,>{body}</html>"
        );
        let (policy, script, ended) = (policy.to_owned(), script.to_owned(), Arc::clone(&over));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        let thread = std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                // A browser that goes away in the middle is no fault.
                let _ = answer(connection, &policy, &page, &script, &heard);
            }
        });
        Ok(Self {
            port,
            over,
            asked,
            thread: Some(thread),
        })
    }

    /// The first lines of the requests it got, such as `POST /v1/streaming.new HTTP/1.1`.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where it is: another origin than the server's, whose name is `localhost`.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes the thread, which then sees that it is over.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(
    mut connection: TcpStream,
    policy: &str,
    page: &str,
    script: &str,
    asked: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(first.clone());
    let is_script = first.split(' ').nth(1).is_some_and(|path| path.ends_with(".js"));
    let (kind, body) = if is_script {
        ("text/javascript", script)
    } else {
        ("text/html", page)
    };
    write!(
        connection,
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\nContent-Security-Policy: {policy}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}
