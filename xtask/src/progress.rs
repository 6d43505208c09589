//! Progress of a command and its remaining time, from estimates that are corrected by the elapsed time.

use std::time::Duration;

/// A part of a command's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The beginning of a sentence: "Installing Trunk".
    pub name: String,
    /// Its estimated duration on two cores.
    pub estimate: Duration,
}

/// The steps of a command, in their order.
#[derive(Debug)]
pub struct Plan {
    steps: Vec<Step>,
    begun: usize,
}

impl Plan {
    /// A plan with no step done.
    pub fn new(steps: Vec<Step>) -> Self {
        Self { steps, begun: 0 }
    }

    /// Begins the next step, `elapsed` after the first began. Returns the progress line, or `None` after the last step.
    pub fn begin(&mut self, elapsed: Duration) -> Option<String> {
        let (done, rest) = self.steps.split_at_checked(self.begun)?;
        let (step, later) = rest.split_first()?;
        let pace = pace(sum(done), elapsed);
        let mut line = format!(
            "Step {} of {}: {}, about {}",
            self.begun + 1,
            self.steps.len(),
            step.name,
            in_words(step.estimate.mul_f64(pace))
        );
        if !later.is_empty() {
            line += &format!("; {} left in all", in_words((step.estimate + sum(later)).mul_f64(pace)));
        }
        self.begun += 1;
        Some(line + ".")
    }
}

fn sum(steps: &[Step]) -> Duration {
    steps.iter().map(|step| step.estimate).sum()
}

/// Ratio of measured to estimated time. The first steps are too short to tell, hence the added minute that counts as
/// done in time.
fn pace(expected: Duration, elapsed: Duration) -> f64 {
    let minute = Duration::from_mins(1);
    ((elapsed + minute).as_secs_f64() / (expected + minute).as_secs_f64()).clamp(0.1, 10.0)
}

/// Rounded to the accuracy of an estimate.
pub fn in_words(duration: Duration) -> String {
    match duration.as_secs() {
        seconds @ 0..50 => format!("{} seconds", seconds.next_multiple_of(10).max(10)),
        50..90 => "a minute".to_owned(),
        seconds => format!("{} minutes", (seconds + 30) / 60),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Plan, Step};

    fn plan() -> Plan {
        let step = |name: &str, seconds| Step {
            name: name.to_owned(),
            estimate: Duration::from_secs(seconds),
        };
        Plan::new(vec![
            step("Installing a tool", 120),
            step("Building the server", 180),
            step("Building the site", 60),
        ])
    }

    #[test]
    fn a_machine_as_fast_as_estimated_shows_the_estimates() {
        let mut plan = plan();
        let mut begin = |seconds| plan.begin(Duration::from_secs(seconds));
        assert_eq!(
            begin(0).as_deref(),
            Some("Step 1 of 3: Installing a tool, about 2 minutes; 6 minutes left in all.")
        );
        assert_eq!(
            begin(120).as_deref(),
            Some("Step 2 of 3: Building the server, about 3 minutes; 4 minutes left in all.")
        );
        assert_eq!(
            begin(300).as_deref(),
            Some("Step 3 of 3: Building the site, about a minute.")
        );
        assert_eq!(begin(360), None);
    }

    #[test]
    fn a_slow_machine_shows_longer_times_and_a_fast_one_shorter_ones() {
        let mut slow = plan();
        slow.begin(Duration::ZERO);
        let line = slow.begin(Duration::from_secs(480)).unwrap();
        assert!(line.contains("about 9 minutes; 12 minutes left"), "{line}");

        let mut quick = plan();
        quick.begin(Duration::ZERO);
        let line = quick.begin(Duration::from_secs(1)).unwrap();
        assert!(line.contains("about a minute; a minute left"), "{line}");
    }
}
