//! Figures in folders.

use std::fs;

use super::*;
use crate::picture::FrameSize;
use crate::portrait::Portrait;

#[test]
fn a_changed_folder_changes_nothing_that_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("ada.svg"), SVG).unwrap();
    fs::write(file("ada.toml"), "name = \"Ada\"").unwrap();
    fs::write(file("notes.txt"), "nothing").unwrap();
    let first = read_figures(folder.path()).unwrap();
    assert_eq!(first.iter().map(Avatar::id).collect::<Vec<_>>(), ["ada"]);
    let before = Portrait::new(&first[0], FrameSize::LOW).draw(&Pose::default()).clone();
    fs::write(file("ada.svg"), SVG.replace("#4d6a7a", "#ff0000")).unwrap();
    let second = read_figures(folder.path()).unwrap();
    let draw = |avatar: &Avatar| Portrait::new(avatar, FrameSize::LOW).draw(&Pose::default()).clone();
    assert!(draw(&first[0]) == before);
    assert!(
        draw(&second[0]) != before,
        "another drawing of the same name is another figure"
    );
    fs::write(file("ada.svg"), "<svg").unwrap();
    assert!(read_figures(folder.path()).unwrap_err().to_string().contains("ada.svg"));
    assert!(draw(&first[0]) == before);
    fs::remove_file(file("ada.svg")).unwrap();
    assert!(read_figures(folder.path()).unwrap().is_empty());
}

#[test]
fn all_figures_of_a_folder_that_cannot_be_taken_are_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    for (name, svg) in [
        ("ada", "<svg"),
        ("bob", SVG),
        ("cleo", &SVG.replace("id=\"mouth\"", "id=\"muoth\"")),
    ] {
        write(&format!("{name}.svg"), svg);
        write(&format!("{name}.toml"), &format!("name = \"{name}\""));
    }
    write("dan.svg", SVG);
    let error = read_figures(folder.path()).unwrap_err();
    let files: Vec<&str> = error.0.iter().map(|error| error.file.as_str()).collect();
    assert_eq!(files, ["ada.svg", "cleo.svg", "dan.svg"]);
    let told = error.to_string();
    for words in ["ada.svg: ", ". And cleo.svg: ", "\"mouth\" is missing", "dan.toml"] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn files_that_are_none_of_the_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let told = || read_figures(folder.path()).unwrap_err().to_string();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("ada.svg"), SVG).unwrap();
    assert!(told().contains("ada.toml cannot be read"));
    fs::write(file("ada.toml"), RIG).unwrap();
    fs::write(file("bob.svg"), SVG).unwrap();
    fs::write(file("bob.toml"), "name = \"Bob\"\nid = \"ada\"").unwrap();
    fs::write(file("ada.toml"), "name = \"Ada\"").unwrap();
    assert!(told().contains("another avatar has the id \"ada\""));
    fs::write(file("bob.toml"), " ".repeat(70_000)).unwrap();
    assert!(told().contains("more than 64000 bytes"));
    fs::write(file("bob.toml"), "name = \"Bob\"").unwrap();
    fs::write(file("bob.svg"), [0xff, 0xfe]).unwrap();
    assert!(told().contains("not in UTF-8"));
    fs::write(file("bob.svg"), " ".repeat(4_000_001)).unwrap();
    assert!(told().contains("more than 4000000 bytes"));
    #[cfg(unix)]
    {
        let secret = tempfile::tempdir().unwrap();
        fs::write(secret.path().join("s"), SVG).unwrap();
        fs::remove_file(file("bob.svg")).unwrap();
        std::os::unix::fs::symlink(secret.path().join("s"), file("bob.svg")).unwrap();
        assert!(told().contains("bob.svg is no file of this folder"));
        fs::remove_file(file("bob.svg")).unwrap();
        std::os::unix::fs::symlink(file("ada.svg"), file("bob.svg")).unwrap();
        assert_eq!(read_figures(folder.path()).unwrap().len(), 2);
    }
    assert!(
        read_figures(&file("nowhere"))
            .unwrap_err()
            .to_string()
            .contains("nowhere")
    );
}
