//! The site, the lists, the pictures.

use api::Call;
use serde_json::Value;

use crate::caller::{options, start, text};

#[tokio::test(flavor = "multi_thread")]
async fn the_site_is_served_with_the_right_types_and_lifetimes() {
    let site = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(site.path().join(name), text).unwrap();
    write("index.html", "<title>Here</title>");
    write("app-0f1e2d3c4b5a6978.js", "export {};");
    write("app-0f1e2d3c4b5a6978_bg.wasm", "\0asm");
    write("app-0f1e2d3c4b5a6978_bg.wasm.br", "smaller");
    write("style.css", "a {}");
    let mut options = options();
    options.site = Some(site.path().to_owned());
    let (_running, caller) = start(options).await;
    for (path, kind, kept) in [
        ("/", "text/html", "no-cache"),
        ("/index.html", "text/html", "no-cache"),
        ("/style.css", "text/css", "no-cache"),
        ("/app-0f1e2d3c4b5a6978.js", "text/javascript", "immutable"),
        ("/app-0f1e2d3c4b5a6978_bg.wasm", "application/wasm", "immutable"),
    ] {
        let response = caller.http.get(format!("{}{path}", caller.base)).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert!(
            header("content-type").starts_with(kind),
            "{path}: {}",
            header("content-type")
        );
        assert!(
            header("cache-control").contains(kept),
            "{path}: {}",
            header("cache-control")
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
    }
    let wasm = format!("{}/app-0f1e2d3c4b5a6978_bg.wasm", caller.base);
    let response = caller
        .http
        .get(wasm)
        .header("accept-encoding", "br")
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-encoding"], "br");
    assert_eq!(response.headers()["content-type"], "application/wasm");
    assert!(
        response.headers()["vary"]
            .to_str()
            .unwrap()
            .to_ascii_lowercase()
            .contains("accept-encoding")
    );
    assert_eq!(response.text().await.unwrap(), "smaller");
    for missing in [
        "/none.js",
        "/app-ffffffffffffffff.js",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
    ] {
        let response = caller
            .http
            .get(format!("{}{missing}", caller.base))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 404, "{missing}");
        assert_eq!(
            response.headers()["cache-control"],
            "no-cache",
            "a file that is missing may come"
        );
    }
    // The API goes on beside it.
    assert!(caller.sessions().await.is_empty());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn neither_links_nor_dotfiles_are_served() {
    use std::os::unix::fs::symlink;

    let (site, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let secret = elsewhere.path().join("secret");
    std::fs::write(&secret, "hush-hush").unwrap();
    std::fs::write(site.path().join("index.html"), "<title>Here</title>").unwrap();
    std::fs::write(site.path().join("a.js"), "export {};").unwrap();
    std::fs::write(site.path().join(".env"), "hush-hush").unwrap();
    std::fs::create_dir(site.path().join(".git")).unwrap();
    std::fs::write(site.path().join(".git/config"), "hush-hush").unwrap();
    symlink(&secret, site.path().join("secret.txt")).unwrap();
    symlink(elsewhere.path(), site.path().join("folder")).unwrap();
    symlink(&secret, site.path().join("a.js.br")).unwrap();
    let mut options = options();
    options.site = Some(site.path().to_owned());
    let (_running, caller) = start(options).await;
    for hidden in [
        "/.env",
        "/%2eenv",
        "/.git/config",
        "/secret.txt",
        "/folder/secret",
        "/folder/",
        "/a.js",
        "//evil.example/",
    ] {
        let request = caller
            .http
            .get(format!("{}{hidden}", caller.base))
            .header("accept-encoding", "br");
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 404, "{hidden}");
        assert!(!response.text().await.unwrap().contains("hush-hush"), "{hidden}");
    }
    assert_eq!(caller.http.get(&caller.base).send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frame_is_for_the_pages_that_it_lists_and_for_isolated_ones() {
    let site = tempfile::tempdir().unwrap();
    std::fs::create_dir(site.path().join("embed")).unwrap();
    let page = "<title>Frame</title><meta name=\"streaming-avatar-parents\" content=\"https://a.example\" />";
    std::fs::write(site.path().join("index.html"), "<title>Here</title>").unwrap();
    std::fs::write(site.path().join("embed/embed.html"), page).unwrap();
    std::fs::write(
        site.path().join("embed/embed.html.br"),
        "a form that the list is not in",
    )
    .unwrap();
    std::fs::write(site.path().join("embed/element.js"), "export {};").unwrap();
    std::fs::create_dir(site.path().join("embed/page")).unwrap();
    std::fs::write(site.path().join("embed/page/worker.js"), "").unwrap();
    let mut options = options();
    options.site = Some(site.path().to_owned());
    options.frame_ancestor = vec!["https://b.example".parse().unwrap()];
    let (_running, caller) = start(options).await;
    let get = async |path: &str| {
        let request = caller
            .http
            .get(format!("{}{path}", caller.base))
            .header("accept-encoding", "br");
        request.send().await.unwrap()
    };
    let frame = get("/embed/embed.html").await;
    let header = |response: &reqwest::Response, name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        header(&frame, "content-security-policy"),
        "frame-ancestors 'self' https://a.example https://b.example"
    );
    assert_eq!(header(&frame, "cross-origin-embedder-policy"), "require-corp");
    assert_eq!(header(&frame, "cross-origin-resource-policy"), "cross-origin");
    assert_eq!(frame.headers().get("content-encoding"), None);
    let sent = frame.text().await.unwrap();
    assert!(
        sent.contains("content=\"https://a.example https://b.example\""),
        "the page has the same list: {sent}"
    );
    assert_eq!(
        header(&get("/").await, "content-security-policy"),
        "frame-ancestors 'self' https://b.example"
    );
    let element = get("/embed/element.js").await;
    assert_eq!(header(&element, "cross-origin-resource-policy"), "cross-origin");
    assert_eq!(header(&element, "access-control-allow-origin"), "*");
    assert_eq!(element.headers().get("cross-origin-embedder-policy"), None);
    // Without it, Chromium starts no worker in the frame.
    let worker = get("/embed/page/worker.js").await;
    assert_eq!(header(&worker, "cross-origin-embedder-policy"), "require-corp");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_site_it_says_what_it_is() {
    let (_running, caller) = start(options()).await;
    let response = caller.http.get(&caller.base).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().await.unwrap().contains("avatar-server"));
    let response = caller
        .http
        .get(format!("{}/nothing", caller.base))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn avatars_and_voices_are_listed_and_pictures_can_be_had() {
    let (_running, caller) = start(options()).await;
    let avatars = caller.data(Call::AvatarList, Value::Null).await;
    let avatars = avatars.as_array().unwrap();
    assert!(avatars.len() >= 2);
    let address = format!("{}/v1/streaming/voice.list", caller.base);
    let voices: Value = caller.http.get(address).send().await.unwrap().json().await.unwrap();
    assert_eq!(voices["code"], 100);
    let voices = voices["data"].as_array().unwrap();
    assert!(voices.len() >= 2);
    for avatar in avatars {
        assert_eq!(avatar["status"], "ACTIVE");
        assert!(
            voices.iter().any(|voice| voice["voice_id"] == avatar["default_voice"]),
            "{avatar}"
        );
        let picture = text(&avatar["normal_preview"]);
        assert!(picture.starts_with(&caller.base), "{picture}");
        let response = caller.http.get(&picture).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "image/webp");
        assert!(
            response.headers()["cache-control"]
                .to_str()
                .unwrap()
                .contains("max-age=3600")
        );
        let webp = response.bytes().await.unwrap();
        assert_eq!(webp[8..12], *b"WEBP");
        assert!(webp.len() < 25_000, "{} bytes", webp.len());
        // Pages may name the other format.
        let png = picture.replace(".webp", ".png");
        let response = caller.http.get(png).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "image/png");
        let png = response.bytes().await.unwrap();
        assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    }
    for missing in [
        "nobody.png",
        "nobody.webp",
        "clara.gif",
        "nobody",
        "..%2f..%2fetc%2fpasswd.png",
    ] {
        let response = caller
            .http
            .get(format!("{}/v1/streaming/avatar/{missing}", caller.base))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 404, "{missing}");
    }
}
