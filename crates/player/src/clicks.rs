//! Double clicks: stray clicks that are the second half of one, where another button stands by then.

/// For so long, in ms, a button that came into another's place takes no click.
pub(crate) const DOUBLE: u64 = 600;

/// A click on a button.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Click {
    /// When, by the page's clock in ms.
    pub at: f64,
    /// Where in the window, in CSS pixels.
    pub x: f64,
    /// Where in the window, in CSS pixels.
    pub y: f64,
    /// Whether a finger or a mouse made it; else it has no place.
    pub pointed: bool,
}

/// The area of a button in the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Its left edge.
    pub left: f64,
    /// Its right edge.
    pub right: f64,
    /// Its top edge.
    pub top: f64,
    /// Its bottom edge.
    pub bottom: f64,
}

impl Area {
    const fn has(self, x: f64, y: f64) -> bool {
        x >= self.left && x <= self.right && y >= self.top && y <= self.bottom
    }
}

/// Whether a click was meant for what stood there a moment ago: `before` is when another button was clicked last, and where that one was.
pub fn is_stray(click: Click, before: Option<(f64, Area)>) -> bool {
    // Handled late, a click may be older than the effect of the one before.
    before
        .is_some_and(|(at, area)| click.pointed && (click.at - at).abs() < DOUBLE as f64 && area.has(click.x, click.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area {
        left: 10.0,
        right: 110.0,
        top: 500.0,
        bottom: 544.0,
    };

    const fn click(at: f64) -> Click {
        Click {
            at,
            x: 60.0,
            y: 520.0,
            pointed: true,
        }
    }

    #[test]
    fn what_comes_under_the_finger_takes_no_click_for_a_while() {
        let before = Some((1000.0, AREA));
        assert!(is_stray(click(1200.0), before));
        assert!(is_stray(click(990.0), before), "handled late");
        assert!(!is_stray(click(1700.0), before));
        assert!(!is_stray(click(1200.0), None));
        let beside = Click {
            x: 120.0,
            ..click(1200.0)
        };
        assert!(!is_stray(beside, before), "two buttons, one after the other");
        let by_key = Click {
            pointed: false,
            ..click(1200.0)
        };
        assert!(!is_stray(by_key, before));
    }
}
