//! The id of a request, by which its lines in the logs of client, proxy and server are found.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The header that carries it, in requests and replies.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a request, in characters.
const MAX_LENGTH: usize = 64;

/// The id that a request brings, if it is short and plain; a new one otherwise.
pub fn request_id(headers: &HeaderMap) -> HeaderValue {
    let is_plain = |id: &&HeaderValue| {
        let bytes = id.as_bytes();
        let good = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        (1..=MAX_LENGTH).contains(&bytes.len()) && bytes.iter().all(good)
    };
    let brought = headers.get(REQUEST_ID).filter(is_plain).cloned();
    brought.unwrap_or_else(|| {
        // A UUID is printable ASCII, which every header takes.
        HeaderValue::try_from(Uuid::new_v4().to_string()).unwrap_or_else(|_| HeaderValue::from_static("none"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_id_is_kept_and_any_other_replaced() {
        let with = |id: &[u8]| {
            let headers = [(REQUEST_ID, HeaderValue::from_bytes(id).unwrap())]
                .into_iter()
                .collect();
            request_id(&headers)
        };
        assert_eq!(with(b"a-1.b_2"), "a-1.b_2");
        for other in [&b""[..], b"two words", b"a=b", b"\xff", &[b'a'; 65]] {
            assert_eq!(with(other).len(), 36, "{other:?}");
        }
        assert_ne!(request_id(&HeaderMap::new()), request_id(&HeaderMap::new()));
    }
}
