//! The element under real input, on another site's page with shortcuts of its own.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, Size, Visitor};
use serde_json::{Value, json};

use super::hand::{SETTLED, Spot, ask, enters, focus, holds, types};

const PART: &str = "const part = (name) => avatar.shadowRoot.querySelector(`[part~=${name}]`);";

/// A page with one-key shortcuts, a form, a label and a link around the element in `window.avatar`; events that reach
/// the page are in `window.heard`.
async fn page(browser: &Browser, server: &Server, attributes: Value) -> Result<Visitor, Failure> {
    let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let script = "const [attributes, done] = arguments; import('/embed/element.js').then(() => { \
        window.heard = []; document.body.replaceChildren(); \
        document.body.innerHTML = '<form><input id=search><label><input type=checkbox id=tick>Talk <a href=\"#gone\"><span id=place></span></a></label></form>'; \
        document.querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); heard.push('submit'); }); \
        for (const type of ['keydown', 'keyup', 'paste', 'input']) document.addEventListener(type, (event) => { \
          heard.push(`${type} ${event.key ?? ''}`.trim()); if (type === 'keydown' && event.key === 's') search.focus(); }); \
        window.avatar = document.createElement('streaming-avatar'); \
        for (const [name, value] of Object.entries(attributes)) avatar.setAttribute(name, value); \
        place.append(avatar); }).then(done, (error) => done({ error: String(error) }))";
    page.ask::<Value>(script, vec![attributes]).await?;
    Ok(page)
}

async fn part(visitor: &Visitor, name: &str) -> Result<Spot, Failure> {
    Spot::of(visitor, &format!("avatar.shadowRoot.querySelector('[part~={name}]')")).await
}

/// Waits for a state of the element.
async fn reaches(visitor: &Visitor, state: &str) -> Result<(), Failure> {
    let script = "const [state, done] = arguments; const look = () => avatar.state === state ? done(true) : setTimeout(look, 30); look();";
    visitor.ask::<bool>(script, vec![json!(state)]).await.map(|_| ())
}

async fn state(visitor: &Visitor) -> Result<String, Failure> {
    visitor.runs("return avatar.state").await
}

async fn typed(visitor: &Visitor) -> Result<String, Failure> {
    visitor
        .runs("return avatar.shadowRoot.querySelector('textarea').value")
        .await
}

