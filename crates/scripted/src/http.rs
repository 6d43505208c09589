//! Requests and replies, read from and written to the socket by hand, so that a connection can end anywhere.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Largest request that is read, in bytes.
const MAX_LENGTH: usize = 1 << 20;

/// Waits; an error if the client closes the connection meanwhile.
pub async fn still_there(stream: &mut TcpStream, time: Duration) -> io::Result<()> {
    match tokio::time::timeout(time, stream.read_u8()).await {
        Err(_) => Ok(()),
        Ok(_) => Err(io::ErrorKind::ConnectionAborted.into()),
    }
}

/// Reads a request: its head in lower case, and its body. An error if it does not come whole.
pub async fn request(stream: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await? == 0 || bytes.len() > MAX_LENGTH {
            return Err(io::ErrorKind::InvalidData.into());
        }
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    while body.len() < length.unwrap_or(0_usize) {
        if stream.read_buf(&mut body).await? == 0 || body.len() > MAX_LENGTH {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok((head, body))
}

/// Writes a whole reply of JSON, and closes the connection. `headers` are further header lines, each with its line end.
pub async fn reply(stream: &mut TcpStream, status: u16, headers: &str, body: &str) -> io::Result<()> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}
