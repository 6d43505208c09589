//! Incremental drawing against drawing from scratch, and textures against the drawings that they were made from.

mod held;

use vello_cpu::{PixmapMut, Resources};

use super::canvas::Canvas;
use super::*;
use crate::motion::Random;
use crate::viseme::Viseme;

const SIZES: [FrameSize; 4] = [
    FrameSize::LOW,
    FrameSize::MEDIUM,
    FrameSize::HIGH,
    // Neither side a multiple of a tile's.
    FrameSize {
        width: 410,
        height: 278,
    },
];

/// Poses as a session has them, and jumps that none has: some parameters change and others stay.
fn poses(seed: u64, count: i64) -> Vec<Pose> {
    let mut pose = Pose::default();
    let step = |at: i64| {
        let chance = |part: i64| Random::new(seed).stream(at as u64).at(part);
        let signed = |part: i64| 2.0 * chance(part) - 1.0;
        match (chance(0) * 8.0) as u32 {
            0 => pose.head.turn = signed(1),
            1 => pose.head.nod = signed(1),
            2 => pose.head.tilt = signed(1),
            3 => pose.breath = chance(1),
            4 => (pose.gaze.across, pose.gaze.up) = (signed(1), signed(2)),
            5 => (pose.lids, pose.brows) = (chance(1), chance(2)),
            6 => pose = Pose::default(),
            _ => {}
        }
        if chance(3) < 0.7 {
            let viseme = Viseme::ALL[(chance(4) * 13.0) as usize % 13];
            pose.mouth = Mouth::REST.towards(&Mouth::of(viseme), chance(5));
        }
        pose
    };
    (0..count).map(step).collect()
}

fn tile(picture: &Yuv, column: usize, row: usize) -> Vec<u8> {
    let part = |plane: &[u8], stride: usize, side: usize| -> Vec<u8> {
        let rows = plane.chunks(stride).skip(row * side).take(side);
        rows.flat_map(|line| line.iter().skip(column * side).take(side).copied())
            .collect()
    };
    let planes = [
        part(picture.y(), picture.y_stride(), SIDE),
        part(picture.u(), picture.chroma_stride(), SIDE / 2),
        part(picture.v(), picture.chroma_stride(), SIDE / 2),
    ];
    planes.concat()
}

#[test]
fn what_is_drawn_bit_by_bit_equals_what_is_drawn_from_scratch() {
    for (seed, avatar) in (1..).zip(avatars()) {
        for size in SIZES {
            let exact = || Portrait::within(avatar, size, Tolerance::NONE);
            let mut lasting = exact();
            let mut before = lasting.picture().clone();
            let mut kept = 0;
            for (at, pose) in poses(seed, 14).iter().enumerate() {
                let picture = lasting.draw(pose).clone();
                let scratch = exact().draw(pose).clone();
                assert!(picture == scratch, "{} at {size:?}, pose {at}: {pose:?}", avatar.id());
                let changes = lasting.changes().clone();
                for (nth, &changed) in changes.tiles().iter().enumerate() {
                    let (column, row) = (nth % changes.columns(), nth / changes.columns());
                    let is_same = tile(&picture, column, row) == tile(&before, column, row);
                    assert!(changed == 1 || is_same, "a tile at {column}, {row} changed in silence");
                    kept += u32::from(changed == 0);
                }
                before = picture;
            }
            assert!(kept > 0, "everything was drawn anew each time");
        }
    }
}

#[test]
fn figures_cut_out_bit_by_bit_equal_those_from_scratch() {
    for (seed, avatar) in (11..).zip(avatars()) {
        let exact = || Portrait::within(avatar, FrameSize::LOW, Tolerance::NONE);
        let mut lasting = exact();
        for pose in poses(seed, 10) {
            let mut scratch = exact();
            let before = lasting.rgba.clone();
            let (lasting, scratch) = (lasting.cut_out(&pose), scratch.cut_out(&pose));
            assert!(lasting.rgba == scratch.rgba, "{}: {pose:?}", avatar.id());
            // Beside the stretch that is told, nothing is other than before.
            let (left, changed) = (lasting.left, lasting.changed);
            for (at, (now, before)) in lasting.rgba.chunks(4).zip(before.chunks(4)).enumerate() {
                let (column, row) = (left + at % lasting.width, at / lasting.width);
                let is_told = (changed.left..changed.left + changed.width).contains(&column)
                    && (changed.top..changed.top + changed.height).contains(&row);
                assert!(is_told || now == before, "{column}, {row} changed in silence");
            }
        }
    }
}

