//! The service of a page without a server, by itself: the API of `embed/page/avatar.js`.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use end_to_end::{Browser, Failure, Visitor, eventually};
use serde::Deserialize;
use tempfile::TempDir;

use crate::host::Host;

/// Only files of its own, no `blob:`, and script URLs of one Trusted Types policy.
const PAGE: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Host</title><link rel=icon href=data:,>\
    <meta http-equiv=Content-Security-Policy content=\"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
    connect-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types streaming-avatar\"></html>";

/// Digests of the sound, equal on every machine.
const DIGESTS: &str = include_str!("../../crates/avatar/tests/digests.txt");

/// A static host with the built site; `None` where its wasm was not built for lack of clang.
fn host(page: &str) -> Result<Option<(Host, TempDir)>, Failure> {
    let failed = |error: std::io::Error| Failure::Server(format!("the host's folder: {error}"));
    let site = std::env::var_os("AVATAR_SITE").map(PathBuf::from);
    let site = site.ok_or_else(|| Failure::Server("AVATAR_SITE is not set".to_owned()))?;
    if !site.join("embed/page/page.wasm").exists() {
        let clang = std::process::Command::new("clang").arg("--version").output();
        assert!(clang.is_err(), "there is clang, and the page's avatar was not built");
        return Ok(None);
    }
    let folder = TempDir::new().map_err(failed)?;
    symlink(site, folder.path().join("site")).map_err(failed)?;
    fs::write(folder.path().join("page.html"), page).map_err(failed)?;
    let host = Host::of_folder(&[], folder.path())?;
    Ok(Some((host, folder)))
}

/// The same, and a visitor of the page.
async fn page(name: &str) -> Result<Option<(Host, TempDir, Browser, Visitor)>, Failure> {
    let Some((host, folder)) = host(PAGE)? else {
        return Ok(None);
    };
    let browser = Browser::start(name).await?;
    let visitor = browser.opens(&format!("{}/page.html", host.address())).await?;
    Ok(Some((host, folder, browser, visitor)))
}

