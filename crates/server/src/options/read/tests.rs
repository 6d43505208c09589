//! The command line, the environment and files together.

use std::fs;

use super::*;
use crate::options::Key;

/// A folder with these files; gives the options of arguments in which `@` stands for it.
fn read(files: &[(&str, &str)], arguments: &[&str]) -> Result<Options, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display().to_string();
    for (name, content) in files {
        fs::write(folder.path().join(name), content.replace('@', &place)).unwrap();
    }
    let arguments = arguments.iter().map(|argument| argument.replace('@', &place));
    Options::read(["avatar-server".to_owned()].into_iter().chain(arguments))
}

fn refusal(files: &[(&str, &str)], arguments: &[&str]) -> String {
    read(files, arguments).unwrap_err().to_string()
}

#[test]
fn the_command_line_goes_before_the_file() {
    let file =
        "max-sessions = 3\nport = 0\nopen = true\nmedia-ip = ['127.0.0.1']\n[[key]]\nname = 'shop'\nsecret = 'hush'";
    let options = read(
        &[("a.toml", file)],
        &["--config", "@/a.toml", "--port", "9", "--media-ip", "::1"],
    )
    .unwrap();
    assert_eq!((options.max_sessions, options.port, options.open), (3, 9, true));
    assert_eq!(options.media_ip, ["::1".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(options.keys().unwrap()[0].name.as_str(), "shop");
    assert!(!format!("{options:?}").contains("hush"));
}

#[test]
fn what_cannot_stand_beside_an_option_gives_way_to_it() {
    let options = read(
        &[("a.toml", "llm-prompt-file = '/nowhere'")],
        &["--config", "@/a.toml", "--llm-prompt", "Be kind."],
    );
    let talk = options.unwrap().talk;
    assert_eq!(
        (talk.llm_prompt.as_deref(), talk.llm_prompt_file),
        (Some("Be kind."), None)
    );
    let both = refusal(
        &[("a.toml", "llm-prompt-file = 'a'\nllm-prompt = 'b'")],
        &["--config", "@/a.toml"],
    );
    assert!(both.contains("cannot be used with"), "{both}");
}

#[test]
fn every_secret_may_stand_in_a_file() {
    for secret in secret_files::secrets(&command()) {
        let form = secret_files::form_of(&secret);
        assert!(named(&command(), &form).is_some(), "{form}");
    }
    let files = [
        ("keys", "shop=one\nother=two\n"),
        ("llm", "hush\n"),
        ("a.toml", "llm_api_key_file = '@/llm'"),
    ];
    let options = read(&files, &["--config", "@/a.toml", "--api-key-file", "@/keys"]).unwrap();
    assert_eq!(options.api_key, [Key::new("shop=one"), Key::new("other=two")]);
    assert_eq!(options.talk.llm_api_key, Some(Key::new("hush")));
    let options = read(&files, &["--config", "@/a.toml", "--llm-api-key", "above"]).unwrap();
    assert_eq!(options.talk.llm_api_key, Some(Key::new("above")));
    let files = [("keys", "below"), ("a.toml", "api-key = 'above'")];
    let options = read(&files, &["--config", "@/a.toml", "--api-key-file", "@/keys"]).unwrap();
    assert_eq!(
        options.api_key,
        [Key::new("below")],
        "the command line's file goes before the file's secret"
    );
}

#[test]
fn wrong_files_are_refused_in_words_that_show_no_secret() {
    let config = ["--config", "@/a.toml"];
    for (content, said) in [
        ("port = 70000", "in the configuration file "),
        ("port = 70000", "'--port <PORT>'"),
        ("idle-timeout = 0", "a whole number of seconds, at least 1"),
        ("max-sesions = 1", "did you mean `max-sessions`?"),
        ("api-key = 'hush hush'", "a key is made of printable ASCII characters"),
        (
            "api-key = 'hush'\napi-key-file = 'b'",
            "--api-key and --api-key-file are both set",
        ),
        (
            "api-key-file = '/nowhere'",
            "the file /nowhere of a secret cannot be read",
        ),
        ("ice-server = 'turn:hush'", "a TURN server needs"),
        (
            "[[key]]\nname = 'a'\nsecret = 'hush'\n[[key]]\nname = 'a'\nsecret = 'b'",
            "two keys named a",
        ),
        ("api-key = hush", "line 1"),
    ] {
        let refused = refusal(&[("a.toml", content)], &config);
        assert!(refused.contains(said), "{content}: {refused}");
        assert!(!refused.contains("hush"), "{refused}");
    }
    let refused = refusal(&[("keys", "hush hush")], &["--api-key-file", "@/keys"]);
    assert!(
        refused.contains("--api-key-file") && !refused.contains("hush"),
        "{refused}"
    );
    let refused = refusal(&[], &["--api-key", "hush hush"]);
    assert!(refused.contains("--api-key") && !refused.contains("hush"), "{refused}");
    assert!(refusal(&[], &config).contains("cannot be read"));
}

#[test]
fn every_option_has_a_variable_of_its_name() {
    for argument in command().get_arguments() {
        let Some(long) = argument.get_long().filter(|long| !["help", "version"].contains(long)) else {
            continue;
        };
        let variable = format!("AVATAR_SERVER_{}", long.replace('-', "_").to_uppercase());
        assert_eq!(
            argument.get_env().and_then(OsStr::to_str),
            Some(variable.as_str()),
            "--{long}"
        );
    }
}
