//! Byte budgets: the size of the files that a browser loads before the first picture, on the wire (brotli 11).

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::minify::compressed;
use crate::report;

/// A delivery and its byte budget.
struct Budget {
    name: &'static str,
    /// In bytes; 1 kB is 1000.
    at_most: usize,
    /// The files of the delivery; empty if it is not built.
    files: Vec<PathBuf>,
}

/// Prints the size of each delivery beside its budget. An error if one is exceeded.
pub fn check(site: &Path) -> Result<(), TaskError> {
    let mut above: Vec<&str> = Vec::new();
    for budget in budgets(site)? {
        if budget.files.is_empty() {
            continue;
        }
        let mut sum = 0;
        for file in &budget.files {
            let bytes = weight(file)?;
            sum += bytes;
            report::note(&format!(
                "{:>9}  {}",
                kilobytes(bytes),
                file.file_name().unwrap_or_default().to_string_lossy()
            ));
        }
        let verdict = if sum <= budget.at_most { "within" } else { "ABOVE" };
        report::result(&format!(
            "{:<24} {:>9}, {verdict} its {}",
            budget.name,
            kilobytes(sum),
            kilobytes(budget.at_most)
        ));
        if sum > budget.at_most {
            above.push(budget.name);
        }
    }
    if above.is_empty() {
        Ok(())
    } else {
        Err(TaskError::NotAllPassed(format!(
            "Too big: {}. See what weighs what (`cargo xtask bench size`) before a budget is raised.",
            above.join(", ")
        )))
    }
}

