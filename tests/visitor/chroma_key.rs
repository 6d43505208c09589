//! Green-screen keying: the screen is removed and the avatar stays whole, on the GPU and on the processor.

use end_to_end::{Browser, Failure, Server};
use serde::Deserialize;
use serde_json::{Value, json};

/// The keyed test picture.
#[derive(Debug, Deserialize)]
struct Keyed {
    kind: String,
    /// Whether the green screen of the picture was found.
    before: bool,
    /// Whether one was found in a picture without one.
    plain: bool,
    found: Parts,
    /// A green object in a picture without a screen.
    plant: [i32; 4],
    gone: bool,
}

/// Red, green, blue and alpha of the picture's parts, 0 to 255.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    screen: [i32; 4],
    shaded_screen: [i32; 4],
    skin: [i32; 4],
    white: [i32; 4],
    navy: [i32; 4],
    black: [i32; 4],
    edge: [i32; 4],
    olive: [i32; 4],
}

#[tokio::test]
async fn the_screen_is_removed_and_the_avatar_stays() -> Result<(), Failure> {
    let server = Server::start("keying", &[]).await?;
    let browser = Browser::start("keying").await?;
    for (gpu, kind) in [(true, "gpu"), (false, "processor")] {
        let transparent = key(&browser, &server, gpu, Value::Null).await?;
        assert_eq!(transparent.kind, kind);
        assert!(transparent.before && !transparent.plain, "{transparent:?}");
        assert!(transparent.gone, "its canvas stays behind");
        let [_, green, _, alpha] = transparent.plant;
        assert!(
            alpha == 255 && green > 140,
            "{kind}: a plant was taken for a screen: {transparent:?}"
        );
        let Parts {
            screen,
            shaded_screen,
            skin,
            white,
            navy,
            black,
            edge,
            olive,
        } = transparent.found;
        assert!(
            screen[3] < 8 && shaded_screen[3] < 40,
            "{kind}: the screen is seen: {screen:?} {shaded_screen:?}"
        );
        for (name, seen, was) in [
            ("skin", skin, [224, 172, 140]),
            ("white", white, [245, 245, 245]),
            ("navy", navy, [30, 40, 90]),
            ("black", black, [10, 10, 10]),
            ("olive", olive, [110, 126, 60]),
        ] {
            assert!(seen[3] > 247, "{kind}: one sees through {name}: {seen:?}");
            // The picture does not pass through a codec here, but has the video's colours.
            let off = seen.iter().zip(was).map(|(seen, was)| (seen - was).abs()).max();
            assert!(off < Some(24), "{kind}: {name} was {was:?} and is {seen:?}");
        }
        assert!(
            edge[3] < 250 && edge[1] <= edge[0].max(edge[2]) + 16,
            "{kind}: green is left at the edge: {edge:?}"
        );

        let before_red = key(&browser, &server, gpu, json!([1.0, 0.0, 0.0])).await?;
        let [red, green, blue, alpha] = before_red.found.screen;
        assert!(
            red > 240 && green < 16 && blue < 16 && alpha == 255,
            "{kind}: {before_red:?}"
        );
    }
    browser.close().await?;
    server.stop()
}

/// How a figure varies along an edge.
#[derive(Debug, Deserialize)]
struct Varies {
    mean: f64,
    /// The 95th percentile.
    worst: f64,
}

/// The edge of the keyed avatar.
#[derive(Debug, Deserialize)]
struct Edge {
    size: String,
    /// Number of rows with an edge.
    rows: u32,
    /// Distance in pixels of an edge from the line between its neighbours.
    stairs: Varies,
    /// Distance of the colour, 0 to 255 for each channel, from the nearest mixture of the background and the avatar's
    /// colour just inside.
    white: Varies,
    black: Varies,
    magenta: Varies,
}

/// Keyed pixel by pixel, the edge had stairs of two pixels (mean 0.4, 95th percentile 1.3; smooth on the GPU) with a
/// dark outline and coloured specks: mean 5 to 13, 95th percentile 19 to 61.
#[tokio::test]
async fn the_edge_is_smooth_and_has_no_colour_of_its_own() -> Result<(), Failure> {
    let server = Server::start("keying-edge", &[]).await?;
    let browser = Browser::start("keying-edge").await?;
    for (gpu, kind) in [(true, "gpu"), (false, "processor")] {
        let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
        let keyer = json!("/embed/extra/chroma-key.js");
        let edge: Edge = page
            .ask(include_str!("chroma_key/edge.js"), vec![keyer, json!(gpu)])
            .await?;
        assert_eq!(edge.size, "854 × 480");
        assert!(edge.rows > 400, "{kind}: {edge:?}");
        assert!(
            edge.stairs.mean < 0.25 && edge.stairs.worst < 0.8,
            "{kind}: stairs: {edge:?}"
        );
        for (background, off) in [
            ("white", &edge.white),
            ("black", &edge.black),
            ("magenta", &edge.magenta),
        ] {
            assert!(
                off.mean < 4.5 && off.worst < 20.0,
                "{kind}, over {background}: an edge of its own colour: {edge:?}"
            );
        }
    }
    browser.close().await?;
    server.stop()
}

async fn key(browser: &Browser, server: &Server, gpu: bool, colour: Value) -> Result<Keyed, Failure> {
    let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let keyer = json!("/embed/extra/chroma-key.js");
    page.ask(include_str!("chroma_key/key.js"), vec![keyer, json!(gpu), colour])
        .await
}
