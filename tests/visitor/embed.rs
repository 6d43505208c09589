//! The element, the module and the frame on another site's page, under the strictest policy that suffices.

use end_to_end::{Browser, Failure, Server, Visitor, eventually, integrity_of};
use serde_json::{Value, json};

use crate::host::Host;

/// The content security policy that a page needs for the embed folder of `server`, and nothing beyond. `wasm` is the
/// source that some pages leave out.
pub fn policy(server: &Server, wasm: &str) -> String {
    let there = server.address();
    format!(
        "default-src 'none'; script-src 'self' {there} {wasm}; style-src 'self'; connect-src {there}; img-src data: {there}; frame-src {there}"
    )
}

/// Another site's page with the module's class in `StreamingAvatar`.
pub async fn module_page(server: &Server, browser: &Browser) -> Result<(Host, Visitor), Failure> {
    let there = server.address();
    let script = format!(
        "import {{ StreamingAvatar }} from '{there}/embed/module.js'; window.StreamingAvatar = StreamingAvatar;"
    );
    let body = "<main><h1>A page</h1></main><script type=module src=/page.js></script>";
    let host = Host::start(&policy(server, "'wasm-unsafe-eval'"), body, &script)?;
    let visitor = browser.opens(&host.address()).await?;
    Ok((host, visitor))
}

/// The page pins the script by its hash, as is recommended for scripts of another origin.
fn two_elements(server: &Server) -> Result<String, Failure> {
    let there = server.address();
    let integrity = integrity_of("embed/element.js")?;
    Ok(format!(
        "<script type=module crossorigin integrity={integrity} src={there}/embed/element.js></script><h1>A page</h1>\
         <streaming-avatar id=one api-base={there}></streaming-avatar>\
         <streaming-avatar id=two api-base={there} captions></streaming-avatar>"
    ))
}

