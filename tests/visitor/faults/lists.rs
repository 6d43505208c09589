//! Faults of the lists that the page loads when it opens: avatars and voices.

use std::time::{Duration, Instant};

use api::Call;
use end_to_end::proxy::{Answer, Fault, Proxy, Rule, Times};
use end_to_end::{Browser, Failure, Server};

use crate::in_page;

/// The path of this server's list of voices.
const VOICES: &str = "/v1/streaming/voice.list";

#[tokio::test]
async fn a_page_without_its_lists_can_still_be_used() -> Result<(), Failure> {
    let avatars = |times, fault| Rule::new(Call::AvatarList, times, fault);
    let voices = |fault| Rule::at(VOICES, Times::Every, fault);
    let page = || Fault::Answer(Answer::page(502));
    // Deadline in seconds for the avatar to appear.
    let cases = [
        ("avatars are cut off once", avatars(Times::First(1), Fault::Cut), 5),
        ("avatars meet pages of 502", avatars(Times::Every, page()), 5),
        ("avatars hang", avatars(Times::Every, Fault::Hold), 60),
        ("voices are torn", voices(Fault::Answer(Answer::torn())), 5),
        ("voices meet pages of 502", voices(page()), 5),
        ("voices hang", voices(Fault::Hold), 10),
    ];
    let server = Server::start("lists", &[]).await?;
    let browser = Browser::start("lists").await?;
    for (name, rule, within) in cases {
        let proxy = Proxy::before(&server, vec![rule]).await?;
        let began = Instant::now();
        let visitor = browser.opens(&proxy.address()).await?;
        visitor
            .waits_for_the_page_within(Duration::from_secs(within + 20))
            .await?;
        visitor.start().await?;
        println!("{:>6.1} s  {name}", began.elapsed().as_secs_f32());
        visitor.stop().await?;
        proxy.release().await;
        server.is_left_empty().await?;
    }
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_missing_service_is_reported_and_an_html_page_is_not_taken_for_one() -> Result<(), Failure> {
    let server = Server::start("none", &[]).await?;
    let browser = Browser::start("none").await?;
    for answer in [Answer::page(404), Answer::page(200)] {
        let rule = Rule::new(Call::AvatarList, Times::Every, Fault::Answer(answer));
        let proxy = Proxy::before(&server, vec![rule]).await?;
        let visitor = browser.opens(&proxy.address()).await?;
        if in_page::built()? {
            visitor.waits_to_see("service").await?;
            visitor.waits_for_text("service", "Runs in your browser").await?;
            visitor.press("change").await?;
        }
        visitor.fills_in("api-base", &proxy.address()).await?;
        visitor.press("connect").await?;
        let error = visitor.reads_an_error().await?;
        assert!(error.contains("not the streaming-avatar service"), "{error}");
    }
    browser.close().await?;
    server.is_left_empty().await?;
    server.stop()
}
