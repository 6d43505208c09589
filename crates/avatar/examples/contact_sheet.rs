//! Draws every avatar at rest, with every viseme, blinking and turning its head, as PNG files to look at.
//!
//! `cargo run -p streaming-avatar-avatar --example contact_sheet -- <folder>`

mod sheet;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use sheet::Cell;
use streaming_avatar_avatar::{Avatar, FrameSize, Still, Viseme, avatars, preview_png};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "contact-sheets".to_owned()));
    fs::create_dir_all(&folder)?;
    let rest = Still::default();
    let everyone: Vec<_> = everybody().map(|avatar| (avatar, rest)).collect();
    sheet(
        &folder.join("rest.png"),
        &everyone,
        FrameSize::HIGH,
        Crop {
            across: 700,
            down: 720,
            y: 0,
        },
        5,
    )?;

    let zoom = FrameSize {
        width: 2560,
        height: 1440,
    };
    for avatar in everybody() {
        let named = |what: &str| folder.join(format!("{}-{what}.png", avatar.id()));
        fs::write(
            named("preview"),
            preview_png(
                avatar,
                FrameSize {
                    width: 480,
                    height: 480,
                },
            ),
        )?;
        sheet(
            &named("face"),
            &[(avatar, rest)],
            zoom,
            Crop {
                across: 1000,
                down: 1000,
                y: 110,
            },
            1,
        )?;
        let visemes = Viseme::ALL.map(|viseme| (avatar, Still { viseme, ..rest }));
        sheet(
            &named("visemes"),
            &visemes,
            zoom,
            Crop {
                across: 320,
                down: 320,
                y: 590,
            },
            5,
        )?;
        let poses = poses().map(|still| (avatar, still));
        sheet(
            &named("poses"),
            &poses,
            FrameSize {
                width: 1066,
                height: 600,
            },
            Crop {
                across: 480,
                down: 480,
                y: 10,
            },
            4,
        )?;
    }
    Ok(())
}

/// Those drawn in code, and those read from drawings.
fn everybody() -> impl Iterator<Item = &'static Avatar> {
    avatars().iter()
}

fn poses() -> [Still; 16] {
    let rest = Still::default();
    [
        Still { lids: 0.35, ..rest },
        Still { lids: 0.7, ..rest },
        Still { lids: 1.0, ..rest },
        Still { brows: 1.0, ..rest },
        Still { turn: 1.0, ..rest },
        Still { turn: -1.0, ..rest },
        Still { nod: 1.0, ..rest },
        Still { nod: -1.0, ..rest },
        Still {
            tilt: 1.0,
            turn: 0.4,
            ..rest
        },
        Still {
            gaze: (0.8, 0.2),
            ..rest
        },
        Still {
            gaze: (-0.6, 0.9),
            viseme: Viseme::Wide,
            ..rest
        },
        Still {
            viseme: Viseme::Open,
            turn: -0.4,
            brows: 0.7,
            ..rest
        },
        Still { smile: 1.0, ..rest },
        Still {
            smile: 0.7,
            viseme: Viseme::Half,
            ..rest
        },
        Still {
            smile: -0.25,
            brows: -0.16,
            ..rest
        },
        Still {
            brows: 0.6,
            tilt: 0.4,
            smile: 0.2,
            ..rest
        },
    ]
}

/// The part of each picture that is shown: its middle columns, and rows from `y`.
#[derive(Clone, Copy)]
struct Crop {
    across: usize,
    down: usize,
    y: usize,
}

fn sheet(
    path: &Path,
    stills: &[(&Avatar, Still)],
    size: FrameSize,
    crop: Crop,
    columns: usize,
) -> Result<(), Box<dyn Error>> {
    let middle = (size.width as usize / 2, crop.y + crop.down / 2);
    let cells = stills.iter().map(|&(avatar, still)| Cell {
        avatar,
        still,
        size,
        middle,
    });
    let cells: Vec<_> = cells.collect();
    sheet::write(path, &cells, (crop.across, crop.down), columns)?;
    println!("{}", path.display());
    Ok(())
}