#[test]
fn a_pose_that_stays_changes_nothing() {
    let mut portrait = Portrait::new(avatar("clara").unwrap(), FrameSize::LOW);
    let pose = poses(3, 5)[4];
    portrait.draw(&pose);
    assert!(portrait.changes().tiles().contains(&1));
    portrait.draw(&pose);
    assert!(!portrait.changes().tiles().contains(&1));
}

#[test]
fn a_mouth_that_moves_changes_only_its_surroundings() {
    let mut portrait = Portrait::new(avatar("amara").unwrap(), FrameSize::MEDIUM);
    portrait.draw(&Pose::default());
    portrait.draw(&Pose {
        mouth: Mouth::of(Viseme::Hiss),
        ..Pose::default()
    });
    let changed = portrait.changes().tiles().iter().filter(|tile| **tile == 1).count();
    // Its region has 86 by 59 pixels; the chin moves with it.
    assert!((10..90).contains(&changed), "{changed} tiles");
}

#[test]
fn textures_look_like_the_drawings_that_they_were_made_from() {
    for (seed, avatar) in (21..).zip(avatars()) {
        let mut portrait = Portrait::new(avatar, FrameSize::MEDIUM);
        for pose in poses(seed, 12) {
            let viewport = portrait.viewport;
            let mut context = viewport.context();
            let mut canvas = Canvas::new(&mut context, viewport.transform());
            canvas.plain_background(GREEN);
            portrait.textures.figure.by_lines(&mut canvas, &pose);
            let mut rgba = vec![0; viewport.width * viewport.height * 4];
            let target = PixmapMut::new(viewport.width as u16, viewport.height as u16, &mut rgba).unwrap();
            context.render(target, &mut Resources::new());

            let drawn = portrait.draw(&pose);
            let (mut sum, mut far) = (0, 0);
            for (row, pixels) in rgba.chunks(viewport.width * 4).enumerate() {
                for (column, pixel) in pixels.chunks(4).enumerate() {
                    let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
                    let luma = ((66 * red + 129 * green + 25 * blue + 128) >> 8) + 16;
                    let apart = luma.abs_diff(drawn.y()[row * drawn.y_stride() + viewport.left + column].into());
                    sum += apart;
                    far += u32::from(apart > 40);
                }
            }
            let count = (viewport.width * viewport.height) as f64;
            let (mean, far) = (f64::from(sum) / count, f64::from(far) / count);
            assert!(mean < 1.5 && far < 0.006, "{}: {mean}, {far}: {pose:?}", avatar.id());
        }
    }
}

/// A pixel's luma as pictures have it.
fn luma(pixel: &[u8]) -> u8 {
    let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
    (((66 * red + 129 * green + 25 * blue + 128) >> 8) + 16) as u8
}

#[test]
fn a_stream_in_the_studio_begins_as_its_preview() {
    for avatar in avatars() {
        for size in [FrameSize::LOW, FrameSize::MEDIUM, FrameSize::HIGH] {
            let mut portrait = Portrait::new(avatar, size);
            assert!(portrait.set_background(Background::Studio) && !portrait.set_background(Background::Studio));
            let preview = preview::draw(avatar, size);
            let stream = portrait.draw(&Pose::PREVIEW);
            let apart: Vec<u8> = preview
                .chunks(3)
                .zip(stream.y())
                .map(|(pixel, seen)| luma(pixel).abs_diff(*seen))
                .collect();
            let mean = apart.iter().map(|apart| f64::from(*apart)).sum::<f64>() / apart.len() as f64;
            assert!(mean < 1.0, "{} at {size:?}: {mean}", avatar.id());
            // Beside the figure there is the background alone, the same to the pixel.
            let rows = apart.chunks(size.width as usize);
            let beside = rows.flat_map(|row| &row[..row.len() / 8]);
            assert!(beside.max() <= Some(&1), "{} at {size:?}", avatar.id());
        }
    }
}

#[test]
fn another_ground_changes_every_tile_and_leaves_nothing_of_the_one_before() {
    let pose = poses(3, 5)[4];
    let exact = || Portrait::within(avatar("martin").unwrap(), FrameSize::LOW, Tolerance::NONE);
    let mut portrait = exact();
    portrait.draw(&Pose::default());
    for background in [Background::Studio, Background::Green, Background::Studio] {
        portrait.set_background(background);
        let mut scratch = exact();
        scratch.set_background(background);
        assert!(portrait.draw(&pose) == scratch.draw(&pose), "{background:?}");
        assert!(!portrait.changes().tiles().contains(&0));
        portrait.draw(&pose);
        assert!(!portrait.changes().tiles().contains(&1));
    }
}