/// The deliveries. The app is required; other files are found by name.
fn budgets(site: &Path) -> Result<Vec<Budget>, TaskError> {
    let embed = site.join("embed");
    let of = |wanted: &[&str]| -> Vec<PathBuf> {
        // An absent bundle is skipped; in a bundle, a missing file is an error.
        let built = wanted.iter().filter(|_| embed.exists());
        built.map(|name| embed.join(name)).collect()
    };
    Ok(vec![
        Budget {
            name: "app",
            // 1 kB of it is what is seen before the wasm runs, with the question for the avatars asked that early: on a slow phone the
            // avatar's picture is there after a third of the time.
            // 14.5 kB more than before are the visitor's: where the focus goes, double clicks, another service asked for while a session goes
            // on, texts put back and counted, and words that a translated page shows.
            // 0.3 kB more: app and module write a session down under one address.
            // 0.8 kB more: on a host that has nothing but files it runs on the page's own avatar, and keeps its files for later.
            // 1.1 kB more: gloo-net, as in the module.
            // 16.7 kB more: all that the player shows comes from one model (3 kB), by way of one signal that each button, card and line reads;
            // words are read from text (2.6 kB), so that another language can take their place; the rest came with talk, sound that is
            // held back, and tokens in the session machine.
            // 4.6 kB more: buttons over the picture and their words, choices that are remembered and put into a link, sentences to begin with, a
            // greeting, voices that are heard, the queue that is cleared. Their work is JavaScript, loaded when it is needed; what writes the lines
            // for another page, and what took the green screen out, left the wasm.
            // Markup is taken out of texts by a wasm of its own, as for the module: 10 kB less.
            // 7 kB more: the visitor's voice, in the session machine, the player's model and the view; asking for the microphone is a script that
            // is loaded with the first wish.
            // 1.2 kB more: the button that is held to talk, the one that closes the microphone, and another microphone in the place of one that is
            // gone. The list of microphones and the bar that shows how loud it is are scripts that come with the first wish.
            // 0.7 kB more: texts that are dropped unsaid are told of, words of a spoken answer wait for the reply beside them, and a session that may not
            // be heard any more is renewed.
            // 0.1 kB more: the choice whether a typed text is answered or said word for word (0.8 kB); lists made in one place, numbers written
            // without the formatting of the standard library, and choices that are shared as they are kept gave the rest back.
            // 3.5 kB less: wasm-opt writes what compresses better, and leaves out what a library exports and nobody calls.
            at_most: 183_700,
            files: app(site)?,
        },
        Budget {
            name: "element.js alone",
            // 0.3 kB more than before: it follows the language of the page around it, through the shadow roots of others, and looks for
            // misspelt attributes. And 0.7 kB: it outlasts a move, and knows the second half of a double click and keys that are held down.
            // 0.25 kB more: signals, `error`, `volume`, `preload`, numbers that are numbers, and refusals of the class `AvatarError`.
            // 0.05 kB more: methods of the voice chat.
            at_most: 4_700,
            files: of(&["element.js"]),
        },
        Budget {
            name: "module",
            // 45 kB are meant; docs/src/size.md says where the rest lies and what was tried. 2.9 kB of it, in scripts, are what is said of
            // a wasm, a token or an address that is none, and tolerance towards lists: a page reads what is wrong in place of a guess.
            // 6 kB more: long texts in pieces that the service takes, how much of a text was heard, and why one failed.
            // The code that takes markup out of texts is a wasm of its own (13 kB), fetched with the first text that has some: 7.3 kB less.
            // 0.3 kB more: app and module write a session down under one address.
            // 1.3 kB more: it runs on the page's own service, and lets the page's own function answer. gloo-net is 2 kB of the whole.
            // 9 kB more: the player's model is 5 kB of it, and what it decides is no longer decided in the element's script; the rest came with
            // talk, signals, and tokens in the session machine.
            // 7 kB more: the visitor's voice and the words of both sides, as in the app.
            // 1 kB more: the same three as in the app, another microphone, and a microphone that is muted before it is there.
            // The player's model went into a wasm of the element's own, and wasm-opt writes what compresses better: 10 kB less.
            at_most: 86_000,
            files: of(&[&["module.js"], &SESSION[..], &MODULE_WASM].concat()),
        },
        Budget {
            // Beside module or element, for those who name this service; the voice is fetched beside the first pictures and counts apart.
            // Brotli packs, of the wasm: vello_cpu with its SIMD into 55 kB, figures in motion into some 25, the service with JSON and
            // tasks into some 45, the standard library into the rest. Pico, with what makes texts ready for it, is the next budget's.
            // 8 kB of it are drawing that is optimised for speed. 9 kB more than before: hair, clothes and face are warped instead of drawn anew,
            // in tiles that tell what changed, which halves the processor time of a picture; bodies follow their heads; and teeth.
            name: "the page's own avatar",
            // 2.5 kB more: studio grounds, questions, greetings and moods in the face, and drawing that is optimised a little less for size.
            // 12 kB more, with the heaviest of the figures: they left the wasm, which is 10 kB less, and are files of their own, of which a page
            // loads those that it shows. Outlines weigh more than the loops that drew strands and curls.
            // 4 kB less: wasm-opt, as for the app.
            // 1.4 kB more: what moves by less than is seen is held, so that an idle picture takes half of the time.
            at_most: 229_900,
            files: [
                heaviest(&embed.join("page/figures"))?,
                named(&embed.join("page"), |name| name.ends_with(".js") || name == "page.wasm")?,
                named(&embed.join("extra"), |name| name == "page-service.js")?,
            ]
            .concat(),
        },
        Budget {
            // The synthesis: it comes beside the first pictures, and the first text waits for it. 9 kB more than before: the crate that it is
            // of is optimised a little less for size, which takes a third off the time of a picture; and 7 kB: loudness, a limiter, and what kind
            // of sentence is said.
            name: "its synthesis",
            // 3 kB less: wasm-opt, as for the app.
            // 0.1 kB more: the same code with other names lies in another order, which brotli compresses by 32 bytes less.
            at_most: 161_100,
            files: named(&embed.join("page"), |name| name == "speech.wasm")?,
        },
        Budget {
            name: "element with UI",
            // 2 kB more than before an edge was found by its brightness: stairs of two points with a dark outline weighed less. And the
            // module's 3.6 kB.
            // 8.7 kB more: the module's 6, visitors' words for every problem, keys that stay in the box, and the focus.
            // 10 kB more: the module's.
            // 1.6 kB more: the module's, beside the words for an avatar in the page.
            // 10.7 kB more: the module's 9, and words for the transcript, the queue and a retry.
            // 0.5 kB more: buttons that save a picture and a recording, the slider of the volume, the queue that is cleared.
            // 8 kB more: the module's 7, the button, its words and its states.
            // 1.2 kB more: the module's, and the button that closes the microphone.
            // 1 kB less: wasm-opt, as for the app.
            at_most: 116_700,
            files: of(&[&ELEMENT[..], &SESSION[..], &ELEMENT_WASM, &CHROMA_KEY[..]].concat()),
        },
    ])
}

