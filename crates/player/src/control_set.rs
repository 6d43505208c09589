//! A set of controls: those that a view offers, or those that are switched on.

use crate::control::Control;

/// A set of controls. A view offers some beyond those of every player. [`Control::Close`] is offered by a player in a panel that can be closed,
/// [`Control::Check`] where there is a connection to test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ControlSet(u32);

impl ControlSet {
    /// The controls with these names, which white space separates. Names that are none are passed over.
    pub fn of(names: &str) -> Self {
        let bits = names.split_ascii_whitespace().filter_map(Control::named);
        Self(bits.fold(0, |all, control| all | control.bit()))
    }

    /// Whether a control is offered.
    pub const fn has(self, control: Control) -> bool {
        self.0 & control.bit() != 0
    }

    /// With a control, or without it.
    pub const fn with(self, control: Control, there: bool) -> Self {
        if there {
            Self(self.0 | control.bit())
        } else {
            Self(self.0 & !control.bit())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_available_by_their_names() {
        for control in Control::all() {
            let name = control.name();
            assert!(ControlSet::of(name).has(control) && !ControlSet::default().has(control));
        }
        assert_eq!(ControlSet::of("no such"), ControlSet::default());
        assert_eq!(
            ControlSet::of("pip full").with(Control::Pip, false),
            ControlSet::of(" full ")
        );
    }
}
