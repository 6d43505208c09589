//! Another site's pages: a second origin with its own headers.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use end_to_end::Failure;

/// A host that serves its pages until it is dropped.
pub struct Host {
    port: u16,
    over: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<String>>>,
    thread: Option<JoinHandle<()>>,
}

/// The content of a host.
enum Content {
    /// One page, with one script of its own.
    Page { page: String, script: String },
    /// The files of a folder.
    Folder(PathBuf),
}

impl Host {
    /// Serves `body` as every page and `script` as every `.js`, under this content security policy.
    pub fn start(policy: &str, body: &str, script: &str) -> Result<Self, Failure> {
        Self::with_headers(&[("Content-Security-Policy", policy)], body, script)
    }

    /// The same with any headers.
    pub fn with_headers(headers: &[(&str, &str)], body: &str, script: &str) -> Result<Self, Failure> {
        let page = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><title>Host</title><link rel=icon href=data:,>{body}</html>"
        );
        let script = script.to_owned();
        Self::serve(headers, Content::Page { page, script })
    }

    /// Serves the files of a folder with these headers, with their types, to every origin.
    pub fn of_folder(headers: &[(&str, &str)], folder: &Path) -> Result<Self, Failure> {
        Self::serve(headers, Content::Folder(folder.to_owned()))
    }

    fn serve(headers: &[(&str, &str)], content: Content) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::Server(format!("the host page: {error}"));
        let listener = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let over = Arc::new(AtomicBool::new(false));
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let ended = Arc::clone(&over);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let served = Arc::new((headers, content, Arc::clone(&asked)));
        let thread = std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let served = Arc::clone(&served);
                // A browser opens spare connections and sends nothing over some of them.
                std::thread::spawn(move || {
                    let (headers, content, asked) = &*served;
                    // A browser that closes the connection in the middle is no error.
                    let _ = answer(connection, headers, content, asked);
                });
            }
        });
        Ok(Self {
            port,
            over,
            asked,
            thread: Some(thread),
        })
    }

    /// The request lines that it got, such as `POST /v1/streaming.new HTTP/1.1`.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Its origin, which differs from the server's, whose host is `localhost`.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes the thread, which then sees the flag and ends.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(
    mut connection: TcpStream,
    headers: &str,
    content: &Content,
    asked: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(first.clone());
    let address = first.split(' ').nth(1).unwrap_or_default();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let (status, kind, body) = match content {
        Content::Page { script, .. } if path.ends_with(".js") => {
            ("200 OK", "text/javascript", script.clone().into_bytes())
        }
        Content::Page { page, .. } => ("200 OK", "text/html", page.clone().into_bytes()),
        Content::Folder(folder) => match std::fs::read(file_in(folder, path)) {
            Ok(body) => ("200 OK", kind_of(path), body),
            Err(_) => (
                "404 Not Found",
                "text/html",
                b"<!doctype html><h1>Not found</h1>".to_vec(),
            ),
        },
    };
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nAccess-Control-Allow-Origin: *\r\n{headers}Connection: close\r\n\r\n",
        body.len()
    )?;
    connection.write_all(&body)
}

fn file_in(folder: &Path, path: &str) -> PathBuf {
    let inside = path.trim_start_matches('/');
    let inside = if inside.is_empty() || inside.ends_with('/') {
        format!("{inside}index.html")
    } else {
        inside.to_owned()
    };
    // No path above the folder.
    let parts = Path::new(&inside)
        .components()
        .filter(|part| matches!(part, Component::Normal(_)));
    folder.join(parts.collect::<PathBuf>())
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        "bin" => "application/octet-stream",
        "json" => "application/json",
        _ => "text/html; charset=utf-8",
    }
}
