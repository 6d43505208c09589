//! The looks of the drawn people, measured on their pictures.
#![allow(clippy::unwrap_used, reason = "a test may: its panic is the failure it reports")]

#[path = "../examples/chroma_key/mod.rs"]
mod chroma_key;
mod measure;

use measure::difference;
use proptest::prelude::*;
use streaming_avatar_avatar::{
    Avatar, Background, FrameSize, GREEN, Performance, Region, Still, UnknownAvatar, Viseme, Yuv, avatar, avatars,
    figure_file, preview_png, preview_webp, provide_figure, speech::voices, still,
};

/// Those drawn in code, and those read from drawings.
fn everybody() -> impl Iterator<Item = &'static Avatar> {
    avatars().iter()
}

fn mouth(avatar: &Avatar) -> Region {
    Performance::of(avatar, FrameSize::MEDIUM, 0).mouth_region()
}

fn drawn(avatar: &Avatar, pose: Still) -> Yuv {
    still(avatar, FrameSize::MEDIUM, &pose)
}

#[test]
fn every_viseme_can_be_told_from_every_other() {
    for avatar in everybody() {
        let mouth = mouth(avatar);
        let pictures = Viseme::ALL.map(|viseme| {
            (
                viseme,
                drawn(
                    avatar,
                    Still {
                        viseme,
                        ..Still::default()
                    },
                ),
            )
        });
        let mut closest = (f64::MAX, Viseme::Rest, Viseme::Rest);
        for (index, (viseme, picture)) in pictures.iter().enumerate() {
            for (other_viseme, other) in &pictures[..index] {
                let apart = difference(picture, other, mouth);
                if apart < closest.0 {
                    closest = (apart, *viseme, *other_viseme);
                }
            }
        }
        println!("{}: the closest are {closest:?}", avatar.id());
        // The same face with its eyes shut differs by nothing here; a mouth moved by a pixel differs by about one.
        assert!(closest.0 > 1.5, "{}: {closest:?}", avatar.id());
    }
}

#[test]
fn a_mouth_is_where_its_region_says() {
    for avatar in everybody() {
        let region = mouth(avatar);
        let (rest, open) = (
            drawn(avatar, Still::default()),
            drawn(
                avatar,
                Still {
                    viseme: Viseme::Open,
                    ..Still::default()
                },
            ),
        );
        let whole = Region {
            left: 0,
            top: 0,
            width: 854,
            height: 480,
        };
        let (inside, everywhere) = (difference(&rest, &open, region), difference(&rest, &open, whole));
        println!(
            "{}: {inside:.1} in the mouth's region, {everywhere:.2} everywhere",
            avatar.id()
        );
        assert!(inside > 20.0 * everywhere, "{}: {inside} and {everywhere}", avatar.id());
    }
}

#[test]
fn shut_eyes_hide_the_white_of_the_eyes() {
    for avatar in everybody() {
        let (open, shut) = (
            drawn(avatar, Still::default()),
            drawn(
                avatar,
                Still {
                    lids: 1.0,
                    ..Still::default()
                },
            ),
        );
        let eyes = Region {
            left: 427 - 60,
            top: 160,
            width: 120,
            height: 40,
        };
        let pale = |picture: &Yuv| measure::luma(picture, eyes).filter(|&luma| luma > 205).count();
        assert!(
            pale(&open) > 3 * pale(&shut) + 30,
            "{}: {} then {}",
            avatar.id(),
            pale(&open),
            pale(&shut)
        );
    }
}

/// The pixels that belong to the figure rather than to the background.
fn silhouette(picture: &Yuv) -> Vec<bool> {
    let green = picture.y()[0];
    picture.y().iter().map(|&luma| luma.abs_diff(green) > 12).collect()
}

/// Where luma changes from one column to the next: lines, not colours.
fn edges(picture: &Yuv) -> Vec<bool> {
    picture
        .y()
        .chunks(picture.y_stride())
        .flat_map(|row| row.windows(2).map(|pair| pair[0].abs_diff(pair[1]) > 14))
        .collect()
}

/// The share of what either has that both have.
fn overlap(one: &[bool], other: &[bool]) -> f64 {
    let both = one.iter().zip(other).filter(|(one, other)| **one && **other).count();
    let either = one.iter().zip(other).filter(|(one, other)| **one || **other).count();
    both as f64 / either.max(1) as f64
}

#[test]
fn the_avatars_differ_in_shape_and_not_only_in_colour() {
    let pictures: Vec<_> = everybody()
        .map(|avatar| (avatar.id(), drawn(avatar, Still::default())))
        .collect();
    for (index, (name, picture)) in pictures.iter().enumerate() {
        // The measure itself: the same person a pixel aside still counts as nearly the same.
        assert!(overlap(&silhouette(picture), &silhouette(picture)) > 0.999);
        for (other_name, other) in &pictures[..index] {
            let outline = overlap(&silhouette(picture), &silhouette(other));
            let lines = overlap(&edges(picture), &edges(other));
            println!("{name} and {other_name}: outline {outline:.2}, lines {lines:.2}");
            assert!(
                outline < 0.93 && lines < 0.4,
                "{name} and {other_name}: {outline:.2}, {lines:.2}"
            );
        }
    }
}

