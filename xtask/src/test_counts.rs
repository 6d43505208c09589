//! Counts tests from the output of test runners.

/// Numbers of passed and failed tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TestCounts {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed, timed out or could not be run.
    pub failed: u32,
}

impl TestCounts {
    /// Adds the numbers in `line`, if it is a runner's summary: libtest's and wasm-bindgen's `test result: …`, or
    /// nextest's `Summary [ … ] N tests run: …`.
    pub fn read(&mut self, line: &str) {
        let line = without_colours(line);
        // Nextest repeats the output of a test that failed, which has a summary of its own, indented.
        let counts = if let Some(counts) = line.strip_prefix("test result: ") {
            counts
        } else if let Some((before, counts)) = line.split_once(" run: ")
            && before.trim_start().starts_with("Summary [")
        {
            counts
        } else {
            return;
        };
        for count in counts.split([';', ',', '(', ')', '.']) {
            let mut words = count.split_whitespace();
            let (number, word) = (words.next().and_then(|word| word.parse::<u32>().ok()), words.next());
            match (number, word) {
                (Some(number), Some("passed")) => self.passed += number,
                (Some(number), Some("failed" | "timed" | "exec")) => self.failed += number,
                _ => {}
            }
        }
    }
}

impl std::ops::AddAssign for TestCounts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// `line` without the terminal's colour sequences (`ESC [ … m`).
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(|end| end.is_ascii_alphabetic());
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::TestCounts;

    fn read(lines: &[&str]) -> (u32, u32) {
        let mut counts = TestCounts::default();
        lines.iter().for_each(|line| counts.read(line));
        (counts.passed, counts.failed)
    }

    #[test]
    fn libtest_and_wasm_bindgen() {
        let lines = [
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 42 filtered out; finished in 0.36s",
            "running 3 tests",
            "test one ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.00s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1.20s",
        ];
        assert_eq!(read(&lines), (13, 2));
    }

    #[test]
    fn nextest() {
        assert_eq!(
            read(&["     Summary [   0.005s] 3 tests run: 3 passed, 0 skipped"]),
            (3, 0)
        );
        assert_eq!(
            read(&["     Summary [   1.005s] 1 test run: 1 passed, 0 skipped"]),
            (1, 0)
        );
        let line = "     Summary [  61.2s] 20 tests run: 15 passed (2 slow, 1 flaky), 3 failed, 1 timed out, 1 exec failed, 4 skipped";
        assert_eq!(read(&[line]), (15, 5));
        let coloured = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.005s] \u{1b}[1m3\u{1b}[0m tests run: \u{1b}[1m3\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped";
        assert_eq!(read(&[coloured]), (3, 0));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            read(&["3 passed", "    Finished in 3 s", "it failed: 4 failed", ""]),
            (0, 0)
        );
    }
}
