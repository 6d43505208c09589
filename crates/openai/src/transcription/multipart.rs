//! Bodies of the type `multipart/form-data` (RFC 7578).

/// A body that is being written.
#[derive(Debug)]
pub(super) struct Multipart {
    boundary: String,
    body: Vec<u8>,
}

impl Multipart {
    /// A body without parts whose boundary stands in none of these contents.
    pub fn new(contents: &[&[u8]]) -> Self {
        let is_in = |boundary: &str| {
            contents
                .iter()
                .any(|content| content.windows(boundary.len()).any(|part| part == boundary.as_bytes()))
        };
        let mut number = 0_u32;
        let boundary = loop {
            let boundary = format!("streaming-avatar-{number:08x}");
            if !is_in(&boundary) {
                break boundary;
            }
            number = number.wrapping_add(1);
        };
        Self {
            boundary,
            body: Vec::new(),
        }
    }

    /// The value of the header `Content-Type`.
    pub fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// Adds a field. Its name is ours.
    pub fn field(&mut self, name: &str, value: &str) {
        self.part(&format!("form-data; name=\"{name}\""), None, value.as_bytes());
    }

    /// Adds a file. All names are ours.
    pub fn file(&mut self, name: &str, file_name: &str, content_type: &str, content: &[u8]) {
        let disposition = format!("form-data; name=\"{name}\"; filename=\"{file_name}\"");
        self.part(&disposition, Some(content_type), content);
    }

    /// The whole body.
    pub fn finish(mut self) -> Vec<u8> {
        self.body.extend(format!("--{}--\r\n", self.boundary).bytes());
        self.body
    }

    fn part(&mut self, disposition: &str, content_type: Option<&str>, content: &[u8]) {
        let mut head = format!("--{}\r\nContent-Disposition: {disposition}\r\n", self.boundary);
        if let Some(content_type) = content_type {
            head.push_str(&format!("Content-Type: {content_type}\r\n"));
        }
        self.body.extend(head.bytes());
        self.body.extend(b"\r\n");
        self.body.extend(content);
        self.body.extend(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The contents of a body's parts, read by its boundary alone.
    fn parts(content_type: &str, body: &[u8]) -> Vec<Vec<u8>> {
        let boundary = format!("--{}", content_type.rsplit_once('=').unwrap().1);
        let find = |text: &[u8], part: &[u8]| text.windows(part.len()).position(|window| window == part);
        let mut rest = body;
        let mut parts = Vec::new();
        while let Some(begin) = find(rest, boundary.as_bytes()) {
            rest = &rest[begin + boundary.len()..];
            let Some(end) = find(rest, boundary.as_bytes()) else {
                break;
            };
            let head = find(rest, b"\r\n\r\n").unwrap() + 4;
            parts.push(rest[head..end - 2].to_vec());
        }
        assert_eq!(rest, b"--\r\n");
        parts
    }

    #[test]
    fn a_body_has_the_form_that_services_read() {
        let mut body = Multipart::new(&[b"wav"]);
        body.field("model", "whisper-1");
        body.file("file", "speech.wav", "audio/wav", b"wav");
        let expected = "--streaming-avatar-00000000\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n\
                        --streaming-avatar-00000000\r\nContent-Disposition: form-data; name=\"file\"; filename=\"speech.wav\"\r\n\
                        Content-Type: audio/wav\r\n\r\nwav\r\n--streaming-avatar-00000000--\r\n";
        assert_eq!(String::from_utf8(body.finish()).unwrap(), expected);
    }

    proptest! {
        #[test]
        fn whatever_the_contents_are_they_are_read_back(
            field in "\\PC{0,40}",
            mut content in prop::collection::vec(any::<u8>(), 0..200),
            boundaries in 0_usize..3,
        ) {
            for number in 0..boundaries {
                content.extend(format!("\r\n--streaming-avatar-{number:08x}\r\n").bytes());
            }
            let mut body = Multipart::new(&[field.as_bytes(), &content]);
            let content_type = body.content_type();
            body.field("prompt", &field);
            body.file("file", "speech.wav", "audio/wav", &content);
            prop_assert_eq!(parts(&content_type, &body.finish()), [field.into_bytes(), content]);
        }
    }
}
