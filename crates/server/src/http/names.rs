//! The names of calls, for figures and logs.

use api::Call;

use crate::http::calls;

/// The name of the call at a path, as `new` or `voice.list`; none where the path is not of the API.
pub fn call_name(path: &str) -> Option<&'static str> {
    if path != "/v1" && !path.starts_with("/v1/") {
        return None;
    }
    let known = Call::ALL.into_iter().map(Call::path).chain([calls::VOICES]);
    let name = known.filter(|known| *known == path).find_map(|known| {
        let rest = known.strip_prefix("/v1/streaming")?;
        rest.strip_prefix(['.', '/'])
    });
    let is_below = |pattern: &str| pattern.split('{').next().is_some_and(|folder| path.starts_with(folder));
    Some(name.unwrap_or_else(|| match path {
        calls::OPENAPI => "openapi",
        _ if is_below(calls::PREVIEW) => "preview",
        _ if is_below(calls::SAMPLE) => "sample",
        _ => "unknown",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_a_name_and_strangers_share_one() {
        assert_eq!(call_name(Call::New.path()), Some("new"));
        assert_eq!(call_name(Call::AvatarList.path()), Some("avatar.list"));
        assert_eq!(call_name(calls::VOICES), Some("voice.list"));
        assert_eq!(
            call_name(&calls::PREVIEW.replace("{picture}", "clara.webp")),
            Some("preview")
        );
        assert_eq!(
            call_name(&calls::SAMPLE.replace("{voice}", "pico-en-us")),
            Some("sample")
        );
        assert_eq!(call_name("/v1/streaming.nonsense"), Some("unknown"));
        assert_eq!(call_name("/v1"), Some("unknown"));
        assert_eq!(call_name("/index.html"), None);
        assert_eq!(call_name("/v12"), None);
    }
}
