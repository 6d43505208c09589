//! JSON text: reading replies, writing bodies.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::envelope::{Data, Verdict};
use crate::error::ApiError;

/// Reads what an envelope says about success; none where the text is none.
pub fn read_verdict(body: &[u8]) -> Option<Verdict> {
    serde_json::from_slice(body).ok()
}

/// Reads a reply: its data, or what the refusal means.
///
/// # Errors
/// As [`Verdict::judge`]; [`ErrorKind::NotTheApi`](crate::ErrorKind::NotTheApi) also where a success does not carry the data of its call.
pub fn read_reply<T: DeserializeOwned>(status: u16, retry_after: Option<u32>, body: &[u8]) -> Result<T, ApiError> {
    Verdict::judge(read_verdict(body).as_ref(), status, retry_after)?;
    match serde_json::from_slice::<Data<T>>(body) {
        Ok(reply) => Ok(reply.data),
        Err(_) => Err(ApiError::without_data(status, retry_after)),
    }
}

/// Writes a body; none where the type has no JSON form.
pub fn write_body(body: &impl Serialize) -> Option<String> {
    serde_json::to_string(body).ok()
}
