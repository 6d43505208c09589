//! The HTTP client for transcription (speech to text).

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use tokio::time::Instant;

use super::{TranscriptionRequest, transcript};
use crate::client::{MAX_BODY, body, in_time};
use crate::{Client, Failure, ServiceError};

impl Client {
    /// Has speech written down; the words may be none. Takes `timeout` at most. Dropping the future closes the connection.
    ///
    /// # Errors
    /// Where the service does not answer in time, refuses, or answers something else.
    pub async fn transcribe(&self, request: &TranscriptionRequest<'_>, timeout: Duration) -> Result<String, Failure> {
        let until = Instant::now() + timeout;
        let (content_type, sent) = request.body();
        let send = self
            .post("audio/transcriptions")
            .header(CONTENT_TYPE, content_type)
            .header(ACCEPT, "application/json")
            .body(sent)
            .send();
        let mut reply = in_time(until, send).await?.map_err(|error| self.unsent(&error))?;
        let kind = reply.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_text = kind.is_some_and(|kind| kind.trim_start().starts_with("text/plain"));
        if !reply.status().is_success() {
            let received = in_time(until, body(&mut reply)).await?;
            return Err(self
                .refusal(&reply, &received)
                .unwrap_or_else(|| ServiceError::NotTheApi.into()));
        }
        let received = in_time(until, whole_body(&mut reply)).await??;
        transcript(&received, is_text).map_err(|failure| failure.without(self.key.as_deref()))
    }
}

/// A body to its end.
async fn whole_body(reply: &mut Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    loop {
        match reply.chunk().await {
            Ok(Some(bytes)) => body.extend_from_slice(&bytes),
            Ok(None) => return Ok(body),
            Err(_) => return Err(ServiceError::Cut.into()),
        }
        if body.len() > MAX_BODY {
            return Err(ServiceError::NotTheApi.into());
        }
    }
}