#[tokio::test]
async fn two_elements_work_on_another_origin_under_a_strict_policy() -> Result<(), Failure> {
    let server = Server::start("elements", &[]).await?;
    let policy = policy(&server, "'wasm-unsafe-eval'");
    // Report-only policies, which sites use to try a stricter policy.
    let tried = format!("{policy}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'");
    let headers = [
        ("Content-Security-Policy", policy.as_str()),
        ("Content-Security-Policy-Report-Only", tried.as_str()),
    ];
    let host = Host::with_headers(&headers, &two_elements(&server)?, "")?;
    let browser = Browser::start("elements").await?;
    browser
        .runs_before_pages(
            "window.reports = []; addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => \
             reports.push(`${violatedDirective}: ${blockedURI} by ${sourceFile}`))",
        )
        .await?;
    let visitor = browser.opens(&host.address()).await?;
    assert!(
        server.sessions(None).await?.is_empty(),
        "a session is never opened unasked"
    );

    let spoken: Value = visitor.ask(include_str!("embed/two.js"), Vec::new()).await?;
    assert_eq!(spoken["outcomes"], json!(["spoken", "spoken"]), "{spoken:#}");
    // Captions without markup, as spoken. Characters that the voice cannot say are shown and reported.
    assert_eq!(spoken["captions"], json!(["Two.", "And three.", "你好"]), "{spoken:#}");
    assert_eq!(spoken["unsaid"], json!("你好"), "{spoken:#}");
    assert_eq!(spoken["moved"], json!("live"), "a moved element goes on: {spoken:#}");
    assert_eq!(spoken["whole"], json!(["Soon.", "Much later."]), "{spoken:#}");
    assert_eq!(spoken["cut"], json!([]), "{spoken:#}");
    assert_eq!(server.sessions(None).await?.len(), 2);
    visitor.takes_a_picture("elements").await?;

    visitor
        .ask::<Value>("one.remove(); setTimeout(arguments[0], 500)", Vec::new())
        .await?;
    assert_eq!(
        server.sessions(None).await?.len(),
        1,
        "the removed one is stopped, the other is not"
    );
    let reports: Vec<String> = visitor.runs("return reports").await?;
    assert!(reports.is_empty(), "under the policy on trial: {reports:#?}");
    visitor.finds_the_console_clean().await?;
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn removing_the_element_during_the_start_leaves_no_session() -> Result<(), Failure> {
    let server = Server::start("removed", &[]).await?;
    let host = Host::start(&policy(&server, "'wasm-unsafe-eval'"), &two_elements(&server)?, "")?;
    let browser = Browser::start("removed").await?;
    let visitor = browser.opens(&host.address()).await?;
    let ends: Value = visitor.ask(include_str!("embed/removed.js"), Vec::new()).await?;
    assert_eq!(ends["hung"], json!(0), "every start has an outcome: {ends:#}");
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_page_that_forbids_wasm_gets_an_error_with_the_reason() -> Result<(), Failure> {
    let server = Server::start("forbidden", &[]).await?;
    let host = Host::start(&policy(&server, ""), &two_elements(&server)?, "")?;
    let browser = Browser::start("forbidden").await?;
    let visitor = browser.opens(&host.address()).await?;
    let told: Value = visitor.ask(include_str!("embed/forbidden.js"), Vec::new()).await?;
    assert_eq!(told["code"], json!("wasm-blocked"));
    assert_eq!(
        told["opened"],
        json!(0),
        "no session is opened for a player that cannot come"
    );
    assert!(
        told["read"]
            .as_str()
            .is_some_and(|text| text.contains("wasm-unsafe-eval")),
        "{told:#}"
    );
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_frame_obeys_its_own_origin_and_no_other() -> Result<(), Failure> {
    let server = Server::start("frame", &[]).await?;
    let there = server.address();
    let body = "<h1>A page</h1><script type=module src=/page.js></script>";
    let script = format!(
        "import {{ StreamingAvatarFrame }} from '{there}/embed/frame.js'; window.Frame = StreamingAvatarFrame;"
    );
    let host = Host::start(&policy(&server, ""), body, &script)?;
    let browser = Browser::start("frame").await?;
    let stranger = browser.opens(&host.address()).await?;
    let heard: Value = stranger.ask(include_str!("embed/stranger.js"), Vec::new()).await?;
    assert_eq!(
        heard,
        json!("frame-silent"),
        "a page that was not allowed drives the frame"
    );
    server.is_left_empty().await?;

    // A document of the frame's own origin, without a policy that forbids frames.
    let own = browser.opens(&format!("{there}/embed/embed.css")).await?;
    let done: Value = own.ask(include_str!("embed/own.js"), Vec::new()).await?;
    assert_eq!(done["outcome"], json!("spoken"), "{done:#}");
    assert!(done["picture"].as_u64().is_some_and(|bytes| bytes > 1000), "{done:#}");
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_link_cannot_send_a_token_to_another_service() -> Result<(), Failure> {
    let server = Server::start("theft", &[]).await?;
    let there = server.address();
    let thief = Host::start(&policy(&server, ""), "<h1>A thief</h1>", "")?;
    let thieves = thief.address();
    // The server here issues tokens, like a site's own endpoint.
    let link = format!(
        "{there}/embed/embed.html#api-base={thieves}&token-url=/v1/streaming.create_token&start=load&parent={thieves}"
    );
    let browser = Browser::start("theft").await?;
    let framed = browser.opens(&thieves).await?;
    let frame = "const [link, done] = arguments; const frame = document.createElement('iframe'); frame.src = link; \
                 frame.onload = () => setTimeout(done, 2000, true); document.body.append(frame)";
    framed.ask::<bool>(frame, vec![json!(link)]).await?;
    let opened = browser.opens(&link).await?;
    let words: Value = opened
        .ask(
            "const done = arguments[0]; setTimeout(() => done(document.body.innerText), 2000)",
            Vec::new(),
        )
        .await?;
    assert!(
        words
            .as_str()
            .is_some_and(|words| words.contains("streaming-avatar-services")),
        "{words}"
    );
    let stolen: Vec<String> = thief
        .asked()
        .into_iter()
        .filter(|asked| asked.contains("/v1/"))
        .collect();
    assert!(stolen.is_empty(), "{stolen:?}");

    // Its own service may be used, but only after a click.
    opened.leaves().await?;
    let honest = browser.opens(&format!("{there}/embed/embed.html#start=load")).await?;
    honest
        .ask::<bool>("setTimeout(arguments[0], 1500, true)", Vec::new())
        .await?;
    assert!(
        server.sessions(None).await?.is_empty(),
        "a link opened a session unasked"
    );
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_module_needs_no_interface() -> Result<(), Failure> {
    let server = Server::start("module", &[]).await?;
    let there = server.address();
    let browser = Browser::start("module").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let told: Value = visitor.ask(include_str!("embed/module.js"), vec![json!(there)]).await?;
    assert_eq!(told["outcomes"], json!(["spoken", "interrupted"]), "{told:#}");
    let states = ["creating", "negotiating", "connecting", "live", "stopping", "ended"];
    assert_eq!(told["states"], json!(states), "{told:#}");
    assert_eq!(
        told["refused"],
        json!("no-token"),
        "a token endpoint that refuses is told so, and the service is not accused: {told:#}"
    );
    assert_eq!(told["tokens"], json!(1), "one token a session: {told:#}");
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_embed_code_of_the_app_works_on_another_page() -> Result<(), Failure> {
    let server = Server::start("lines", &[]).await?;
    let browser = Browser::start("lines").await?;
    let app = browser.visit(&server).await?;
    // The choice's radio button itself is hidden behind the avatar's picture.
    app.ask::<bool>(
        "document.querySelector('[data-testid=avatar-martin]').click(); arguments[0](true)",
        Vec::new(),
    )
    .await?;
    app.press("embed-tab").await?;
    app.waits_to_see("snippet").await?;
    let lines = app.waits_for_text("snippet", "avatar-id=\"martin\"").await?;
    every_way_is_written(&app).await?;
    the_element_beside_them_speaks(&app, &server).await?;

    let host = Host::start(&policy(&server, "'wasm-unsafe-eval'"), &lines, "")?;
    let page = browser.opens(&host.address()).await?;
    let spoken: Value = page.ask(include_str!("embed/lines.js"), Vec::new()).await?;
    assert_eq!(spoken, json!("spoken"));
    page.finds_the_console_clean().await?;
    page.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// Each tab shows the lines for its way.
async fn every_way_is_written(app: &Visitor) -> Result<(), Failure> {
    for (way, part) in [
        ("React", "export const Avatar"),
        ("Vue", "<template>"),
        ("Svelte", "import 'streaming-avatar/element';"),
        ("Frame", "embed/embed.html#avatar-id=martin"),
        ("HTML", "embed/element.js"),
    ] {
        app.press(&format!("way-{way}")).await?;
        let lines = app.waits_for_text("snippet", part).await?;
        assert!(lines.contains("martin"), "{way}: {lines}");
    }
    let turn = "const list = document.querySelector('.ways'); list.querySelector('[aria-selected=true]').focus(); \
        list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })); \
        return document.activeElement.dataset.testid";
    assert_eq!(app.runs::<String>(turn).await?, "way-React");
    app.press("way-HTML").await
}

/// The element below the lines is as they say, and ends its session when the player above begins one.
async fn the_element_beside_them_speaks(app: &Visitor, server: &Server) -> Result<(), Failure> {
    let speak = "const element = document.querySelector('.live streaming-avatar'); \
        element.start().then(() => element.speak('I am beside the lines.')).then(arguments[0], (error) => arguments[0]({ error: String(error) }))";
    assert_eq!(app.ask::<Value>(speak, Vec::new()).await?, json!("spoken"));
    app.start().await?;
    let ended = "return document.querySelector('.live streaming-avatar').state";
    let look = async || app.runs::<String>(ended).await;
    eventually(
        "the element has ended",
        std::time::Duration::from_secs(10),
        look,
        |state| state == "ended",
    )
    .await?;
    app.stop().await?;
    server.is_left_empty().await
}
