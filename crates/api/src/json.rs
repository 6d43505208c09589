//! Reading replies from JSON text.

use serde::de::DeserializeOwned;

use crate::envelope::{Data, Verdict};
use crate::error::{ApiError, ErrorKind};

/// Reads a reply: its data, or what the refusal means.
///
/// # Errors
/// As [`Verdict::judge`]; [`ErrorKind::NotTheApi`] also where a success does not carry the data of its call.
pub fn read_reply<T: DeserializeOwned>(status: u16, retry_after: Option<u32>, body: &[u8]) -> Result<T, ApiError> {
    let verdict = serde_json::from_slice::<Verdict>(body).ok();
    Verdict::judge(verdict.as_ref(), status, retry_after)?;
    match serde_json::from_slice::<Data<T>>(body) {
        Ok(reply) => Ok(reply.data),
        Err(_) => Err(ApiError::new(
            ErrorKind::NotTheApi,
            status,
            None,
            "The reply lacks the data of this call.".into(),
            retry_after,
        )),
    }
}
