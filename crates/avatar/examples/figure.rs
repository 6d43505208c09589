//! Looks at a figure: says in words what is wrong with it, or draws a sheet of all that it does.
//!
//! `cargo run -p streaming-avatar-avatar --example figure -- FILE.svg [SHEET.png]`

mod chroma_key;
mod edges;
mod sheet;

use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sheet::Cell;
use streaming_avatar_avatar::{Avatar, Background, FrameSize, Performance, Still, Viseme, avatars, read_figure};

/// Pixels of a cell's side, and cells in a row.
const SIDE: usize = 320;
const COLUMNS: usize = 5;
/// The share of a figure that may be greenish without a note: a seam, the white of an eye.
const NOTED: f64 = 0.002;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(file) = arguments.next() else {
        eprintln!("Name a drawing: FILE.svg, with its rig FILE.toml beside it.");
        return Ok(ExitCode::from(2));
    };
    let avatar = match look_up(&file) {
        Some(avatar) => avatar,
        None => match read_figure(&file) {
            Ok(avatar) => avatar,
            Err(error) => {
                eprintln!("{} is not taken:", error.file);
                for fault in &error.faults {
                    eprintln!("  - {fault}.");
                }
                return Ok(ExitCode::FAILURE);
            }
        },
    };
    let sheet = arguments.next().unwrap_or_else(|| PathBuf::from("sheet.png"));
    let rows = rows(&avatar);
    let cells: Vec<Cell<'_>> = rows.iter().flatten().map(|(_, cell)| *cell).collect();
    sheet::write(&sheet, &cells, (SIDE, SIDE), COLUMNS)?;
    // A reader that has read enough, such as `head`, is no error.
    let _ = std::io::stdout().write_all(described(&avatar, &sheet, &rows).as_bytes());
    Ok(ExitCode::SUCCESS)
}

/// The figure, the cells of its sheet, and notes on what is seen of it.
fn described(avatar: &Avatar, sheet: &Path, rows: &[Vec<(&str, Cell<'_>)>]) -> String {
    let mut lines = vec![format!(
        "{}, \"{}\" (id {}), is a figure. {} shows",
        avatar.name(),
        avatar.pose_name(),
        avatar.id(),
        sheet.display()
    )];
    lines.extend(rows.iter().map(|row| {
        let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
        format!("  {}", names.join(", "))
    }));
    lines.extend(edges::notes(avatar).into_iter().map(|note| format!("Note: {note}")));
    let greenish = chroma_key::greenish(avatar);
    if greenish > NOTED {
        lines.push(format!(
            "Note: {:.1} % of it is greenish. A page that takes out the green background shows such colours grey, mottled or translucent; others \
             keep their colour, such as a blue or turquoise with clearly less green than blue.",
            100.0 * greenish
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A built-in avatar by its id, to be compared with.
fn look_up(id: &Path) -> Option<Avatar> {
    let everybody = avatars().iter();
    everybody
        .into_iter()
        .find(|avatar| Path::new(avatar.id()) == id)
        .cloned()
}

/// The cells of the sheet with their names: mouths from near, faces, the whole figure.
fn rows(avatar: &Avatar) -> Vec<Vec<(&'static str, Cell<'_>)>> {
    let rest = Still {
        background: Background::Studio,
        ..Still::default()
    };
    let near = FrameSize {
        width: 2276,
        height: 1280,
    };
    let mouth = Performance::of(avatar, near, 0).mouth_region();
    let mouth = (mouth.left + mouth.width / 2, mouth.top + mouth.height / 2);
    let faces = FrameSize {
        width: 1138,
        height: 640,
    };
    let whole = FrameSize {
        width: 568,
        height: 320,
    };
    let cell = |size, middle| {
        move |(name, still)| {
            let cell = Cell {
                avatar,
                still,
                size,
                middle,
            };
            (name, cell)
        }
    };
    let mouths = VISEMES.map(|(name, viseme)| (name, Still { viseme, ..rest }));
    let moods = [("smile", 1.0), ("frown", -0.3)].map(|(name, smile)| (name, Still { smile, ..rest }));
    let cells: Vec<_> = mouths
        .into_iter()
        .chain(moods)
        .map(cell(near, mouth))
        .chain(expressions(rest).map(cell(faces, (569, 240))))
        .chain(poses(rest).map(cell(whole, (284, 160))))
        .collect();
    cells.chunks(COLUMNS).map(<[_]>::to_vec).collect()
}

const VISEMES: [(&str, Viseme); 13] = [
    ("rest", Viseme::Rest),
    ("pressed (p b m)", Viseme::Pressed),
    ("lip-teeth (f v)", Viseme::LipTeeth),
    ("tongue-teeth (th)", Viseme::TongueTeeth),
    ("tongue-tip (t d n l)", Viseme::TongueTip),
    ("hiss (s z)", Viseme::Hiss),
    ("hush (sh ch j)", Viseme::Hush),
    ("back (k g h)", Viseme::Back),
    ("pursed (w r oo)", Viseme::Pursed),
    ("round (o aw)", Viseme::Round),
    ("open (ah)", Viseme::Open),
    ("half (e)", Viseme::Half),
    ("wide (ee)", Viseme::Wide),
];

fn expressions(rest: Still) -> [(&'static str, Still); 10] {
    [
        ("at rest", rest),
        ("half a blink", Still { lids: 0.5, ..rest }),
        ("eyes closed", Still { lids: 1.0, ..rest }),
        ("brows up", Still { brows: 1.0, ..rest }),
        ("brows down", Still { brows: -0.3, ..rest }),
        (
            "a look to the right",
            Still {
                gaze: (0.9, 0.0),
                ..rest
            },
        ),
        (
            "to the left",
            Still {
                gaze: (-0.9, 0.0),
                ..rest
            },
        ),
        (
            "up",
            Still {
                gaze: (0.0, 0.9),
                ..rest
            },
        ),
        (
            "down",
            Still {
                gaze: (0.0, -0.9),
                ..rest
            },
        ),
        (
            "glad",
            Still {
                smile: 1.0,
                brows: 0.3,
                ..rest
            },
        ),
    ]
}

fn poses(rest: Still) -> [(&'static str, Still); 10] {
    let open = Viseme::Open;
    [
        ("the whole", rest),
        ("turned right", Still { turn: 1.0, ..rest }),
        ("turned left", Still { turn: -1.0, ..rest }),
        ("head down", Still { nod: 1.0, ..rest }),
        ("head up", Still { nod: -1.0, ..rest }),
        ("tilted right", Still { tilt: 1.0, ..rest }),
        ("tilted left", Still { tilt: -1.0, ..rest }),
        (
            "speaking aside",
            Still {
                turn: -0.6,
                viseme: open,
                ..rest
            },
        ),
        (
            "speaking gladly",
            Still {
                smile: 0.7,
                viseme: Viseme::Half,
                tilt: 0.4,
                ..rest
            },
        ),
        (
            "serious",
            Still {
                smile: -0.25,
                brows: -0.16,
                ..rest
            },
        ),
    ]
}
