//! The chains of gradients that take their colours from others. A circle of them would never be followed to its end.

use std::collections::HashSet;

/// Gradients that may follow each other in a chain.
pub(super) const MAX_CHAIN: usize = 8;

/// A gradient that refers to another.
pub(super) struct Link {
    pub(super) from: String,
    pub(super) to: String,
    /// In the drawing.
    pub(super) line: u32,
}

/// The line of a reference that goes on after [`MAX_CHAIN`] others, as it does in each circle.
pub(super) fn endless(links: &[Link]) -> Option<u32> {
    let mut reached: HashSet<&str> = links.iter().map(|link| link.from.as_str()).collect();
    for _ in 0..MAX_CHAIN {
        let next = links.iter().filter(|link| reached.contains(link.from.as_str()));
        reached = next.map(|link| link.to.as_str()).collect();
    }
    links
        .iter()
        .find(|link| reached.contains(link.from.as_str()))
        .map(|link| link.line)
}

#[cfg(test)]
mod tests {
    use super::{Link, endless};

    fn links(pairs: impl IntoIterator<Item = (usize, usize)>) -> Vec<Link> {
        let links = pairs.into_iter().zip(1..);
        links
            .map(|((from, to), line)| Link {
                from: from.to_string(),
                to: to.to_string(),
                line,
            })
            .collect()
    }

    #[test]
    fn short_chains_end_and_circles_do_not() {
        assert_eq!(endless(&[]), None);
        assert_eq!(endless(&links((0..8).map(|nth| (nth, nth + 1)))), None);
        assert!(endless(&links((0..9).map(|nth| (nth, nth + 1)))).is_some());
        assert!(endless(&links((0..30_000).map(|nth| (nth, nth + 1)))).is_some());
        assert_eq!(endless(&links([(5, 5)])), Some(1));
        assert_eq!(endless(&links([(9, 1), (1, 2), (2, 1), (3, 4)])), Some(2));
        // Two gradients of one name, of which either may be followed.
        assert!(endless(&links([(1, 2), (2, 3), (2, 1)])).is_some());
    }
}
