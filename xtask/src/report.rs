//! How the tasks talk: progress on standard error, results on standard output.

/// A step begins.
pub fn step(text: &str) {
    eprintln!("==> {text}");
}

/// Something the user should know; the work goes on.
pub fn note(text: &str) {
    eprintln!("    {text}");
}

/// Why the task ends.
pub fn problem(text: &str) {
    eprintln!("error: {text}");
}

/// A result.
pub fn result(text: &str) {
    println!("{text}");
}
