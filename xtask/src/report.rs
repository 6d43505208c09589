//! Messages of the tasks: progress on standard error, results on standard output.

/// A step begins.
pub fn step(text: &str) {
    eprintln!("==> {text}");
}

/// A note for the user; the task continues.
pub fn note(text: &str) {
    eprintln!("    {text}");
}

/// The error that ends the task.
pub fn problem(text: &str) {
    eprintln!("error: {text}");
}

/// A result.
pub fn result(text: &str) {
    println!("{text}");
}
