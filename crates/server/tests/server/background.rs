//! The background behind the avatar: the server's own, the client's wish, and another one while the session lives.

use api::Call;
use openh264::decoder::Decoder;
use openh264::formats::YUVSource;
use serde_json::{Value, json};
use str0m::format::Codec;
use streaming_avatar_server::Options;
use streaming_avatar_server::options::OfferedBackground;

use crate::caller::{Caller, options, start};
use crate::visitor::Visitor;

/// Luma and the two differences of plain green.
const GREEN: [u8; 3] = [145, 54, 34];

/// Decodes the pictures that have come, all of them, as a player does.
struct Watcher {
    decoder: Decoder,
    seen: usize,
    green: bool,
}

impl Watcher {
    fn new() -> Self {
        Self {
            decoder: Decoder::new().unwrap(),
            seen: 0,
            green: false,
        }
    }

    /// Whether the last picture of those that have come has a green corner.
    fn is_green(&mut self, visitor: &Visitor) -> bool {
        let new = visitor.see(|inbox| inbox.pictures[self.seen..].to_vec());
        self.seen += new.len();
        for picture in new {
            if let Some(picture) = self.decoder.decode(&picture.data).unwrap() {
                let corner = [picture.y()[0], picture.u()[0], picture.v()[0]];
                let off = corner.iter().zip(GREEN).map(|(seen, green)| seen.abs_diff(green)).max();
                self.green = off < Some(8);
            }
        }
        self.green
    }

    async fn until(&mut self, visitor: &Visitor, green: bool) {
        let what = if green { "a green corner" } else { "a studio's corner" };
        visitor.until(what, |inbox| inbox.pictures.len() > 2).await;
        for _ in 0..600 {
            if self.is_green(visitor) == green {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{what} never came");
    }
}

async fn features(caller: &Caller, body: Value) -> Value {
    let opened = caller.data(Call::New, body).await;
    caller
        .call(Call::Stop, json!({"session_id": opened["session_id"]}))
        .await;
    opened["features"]["background"].clone()
}

fn green_by_default() -> Options {
    Options {
        background: OfferedBackground::Green,
        ..options()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_has_its_wish_and_the_server_the_rest() {
    for (own, options) in [("studio", options()), ("green", green_by_default())] {
        let (_running, caller) = start(options).await;
        for (body, expected) in [
            (json!({}), own),
            (json!({"background": null}), own),
            (json!({"background": "green"}), "green"),
            (json!({"background": "studio"}), "studio"),
        ] {
            assert_eq!(features(&caller, body.clone()).await, expected, "{body}");
        }
        let (status, refusal) = caller.call(Call::New, json!({"background": "beach"})).await;
        assert_eq!(status, 400, "{refusal}");
        assert!(refusal["message"].as_str().unwrap().contains("background"), "{refusal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ground_is_that_of_the_session_until_another_is_chosen() {
    let (_running, caller) = start(options()).await;
    for (body, green) in [
        (json!({"quality": "low", "video_encoding": "H264"}), false),
        (
            json!({"quality": "low", "video_encoding": "H264", "background": "green"}),
            true,
        ),
    ] {
        let visitor = Visitor::enter(&caller, body, &[Codec::H264]).await;
        let mut watcher = Watcher::new();
        watcher.until(&visitor, green).await;
        for (name, expected) in [("green", true), ("studio", false), ("green", true)] {
            visitor.message(&format!("background:{name}"));
            watcher.until(&visitor, expected).await;
        }
        visitor.call(Call::Stop).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ground_that_is_none_is_a_text_to_be_answered() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &[Codec::Vp8, Codec::H264]).await;
    visitor.message("background:beach");
    // This server has nobody who answers.
    visitor
        .told(
            "a refusal",
            |message| matches!(message, api::ChannelMessage::Error { code, .. } if code == "no-language-model"),
        )
        .await;
}