#[test]
fn the_background_is_exactly_one_green() {
    let plain = |size: FrameSize, picture: &Yuv| {
        let margin = (size.width / 8) as usize;
        let luma = picture.y()[0];
        for row in picture.y().chunks(picture.y_stride()) {
            assert!(
                row[..margin]
                    .iter()
                    .chain(&row[row.len() - margin..])
                    .all(|&pixel| pixel == luma)
            );
        }
        // Pure green in BT.601, limited range.
        assert_eq!((luma, picture.u()[0], picture.v()[0]), (144, 54, 34));
        // Above the shoulders, all that is not figure is green: no glow, no spill.
        let head = &picture.y()[..picture.y_stride() * size.height as usize / 2];
        // Its colour, too: grey hair is as bright as green.
        let is_greenish = |at: usize| {
            let (column, row) = (at % picture.y_stride(), at / picture.y_stride());
            let chroma = row / 2 * picture.chroma_stride() + column / 2;
            picture.u()[chroma].abs_diff(54) < 20 && picture.v()[chroma].abs_diff(34) < 20
        };
        let nearly = head
            .iter()
            .enumerate()
            .filter(|&(at, &pixel)| pixel != luma && pixel.abs_diff(luma) < 6 && is_greenish(at))
            .count();
        assert!(nearly < head.len() / 100, "{nearly} pixels are nearly green");
    };
    assert_eq!(GREEN, [0, 255, 0]);
    for avatar in everybody() {
        for size in [FrameSize::LOW, FrameSize::MEDIUM, FrameSize::HIGH] {
            plain(
                size,
                &still(
                    avatar,
                    size,
                    &Still {
                        turn: 1.0,
                        tilt: 1.0,
                        ..Still::default()
                    },
                ),
            );
            plain(
                size,
                &still(
                    avatar,
                    size,
                    &Still {
                        turn: -1.0,
                        tilt: -1.0,
                        ..Still::default()
                    },
                ),
            );
        }
    }
}

#[test]
fn no_colour_of_a_figure_is_taken_for_the_green_behind_it() {
    for avatar in everybody() {
        let share = chroma_key::greenish(avatar);
        assert!(share < 0.002, "{}: {share}", avatar.id());
    }
}

#[test]
fn a_preview_is_a_png_without_green() {
    for avatar in everybody() {
        let file = preview_png(
            avatar,
            FrameSize {
                width: 300,
                height: 300,
            },
        );
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels.len(), 300 * 300 * 3);
        let green = pixels
            .chunks(3)
            .filter(|pixel| i32::from(pixel[1]) > 60 + i32::from(pixel[0]).max(i32::from(pixel[2])));
        assert_eq!(green.count(), 0);
    }
}

#[test]
fn everybody_can_be_seen_and_has_a_voice() {
    let voices = voices();
    for avatar in everybody() {
        assert!(avatar.is_provided(), "{}", avatar.id());
        assert!(
            voices.iter().any(|voice| voice.id == avatar.default_voice()),
            "{}",
            avatar.id()
        );
    }
    let ids: Vec<_> = everybody().map(Avatar::id).collect();
    assert_eq!(ids, ["clara", "martin", "amara", "ruth", "pip"]);
}

#[test]
fn a_file_of_another_kind_is_no_figure() {
    let file = figure_file("ruth").unwrap();
    assert!(provide_figure(file).is_ok(), "it is there already");
    for wrong in [&file[..file.len() - 1], &file[1..], b"<svg/>", b""] {
        assert!(provide_figure(wrong).is_err());
    }
}

#[test]
fn nobody_else_is_drawn() {
    let unknown = Performance::new("nobody", FrameSize::LOW, 1).unwrap_err();
    assert_eq!(unknown, UnknownAvatar("nobody".to_owned()));
    assert!(avatar("").is_err());
}

#[test]
fn a_preview_weighs_a_fifth_of_its_png_at_most() {
    for avatar in everybody() {
        let png = preview_png(avatar, FrameSize::MEDIUM).len();
        let webp = preview_webp(avatar, FrameSize::MEDIUM).unwrap();
        assert_eq!(webp[8..12], *b"WEBP", "{}", avatar.id());
        assert!(
            webp.len() < 25_000 && webp.len() * 5 < png,
            "{}: {} bytes, {png} as a PNG",
            avatar.id(),
            webp.len()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_pose_of_any_size_is_drawn(
        avatar in 0..5usize,
        (width, height) in (0..700u32, 0..400u32),
        (turn, nod, tilt) in (-1.0..=1.0f64, -1.0..=1.0f64, -1.0..=1.0f64),
        (lids, brows) in (0.0..=1.0f64, 0.0..=1.0f64),
        gaze in (-1.0..=1.0f64, -1.0..=1.0f64),
        viseme in prop::sample::select(Viseme::ALL.to_vec()),
    ) {
        let pose = Still { viseme, lids, brows, turn, nod, tilt, gaze, smile: brows, background: Background::Green };
        let picture = still(&avatars()[avatar], FrameSize { width, height }, &pose);
        let size = picture.size();
        prop_assert!(size.width.is_multiple_of(2) && size.height.is_multiple_of(2));
        prop_assert_eq!(picture.y().len(), (size.width * size.height) as usize);
        prop_assert_eq!(picture.u().len(), picture.y().len() / 4);
    }
}
