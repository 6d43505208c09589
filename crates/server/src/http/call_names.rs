//! The names of calls, for metrics and logs.

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

/// The path of a call as a pattern, as `/v1/samples/{voice}`; that of all others where there is no such call.
pub fn route(path: &str) -> &'static str {
    let known =
        Call::ALL
            .into_iter()
            .map(Call::path)
            .chain([calls::VOICES, calls::OPENAPI, calls::PREVIEW, calls::SAMPLE]);
    let is_at = |pattern: &&str| match pattern.split_once('{') {
        Some((folder, _)) => path.starts_with(folder),
        None => path == *pattern,
    };
    known.into_iter().find(is_at).unwrap_or("/v1/{*path}")
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

    #[test]
    fn what_a_client_writes_into_a_path_is_in_no_pattern() {
        assert_eq!(route(Call::New.path()), Call::New.path());
        assert_eq!(route(&calls::SAMPLE.replace("{voice}", "pico-en-us")), calls::SAMPLE);
        for stranger in ["/v1/streaming.nonsense", "/v1", "/v1/streaming.new/hush"] {
            assert_eq!(route(stranger), "/v1/{*path}");
        }
    }
}