#[tokio::test]
async fn what_is_typed_into_the_element_stays_in_it() -> Result<(), Failure> {
    let server = Server::start("hands-element", &[]).await?;
    let browser = Browser::start("hands-element").await?;
    let visitor = page(&browser, &server, json!({})).await?;
    if !part(&visitor, "start").await?.click_twice(&visitor).await? && state(&visitor).await? == "ended" {
        tokio::time::sleep(SETTLED).await;
        part(&visitor, "start").await?.click(&visitor).await?;
    }
    reaches(&visitor, "live").await?;
    tokio::time::sleep(SETTLED).await;
    assert_eq!(state(&visitor).await?, "live", "a double click ended it");
    assert_eq!(focus(&visitor).await?, "input");
    types(&visitor, "faststream / ?").await?;
    assert_eq!(typed(&visitor).await?, "faststream / ?");
    enters(&visitor, 0).await?;
    let heard: Vec<String> = visitor.runs("return heard").await?;
    assert!(heard.is_empty(), "the page heard {heard:?}");
    let left: Value = visitor.runs("return [tick.checked, location.hash]").await?;
    assert_eq!(left, json!([false, ""]), "a click was the label's or the link's");

    // The page's own shortcuts are still its own.
    let control =
        json!({ "type": "rawKeyDown", "key": "k", "code": "KeyK", "windowsVirtualKeyCode": 75, "modifiers": 2 });
    visitor.commands("Input.dispatchKeyEvent", control).await?;
    let heard: Vec<String> = visitor.runs("return heard").await?;
    assert_eq!(heard, ["keydown k"]);

    // Interrupt is disabled where it was pressed: the next press must not count as Stop.
    ask(&visitor, "const done = arguments[0]; avatar.speak('One sentence. And another one, which takes a while.'); avatar.addEventListener('speakstart', () => setTimeout(done, 200, true), { once: true })").await?;
    visitor.runs::<()>(&format!("{PART} part('interrupt').focus()")).await?;
    holds(&visitor, " ", 32, " ", 0).await?;
    tokio::time::sleep(Duration::from_millis(400)).await;
    types(&visitor, "a b").await?;
    assert_eq!(typed(&visitor).await?, "a b");
    assert_eq!(state(&visitor).await?, "live");

    let double = part(&visitor, "stop").await?.click_twice(&visitor).await?;
    tokio::time::sleep(SETTLED).await;
    if double {
        assert_eq!(state(&visitor).await?, "ended", "a double click began another");
        assert_eq!(focus(&visitor).await?, "start");
    } else if state(&visitor).await? != "ended" {
        ask(&visitor, "const done = arguments[0]; avatar.stop().then(done)").await?;
    }
    visitor.runs::<()>(&format!("{PART} part('start').focus()")).await?;
    // Enter that is held down starts one session and sends no text.
    enters(&visitor, 25).await?;
    reaches(&visitor, "live").await?;
    tokio::time::sleep(SETTLED).await;
    assert_eq!(state(&visitor).await?, "live");
    assert_eq!(typed(&visitor).await?, "a b", "what was typed before is still there");
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_element_does_not_steal_the_focus_and_opens_no_keyboard() -> Result<(), Failure> {
    let server = Server::start("hands-focus", &[]).await?;
    let browser = Browser::start("hands-focus").await?;
    let visitor = page(&browser, &server, json!({})).await?;
    // Started by a script while the visitor types elsewhere.
    ask(
        &visitor,
        "const done = arguments[0]; search.focus(); avatar.start().then(done)",
    )
    .await?;
    let at: String = visitor.runs("return document.activeElement.id").await?;
    assert_eq!(at, "search");
    ask(&visitor, "const done = arguments[0]; avatar.stop().then(done)").await?;
    let at: String = visitor.runs("return document.activeElement.id").await?;
    assert_eq!(at, "search");

    browser.resize(Size::PHONE).await?;
    let touch = json!({ "enabled": true, "maxTouchPoints": 2 });
    visitor.commands("Emulation.setTouchEmulationEnabled", touch).await?;
    tokio::time::sleep(SETTLED).await;
    if !part(&visitor, "start").await?.tap_twice(&visitor).await? && state(&visitor).await? == "ended" {
        tokio::time::sleep(SETTLED).await;
        part(&visitor, "start").await?.tap(&visitor).await?;
    }
    reaches(&visitor, "live").await?;
    tokio::time::sleep(SETTLED).await;
    assert_eq!(focus(&visitor).await?, "player");
    types(&visitor, "a b").await?;
    assert_eq!(state(&visitor).await?, "live");
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn escape_closes_the_launcher_and_not_the_pages_dialog() -> Result<(), Failure> {
    let server = Server::start("hands-launcher", &[]).await?;
    let browser = Browser::start("hands-launcher").await?;
    let visitor = page(&browser, &server, json!({ "mode": "launcher" })).await?;
    let dialog = "const box = document.createElement('dialog'); box.id = 'around'; box.append(avatar); document.body.append(box); box.showModal(); avatar.open();";
    visitor.runs::<()>(dialog).await?;
    visitor
        .runs::<()>(&format!("{PART} part('start').focus(); heard.length = 0"))
        .await?;
    let composing = format!(
        "{PART} part('start').dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Escape', keyCode: 229, bubbles: true, composed: true, cancelable: true }})); \
         return avatar.matches(':state(open)')"
    );
    assert!(
        visitor.runs::<bool>(&composing).await?,
        "an input method's Escape closed it"
    );
    visitor.runs::<()>("heard.length = 0").await?;
    holds(&visitor, "Escape", 27, "", 0).await?;
    let now: Value = visitor
        .runs("return [avatar.matches(':state(open)'), around.open, heard]")
        .await?;
    assert_eq!(now, json!([false, true, []]));
    // The next Escape belongs to the dialog.
    holds(&visitor, "Escape", 27, "", 0).await?;
    assert!(!visitor.runs::<bool>("return around.open").await?);

    // A double click on the launcher's button opens the panel, and presses nothing in it.
    browser.resize(Size::PHONE).await?;
    visitor
        .runs::<()>("document.body.append(avatar); avatar.label = 'A label that is as wide as the window, or nearly so'; around.remove()")
        .await?;
    tokio::time::sleep(SETTLED).await;
    part(&visitor, "launcher").await?.click_twice(&visitor).await?;
    tokio::time::sleep(SETTLED).await;
    let open: Value = visitor
        .runs("return [avatar.matches(':state(open)'), avatar.state]")
        .await?;
    assert_eq!(open, json!([true, "idle"]));
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_moved_element_keeps_its_session_and_a_removed_one_stops_it() -> Result<(), Failure> {
    let server = Server::start("hands-moved", &[]).await?;
    let browser = Browser::start("hands-moved").await?;
    let visitor = page(&browser, &server, json!({})).await?;
    let script = "const done = arguments[0]; const soon = (millis) => new Promise((later) => setTimeout(later, millis)); \
        const pictures = (count) => new Promise((enough) => { const next = () => (count-- > 0 ? avatar.video.requestVideoFrameCallback(next) : enough(true)); next(); setTimeout(enough, 5000, false); }); \
        (async () => { await avatar.start(); const first = avatar.sessionId; const told = []; \
          for (const type of ['ended', 'error']) avatar.addEventListener(type, ({ detail }) => told.push([type, detail])); \
          avatar.remove(); await 0; document.body.append(avatar); await soon(500); \
          const again = [avatar.state, avatar.sessionId === first, await pictures(3)]; \
          const frame = document.createElement('iframe'); frame.width = 400; frame.height = 500; document.body.append(frame); \
          frame.contentDocument.body.append(avatar); await soon(800); \
          const inside = [avatar.state, avatar.sessionId === first, await pictures(3), getComputedStyle(avatar.shadowRoot.querySelector('[part=player]')).position]; \
          const said = await avatar.speak('Here.'); \
          document.body.append(avatar); await soon(500); \
          const back = [avatar.state, avatar.sessionId === first, await pictures(3)]; \
          avatar.remove(); await soon(700); const removed = avatar.state; \
          document.body.append(avatar); await avatar.start(); frame.contentDocument.body.append(avatar); await soon(300); frame.remove(); await soon(900); \
          return { again, inside, said, back, removed, closed: avatar.state, told: told[0] }; \
        })().then(done, (error) => done({ error: String(error?.stack ?? error) }));";
    let told = ask(&visitor, script).await?;
    let wanted = json!({
        "again": ["live", true, true], "inside": ["live", true, true, "absolute"], "said": "spoken", "back": ["live", true, true],
        "removed": "idle", "closed": "idle", "told": ["ended", { "reason": "stopped" }],
    });
    assert_eq!(told, wanted);
    server.is_left_empty().await?;

    // The page is left within the time in which a moved element keeps its session.
    ask(&visitor, "const done = arguments[0]; document.body.append(avatar); avatar.start().then(() => { avatar.remove(); done(true); })").await?;
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