/// FNV-1a over samples, the hash of the digests.
fn digest(samples: &[i16]) -> u64 {
    let bytes = samples.iter().flat_map(|sample| sample.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether the samples of the first digest are among these.
fn is_as_written_down(samples: &[i16]) -> bool {
    let expected = DIGESTS.lines().next().unwrap_or_default();
    let parts: Vec<&str> = expected.split(' ').collect();
    let length: usize = parts.get(2).and_then(|length| length.parse().ok()).unwrap_or_default();
    let first = samples.iter().position(|sample| *sample != 0).unwrap_or_default();
    // The first samples of a fade are zero.
    (first.saturating_sub(100)..=first)
        .filter_map(|start| samples.get(start..start + length))
        .any(|samples| format!("{:016x}", digest(samples)) == parts.get(3).copied().unwrap_or_default())
}

#[derive(Debug, Deserialize)]
struct Heard {
    samples: Vec<i16>,
    messages: Vec<String>,
    corner: [u8; 4],
    face: [u8; 4],
    pictures: u32,
}

#[tokio::test]
async fn its_sound_equals_the_servers_samples_and_its_picture_is_transparent() -> Result<(), Failure> {
    let Some((_host, _folder, _browser, visitor)) = page("page-avatar-sound").await? else {
        return Ok(());
    };
    let mut heard: Heard = visitor.ask(include_str!("page_avatar/sound.js"), Vec::new()).await?;
    // A busy machine may keep the audio thread waiting: that is a gap of silence, not another sound.
    for _ in 0..2 {
        if is_as_written_down(&heard.samples) {
            break;
        }
        heard = visitor.ask(include_str!("page_avatar/sound.js"), Vec::new()).await?;
    }
    assert!(is_as_written_down(&heard.samples), "{} samples", heard.samples.len());
    assert_eq!(heard.messages, ["avatar_start_talking", "avatar_stop_talking"]);
    assert_eq!(heard.corner, [0; 4]);
    assert!(heard.face[3] > 250, "{:?}", heard.face);
    assert!(heard.pictures > 60, "{}", heard.pictures);
    visitor.finds_the_console_clean().await
}

#[derive(Debug, Deserialize)]
struct Lived {
    open: usize,
    silent: bool,
    late: u32,
    left: usize,
    tracks: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Spoilt {
    refusals: Vec<String>,
    again: u16,
}

#[tokio::test]
async fn two_avatars_share_it_an_interrupt_silences_it_and_an_end_frees_it() -> Result<(), Failure> {
    let Some((_host, _folder, _browser, visitor)) = page("page-avatar-life").await? else {
        return Ok(());
    };
    let lived: Lived = visitor.ask(include_str!("page_avatar/life.js"), Vec::new()).await?;
    assert_eq!((lived.open, lived.left), (2, 0), "{lived:?}");
    assert!(lived.silent, "{lived:?}");
    assert_eq!(lived.late, 0, "nothing is told after the end: {lived:?}");
    assert!(lived.tracks.iter().all(|state| state == "ended"), "{lived:?}");
    Ok(())
}

/// Copies what every session needs: the scripts, both wasms, and the figures.
fn copy_scripts(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Server(format!("the host's folder: {error}"));
    fs::create_dir_all(to.join("figures")).map_err(failed)?;
    for entry in fs::read_dir(from.join("figures")).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        fs::copy(&path, to.join("figures").join(path.file_name().unwrap_or_default())).map_err(failed)?;
    }
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|ending| ending == "js" || ending == "wasm")
        {
            fs::copy(&path, to.join(path.file_name().unwrap_or_default())).map_err(failed)?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_missing_or_truncated_voice_delays_only_its_own_texts() -> Result<(), Failure> {
    let Some((_host, folder, _browser, visitor)) = page("page-avatar-spoilt").await? else {
        return Ok(());
    };
    // One voice is missing, the other one is truncated.
    let failed = |error: std::io::Error| Failure::Server(format!("the host's folder: {error}"));
    let site = fs::canonicalize(folder.path().join("site")).map_err(failed)?;
    fs::create_dir_all(folder.path().join("spoilt/page/voices")).map_err(failed)?;
    let page = folder.path().join("spoilt/page");
    copy_scripts(&site.join("embed/page"), &page)?;
    fs::copy(site.join("embed/page/voices/en-US.bin"), page.join("voices/en-US.bin")).map_err(failed)?;
    let whole = fs::read(site.join("embed/page/voices/fr-FR.bin")).map_err(failed)?;
    let cut = whole.get(..whole.len() - 1).unwrap_or_default();
    fs::write(folder.path().join("spoilt/page/voices/fr-FR.bin"), cut).map_err(failed)?;
    let spoilt: Spoilt = visitor.ask(include_str!("page_avatar/spoilt.js"), Vec::new()).await?;
    assert_eq!(spoilt.refusals, ["not-loaded", "not-loaded"]);
    assert_eq!(spoilt.again, 200, "the service goes on");
    Ok(())
}

/// A session that the page starts by itself.
#[derive(Debug, Deserialize)]
struct Withheld {
    ready: bool,
    blocked: bool,
    messages: Vec<String>,
    durations: Vec<u64>,
    pictures: u32,
    energies: Vec<f64>,
    problem: Option<String>,
}

/// A host of the page that starts a session by itself.
fn withheld_host() -> Result<Option<(Host, TempDir)>, Failure> {
    let page = PAGE.replace(
        "</html>",
        "<button data-testid=sound>Sound</button><script type=module src=/withheld.js></script></html>",
    );
    let Some((host, folder)) = host(&page)? else {
        return Ok(None);
    };
    let failed = |error: std::io::Error| Failure::Server(format!("the host's folder: {error}"));
    fs::write(
        folder.path().join("withheld.js"),
        include_str!("page_avatar/withheld.js"),
    )
    .map_err(failed)?;
    Ok(Some((host, folder)))
}

impl Withheld {
    /// The page's report once it `is_it`.
    async fn until(visitor: &Visitor, what: &str, is_it: fn(&Self) -> bool) -> Result<Self, Failure> {
        let script = "return globalThis.report?.() ?? null";
        let look = async || visitor.runs::<Option<Self>>(script).await;
        let over = |seen: &Option<Self>| seen.as_ref().is_some_and(|seen| seen.problem.is_some() || is_it(seen));
        let seen = eventually(what, Duration::from_secs(40), look, over).await?;
        let seen = seen.ok_or_else(|| Failure::Browser("the page has no report".to_owned()))?;
        assert_eq!(seen.problem, None, "{seen:?}");
        Ok(seen)
    }
}

#[tokio::test]
async fn speech_does_not_wait_for_sound_that_a_gesture_cannot_enable() -> Result<(), Failure> {
    let Some((host, _folder)) = withheld_host()? else {
        return Ok(());
    };
    let browser = Browser::withholding_sound("page-avatar-unheard").await?;
    // Like Firefox on a machine without a sound device.
    let never = "AudioContext.prototype.resume = () => new Promise(() => {});";
    browser.runs_before_pages(never).await?;
    let visitor = browser.opens(&format!("{}/page.html", host.address())).await?;
    Withheld::until(&visitor, "the text is held", |seen| {
        seen.ready && !seen.messages.is_empty()
    })
    .await?;
    visitor.press("sound").await?;
    let said = Withheld::until(&visitor, "the text is said", |seen| seen.messages.len() >= 4).await?;
    assert_eq!(
        said.messages[1..],
        ["avatar_resume_talking", "avatar_start_talking", "avatar_stop_talking"]
    );
    assert!(said.blocked, "{said:?}");
    Ok(())
}

#[tokio::test]
async fn speech_waits_for_blocked_sound_and_loses_none_of_it() -> Result<(), Failure> {
    let Some((host, _folder)) = withheld_host()? else {
        return Ok(());
    };
    let browser = Browser::withholding_sound("page-avatar-withheld").await?;
    let visitor = browser.opens(&format!("{}/page.html", host.address())).await?;
    let held = Withheld::until(&visitor, "the text is taken and pictures come", |seen| {
        seen.ready && seen.pictures > 60
    })
    .await?;
    assert!(held.blocked, "{held:?}");
    assert_eq!(held.messages, ["avatar_pause_talking"], "nobody can hear it: {held:?}");

    visitor.press("sound").await?;
    let heard = Withheld::until(&visitor, "the text is heard", |seen| seen.messages.len() >= 4).await?;
    assert!(!heard.blocked, "{heard:?}");
    assert_eq!(
        heard.messages[1..],
        ["avatar_resume_talking", "avatar_start_talking", "avatar_stop_talking"]
    );

    // The same text, and the browser mutes the page in the middle of it.
    visitor.runs::<bool>("return globalThis.again()").await?;
    let heard = Withheld::until(&visitor, "the text is heard again", |seen| seen.durations.len() >= 2).await?;
    assert_eq!(
        heard.messages[4..],
        [
            "avatar_start_talking",
            "avatar_pause_talking",
            "avatar_resume_talking",
            "avatar_stop_talking"
        ]
    );
    assert_eq!(heard.durations[0], heard.durations[1], "{heard:?}");
    let [first, second] = heard.energies[..] else {
        panic!("{heard:?}");
    };
    assert!(first > 0.001 && (second - first).abs() < first / 100.0, "{heard:?}");
    visitor.finds_the_console_clean().await
}

#[tokio::test]
async fn a_second_copy_of_the_scripts_under_trusted_types_gets_a_remedy() -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Server(format!("the host's folder: {error}"));
    for (name, directive, expected) in [
        (
            "page-avatar-one",
            "trusted-types streaming-avatar",
            "'allow-duplicates'",
        ),
        (
            "page-avatar-two",
            "trusted-types streaming-avatar 'allow-duplicates'",
            "200",
        ),
    ] {
        let page = PAGE.replace("trusted-types streaming-avatar", directive);
        let Some((host, folder)) = host(&page)? else {
            return Ok(());
        };
        let site = fs::canonicalize(folder.path().join("site")).map_err(failed)?;
        copy_scripts(&site.join("embed/page"), &folder.path().join("copy/page"))?;
        let browser = Browser::start(name).await?;
        let visitor = browser.opens(&format!("{}/page.html", host.address())).await?;
        let told: [String; 2] = visitor.ask(include_str!("page_avatar/copies.js"), Vec::new()).await?;
        assert_eq!(told[0], "200");
        assert!(told[1].contains(expected), "{told:?}");
        browser.close().await?;
    }
    Ok(())
}