/// Files that the module and the element share.
const SESSION: [&str; 7] = [
    "session/session.js",
    "session/error.js",
    "session/parts.js",
    "session/service.js",
    "session/ice-servers.js",
    "session/options.js",
    "session/wasm.js",
];
/// The wasm of the module, with its glue.
const MODULE_WASM: [&str; 2] = ["module-wasm.js", "module-wasm_bg.wasm"];
/// The element's, which is the module's with the player's model.
const ELEMENT_WASM: [&str; 2] = ["element-wasm.js", "element-wasm_bg.wasm"];
/// Files that the element needs before the first picture. Other languages and optional parts are loaded later.
const ELEMENT: [&str; 7] = [
    "element.js",
    "element/choices.js",
    "element/player.js",
    "element/texts/en.js",
    "extra/chroma-key/detection.js",
    "element/texts.js",
    "element/style.js",
];
/// Files of the chroma key: the first picture before a green screen waits for them.
const CHROMA_KEY: [&str; 2] = ["extra/chroma-key.js", "extra/chroma-key/shaders.js"];

/// The page and the files beside it that it names.
fn app(site: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let page = site.join("index.html");
    let text = fs::read_to_string(&page).map_err(|error| TaskError::file(&page, error))?;
    // Pictures and the manifest are for home screens and for links to the page: no visitor loads them.
    let apart = |name: &str| [".png", ".jpg", ".webmanifest"].iter().any(|end| name.ends_with(end));
    let mut files = named(site, |name| name != "index.html" && text.contains(name) && !apart(name))?;
    files.insert(0, page);
    Ok(files)
}

/// The files of `folder` that a browser loads and whose name is `wanted`, sorted; empty if there is no such folder.
fn named(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, TaskError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in folder.read_dir().map_err(|error| TaskError::file(folder, error))? {
        let path = entry.map_err(|error| TaskError::file(folder, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Types are for editors; compressed copies would count a file twice.
        if path.is_file() && !name.ends_with(".d.ts") && !compressed::is_made(&path) && wanted(&name) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The file of a folder that weighs the most: any of them may be the one that is needed.
fn heaviest(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let weighed = named(folder, |_| true)?
        .into_iter()
        .map(|file| Ok((weight(&file)?, file)));
    let weighed: Vec<_> = weighed.collect::<Result<_, TaskError>>()?;
    Ok(weighed.into_iter().max().map(|(_, file)| file).into_iter().collect())
}

/// The file's size after brotli at its highest level.
fn weight(file: &Path) -> Result<usize, TaskError> {
    let content = fs::read(file).map_err(|error| TaskError::file(file, error))?;
    let compressed = compressed::brotli(&content).map_err(|error| TaskError::file(file, error))?;
    Ok(compressed.len())
}

fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{check, kilobytes};

    #[test]
    fn files_named_by_the_page_count_and_an_exceeded_budget_is_an_error() {
        let site = std::env::temp_dir().join(format!("xtask-budget-{}", std::process::id()));
        fs::create_dir_all(&site).unwrap();
        let page = "<script src=app-1f.js></script><link rel=apple-touch-icon href=icon.png>";
        fs::write(site.join("index.html"), page).unwrap();
        fs::write(site.join("app-1f.js"), "let a = 1;").unwrap();
        // Data as hard to compress as a wasm, from a linear congruential generator.
        let noise: Vec<u8> = (0..200_000u32)
            .scan(1u32, |state, _| {
                *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                Some((*state >> 24) as u8)
            })
            .collect();
        fs::write(site.join("sound.bin"), &noise).unwrap();
        fs::write(site.join("icon.png"), &noise).unwrap();
        check(&site).expect("files count that a visitor loads");

        fs::write(site.join("app-1f.js"), &noise).unwrap();
        assert!(check(&site).is_err());
        fs::remove_dir_all(&site).unwrap();
    }

    #[test]
    fn sizes_are_printed_in_kilobytes() {
        assert_eq!(kilobytes(0), "0.0 kB");
        assert_eq!(kilobytes(139_960), "139.9 kB");
    }
}
