//! The package as a guest: how it behaves under odd pages, servers and bundlers.

use end_to_end::{Browser, Failure, Server};
use serde_json::{Value, json};

#[tokio::test]
async fn the_package_tolerates_what_pages_do_to_it() -> Result<(), Failure> {
    let server = Server::start("guest", &[]).await?;
    let browser = Browser::start("guest").await?;
    let expected = [
        (
            "says_what_came_in_the_wasms_place",
            json!({
                "page": "not-loaded: Something else stands in the place of the wasm.",
                "typed_page": "not-loaded: Something else stands in the place of the wasm.",
                "missing": "not-loaded: In the place of the wasm the server answers 404.",
                "cut": "not-loaded: The wasm is damaged or cut off, or made for newer browsers.",
                "empty": "not-loaded: Something else stands in the place of the wasm.",
                "unreachable": "not-loaded: The wasm could not be fetched.",
                "older": "not-loaded: The wasm and its scripts are of different versions.",
                "untyped": "loaded",
            }),
        ),
        (
            "reads_tokens",
            json!({
                "read": ["Bearer token-1"], "forms": 12,
                "failed": {
                    "page": "no-token: The token endpoint /token answered with a page in place of a token.",
                    "empty": "no-token: The token endpoint /token answered with nothing.",
                    "refused": "no-token: The token endpoint /token answered 403. It says: Who are you?",
                    "broken": "no-token: The token endpoint /token answered 502.",
                    "unreachable": "no-token: The token endpoint /token cannot be reached: Failed to fetch.",
                    "other": "no-token: The token endpoint /token answered without a token.",
                },
            }),
        ),
        (
            "tells_of_odd_options",
            json!([
                "<streaming-avatar> has no attribute “token-uri”. Did you mean “token-url”?",
                "the attribute task-type is “tlak”, but should be one of repeat, talk.",
                "the option apiKey is a value of the type bigint, but should be a text.",
                "the option keepAlive is “yes”, but should be true or false.",
                "the option quality is “hgih”, but should be one of low, medium, high.",
                "the option voiceRate is “9”, but should be a number from 0.5 to 1.5.",
                "there is no option “apibase”. Did you mean “apiBase”?",
                "there is no option “avatarID”. Did you mean “avatarId”?",
                "there is no option “somethingElse”.",
            ]),
        ),
        (
            "keeps_errors_to_itself",
            json!({ "heard": [], "own": [["not-started", false, false], ["bad-ice-servers", false, false]] }),
        ),
        (
            "follows_the_pages_language",
            json!(["Starten", "Démarrer", "ابدأ", "ابدأ"]),
        ),
        ("is_loaded_twice", json!([true, true])),
        (
            "tells_of_a_file_that_does_not_come",
            json!({
                "before": "Starten", "found": null, "heard": ["part-missing"],
                "told": [
                    "streaming-avatar: A file of the package did not come: nowhere.js. Keep the files of the package together, and let a bundler take them all.",
                ],
            }),
        ),
        ("asks_its_own_origin_whatever_the_base_says", json!([])),
        (
            "refuses_what_is_no_address",
            json!({
                "\\": "/v1/streaming.new", "api.example.com": "bad-address", "ftp://a.test": "bad-address",
                "https://me:secret@a.test": "bad-address", "HTTP://A.test:80//": "http://a.test/v1/streaming.new",
            }),
        ),
        (
            "counts_whole_words_as_heard",
            json!([
                "",
                "",
                "One",
                "One",
                "One two",
                "One two three",
                "今日は良",
                "今日。",
                "Hello",
                "今日"
            ]),
        ),
        (
            "leaves_nothing_when_it_is_disposed_of",
            json!({
                "during": true, "left": [], "peers": 0, "after": ["disposed"], "source": null,
                "stopped": ["stopped", "stopped", "ended"], "using": ["function", "stopped"],
            }),
        ),
        ("stands_what_pages_do_to_the_language", json!(["spoken", []])),
        (
            "stands_a_full_storage",
            json!(["QuotaExceededError", "spoken", "stopped", []]),
        ),
        (
            "cleans_texts_with_a_wasm_of_its_own",
            json!({
                "said": [["spoken", 0], ["spoken", 1], ["spoken", 2], ["spoken", 2]],
                "lines": ["Plain.", "**One.**", "Two.", "Tom & Ann."],
                "told": ["part-missing"],
            }),
        ),
        (
            "tests_without_telling_secrets_or_forgetting_sessions",
            json!({ "refused": [false, "session-refused", 0], "silent": 1 }),
        ),
        (
            "fails_texts_after_a_refused_start",
            json!(["bad-address", "failed", "not-started"]),
        ),
        ("answers_other_tabs_without_locks", json!([true, false, false])),
        ("can_be_imported_in_a_worker", json!([4, []])),
    ];
    let mut wrong = Vec::new();
    for (step, wanted) in expected {
        // A document of the server's own without a policy, so that the page may do as other pages do.
        let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
        let arguments = vec![json!(step), json!(server.address())];
        let found: Value = page.ask(include_str!("guest/package.js"), arguments).await?;
        if found != wanted {
            wrong.push(format!("{step}: {found:#}"));
        }
        page.leaves().await?;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    server.is_left_empty().await?;
    is_come_back_to(&server, &browser).await?;
    browser.close().await?;
    server.stop()
}

/// A visitor leaves the page while the module speaks, and comes back to it through the back/forward cache: the session
/// was stopped, the text has its outcome, and the module starts again.
async fn is_come_back_to(server: &Server, browser: &Browser) -> Result<(), Failure> {
    let step = |name: &str| vec![json!(name), json!(server.address())];
    let there = server.address();
    let page = browser.opens(&format!("{there}/embed/embed.css")).await?;
    let state: Value = page
        .ask(include_str!("guest/package.js"), step("is_kept_by_the_browser"))
        .await?;
    assert_eq!(state, "live");
    page.goes_to(&format!("{there}/embed/tokens.css")).await?;
    server.is_left_empty().await?;
    page.goes_back().await?;
    let told: Value = page
        .ask(include_str!("guest/package.js"), step("is_come_back_to"))
        .await?;
    assert_eq!(
        told,
        json!({ "back": ["ended", null, 0], "outcomes": ["interrupted", "spoken"], "after": "ended" })
    );
    server.is_left_empty().await
}
