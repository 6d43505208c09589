//! The server's own metrics, and how they have changed.

use std::time::Duration;

/// The lateness of pictures, whether or not they differed enough to be encoded: how many were at most so late, in seconds, by bounds that grow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lateness(Vec<(f64, f64)>);

impl Lateness {
    /// Reads it from a page of metrics.
    pub fn of(page: &str) -> Self {
        let lines = page.lines();
        let buckets = lines.filter_map(|line| line.strip_prefix("avatar_lateness_seconds_bucket{le=\""));
        let buckets = buckets.filter_map(|rest| {
            let (bound, count) = rest.split_once("\"} ")?;
            let bound = if bound == "+Inf" {
                f64::INFINITY
            } else {
                bound.parse().ok()?
            };
            Some((bound, count.parse().ok()?))
        });
        Self(buckets.collect())
    }

    /// The pictures that have come since.
    pub fn since(&self, before: &Self) -> Self {
        let counts = self.0.iter().enumerate().map(|(at, (bound, count))| {
            let earlier = before.0.get(at).map_or(0.0, |(_, count)| *count);
            (*bound, count - earlier)
        });
        Self(counts.collect())
    }

    /// How many pictures.
    fn count(&self) -> f64 {
        self.0.last().map_or(0.0, |(_, count)| *count)
    }

    /// The lateness that this part of the pictures does not exceed, between the bounds by a straight line.
    pub fn quantile(&self, part: f64) -> Duration {
        let wanted = self.count() * part;
        let (mut low, mut below) = (0.0, 0.0);
        for (bound, count) in &self.0 {
            if *count >= wanted && *count > below {
                let high = if bound.is_finite() { *bound } else { low * 2.0 };
                return Duration::from_secs_f64(low + (high - low) * (wanted - below) / (count - below));
            }
            (low, below) = (*bound, *count);
        }
        Duration::ZERO
    }
}

/// A metric: the sum over all its labels, where it has any.
pub fn metric(page: &str, name: &str) -> f64 {
    let values = page.lines().filter_map(|line| {
        let (series, value) = line.rsplit_once(' ')?;
        let labels = series.strip_prefix(name)?;
        let is_it = labels.is_empty() || labels.starts_with('{');
        value.parse::<f64>().ok().filter(|_| is_it)
    });
    values.sum()
}

/// The value that this part of some values does not exceed.
pub fn quantile<T: Ord + Copy + Default>(values: &mut [T], part: f64) -> T {
    values.sort_unstable();
    let last = values.len().saturating_sub(1);
    let at = (last as f64 * part).round() as usize;
    values.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# TYPE avatar_lateness_seconds histogram
avatar_lateness_seconds_sum 1.5
avatar_lateness_seconds_count 100
avatar_lateness_seconds_bucket{le=\"0.005\"} 80
avatar_lateness_seconds_bucket{le=\"0.01\"} 90
avatar_lateness_seconds_bucket{le=\"0.02\"} 100
avatar_lateness_seconds_bucket{le=\"+Inf\"} 100
avatar_pictures_skipped_total 3
avatar_pictures_total{codec=\"h264\"} 30
avatar_pictures_total{codec=\"vp8\"} 12
";

    #[test]
    fn quantiles_lie_between_the_bounds() {
        let lateness = Lateness::of(PAGE);
        assert_eq!(lateness.count(), 100.0);
        assert_eq!(lateness.quantile(0.9), Duration::from_millis(10));
        assert_eq!(lateness.quantile(0.95), Duration::from_millis(15));
        assert_eq!(lateness.quantile(0.4), Duration::from_micros(2500));
        assert_eq!(Lateness::default().quantile(0.95), Duration::ZERO);
        assert_eq!(metric(PAGE, "avatar_pictures_skipped_total"), 3.0);
    }

    #[test]
    fn a_metric_with_labels_is_the_sum_over_them() {
        assert_eq!(metric(PAGE, "avatar_pictures_total"), 42.0);
        assert_eq!(metric(PAGE, "avatar_pictures"), 0.0);
    }

    #[test]
    fn only_what_has_come_since_counts() {
        let before = Lateness::of(PAGE);
        let after = PAGE.replace("\"0.01\"} 90", "\"0.01\"} 91").replace("} 100", "} 110");
        let since = Lateness::of(&after).since(&before);
        assert_eq!(since.count(), 10.0);
        assert_eq!(since.quantile(0.1), Duration::from_millis(10));
        assert_eq!(since.quantile(1.0), Duration::from_millis(20));
    }

    #[test]
    fn a_value_in_its_place() {
        let mut values: Vec<_> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(quantile(&mut values, 0.5).as_millis(), 51);
        assert_eq!(quantile(&mut values, 0.95).as_millis(), 95);
        assert_eq!(quantile::<Duration>(&mut [], 0.5), Duration::ZERO);
    }
}
