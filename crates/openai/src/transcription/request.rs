//! The request for a transcript.

use super::multipart::Multipart;

/// Speech that is to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptionRequest<'a> {
    /// The model's id.
    pub model: &'a str,
    /// The language that is spoken, as ISO 639-1 has it (`en`); without one the service finds out.
    pub language: Option<&'a str>,
    /// Words that are likely, as names are.
    pub prompt: Option<&'a str>,
    /// The sound, as a WAV file.
    pub wav: &'a [u8],
}

impl TranscriptionRequest<'_> {
    /// The value of the header `Content-Type`, and the body.
    pub fn body(&self) -> (String, Vec<u8>) {
        let fields = [
            ("model", Some(self.model)),
            // The only form that all models give.
            ("response_format", Some("json")),
            ("language", self.language),
            ("prompt", self.prompt),
        ];
        let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let contents: Vec<&[u8]> = fields
            .clone()
            .map(|(_, value)| value.as_bytes())
            .chain([self.wav])
            .collect();
        let mut body = Multipart::new(&contents);
        for (name, value) in fields {
            body.field(name, value);
        }
        // Some services go by the file's name.
        body.file("file", "speech.wav", "audio/wav", self.wav);
        (body.content_type(), body.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_not_sent() {
        let body = |language, prompt| {
            let request = TranscriptionRequest {
                model: "whisper-1",
                language,
                prompt,
                wav: b"RIFF",
            };
            String::from_utf8(request.body().1).unwrap()
        };
        let bare = body(None, None);
        assert!(bare.contains("name=\"model\"\r\n\r\nwhisper-1\r\n"), "{bare}");
        assert!(bare.contains("filename=\"speech.wav\""), "{bare}");
        assert!(!bare.contains("language") && !bare.contains("prompt"), "{bare}");
        let full = body(Some("de"), Some("Mönchengladbach"));
        assert!(
            full.contains("name=\"language\"\r\n\r\nde\r\n") && full.contains("Mönchengladbach"),
            "{full}"
        );
    }
}
