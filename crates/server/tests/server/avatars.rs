//! The avatars of a folder: offered, shown and read again, and refused in words.

use std::fs;

use api::Call;
use serde_json::{Value, json};
use str0m::format::Codec;
use streaming_avatar_server::{Options, Server};
use tempfile::TempDir;

use crate::caller::{Caller, options, start};
use crate::visitor::Visitor;

const SVG: &str = include_str!("../../../../docs/src/figure/template.svg");

/// A folder with one figure.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ada.svg"), SVG).unwrap();
    fs::write(
        folder.path().join("ada.toml"),
        "name = \"Ada\"\nvoice = \"pico-en-gb\"\npose_name = \"Ada in teal\"",
    )
    .unwrap();
    folder
}

fn with(folder: &TempDir) -> Options {
    Options {
        avatars: Some(folder.path().to_owned()),
        ..options()
    }
}

async fn listed(caller: &Caller) -> Vec<Value> {
    let (status, reply) = caller.call(Call::AvatarList, json!({})).await;
    assert_eq!(status, 200);
    reply["data"].as_array().unwrap().clone()
}

fn ids(avatars: &[Value]) -> Vec<&str> {
    avatars
        .iter()
        .map(|avatar| avatar["avatar_id"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_of_the_folder_is_listed_has_a_picture_and_opens_a_session() {
    let folder = folder();
    let (running, caller) = start(with(&folder)).await;
    let avatars = listed(&caller).await;
    assert_eq!(ids(&avatars), ["clara", "martin", "amara", "ruth", "pip", "ada"]);
    let ada = &avatars[5];
    assert_eq!(
        (&ada["pose_name"], &ada["default_voice"]),
        (&json!("Ada in teal"), &json!("pico-en-gb"))
    );
    for avatar in &avatars[3..] {
        let picture = caller.http.get(avatar["normal_preview"].as_str().unwrap());
        let picture = picture.send().await.unwrap();
        assert_eq!(picture.headers()["content-type"], "image/webp");
        assert_eq!(picture.bytes().await.unwrap()[8..12], *b"WEBP");
    }
    for id in ["ada", "ruth", "pip"] {
        assert_eq!(caller.call(Call::New, json!({"avatar_id": id})).await.0, 200, "{id}");
    }
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_read_again_as_a_whole_or_not_at_all() {
    let folder = folder();
    let options = with(&folder);
    let (running, caller) = start(options.clone()).await;
    let codecs = [Codec::Vp8, Codec::H264];
    let visitor = Visitor::enter(&caller, json!({"avatar_id": "ada", "quality": "low"}), &codecs).await;
    fs::write(folder.path().join("bob.svg"), "<svg").unwrap();
    fs::write(folder.path().join("bob.toml"), "name = \"Bob\"").unwrap();
    let told = running.reload_avatars(&options).unwrap_err().to_string();
    assert!(told.contains("bob.svg") && told.contains("broken"), "{told}");
    assert!(ids(&listed(&caller).await).contains(&"ada"));
    fs::write(folder.path().join("bob.svg"), SVG).unwrap();
    fs::remove_file(folder.path().join("ada.svg")).unwrap();
    running.reload_avatars(&options).unwrap();
    assert_eq!(ids(&listed(&caller).await)[5..], ["bob"]);
    assert_eq!(caller.call(Call::New, json!({"avatar_id": "ada"})).await.0, 404);
    // The session keeps the one that it began with, and goes on to speak.
    let (task, _) = visitor.say("Hello.").await;
    visitor.said(&task).await;
    let seen = visitor.see(|inbox| inbox.pictures.len());
    visitor
        .until("more pictures", |inbox| inbox.pictures.len() > seen)
        .await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_does_not_start_with_a_figure_that_cannot_be_taken() {
    let folder = folder();
    fs::write(
        folder.path().join("ada.svg"),
        SVG.replace("id=\"mouth\"", "id=\"muoth\""),
    )
    .unwrap();
    let told = match Server::start(with(&folder)).await {
        Ok(_) => panic!("it started"),
        Err(error) => error.to_string(),
    };
    assert!(
        told.contains("--avatars: ada.svg") && told.contains("\"mouth\" is missing"),
        "{told}"
    );
}
