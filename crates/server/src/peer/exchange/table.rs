//! Who gets a datagram that comes to a port which sessions share.
//!
//! A session is known by its ICE user name fragment, which each connectivity check of its client carries (RFC 8445, section 7.2.2). Nothing
//! else carries a name: it goes to the session that was the last to call its way its own. A session does so once it has verified a check that
//! came that way, so that nobody without its password takes a way from another, and ways of strangers are not remembered.

use std::collections::HashMap;
use std::sync::Arc;

use crate::peer::way::Way;

/// The sessions at a port, and the ways to them; `T` is how a session is reached.
#[derive(Debug)]
pub struct Table<T> {
    entries: HashMap<Arc<str>, Entry<T>>,
    ways: HashMap<Way, Arc<str>>,
}

#[derive(Debug)]
struct Entry<T> {
    to: T,
    /// The ways that it has called its own. Some may be another's by now.
    ways: Vec<Way>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            ways: HashMap::new(),
        }
    }
}

impl<T: Clone> Table<T> {
    /// A session of this name is reached like this from now on.
    pub fn enter(&mut self, name: Arc<str>, to: T) {
        self.leave(&name);
        self.entries.insert(name, Entry { to, ways: Vec::new() });
    }

    /// A session has ended.
    pub fn leave(&mut self, name: &str) {
        let Some(entry) = self.entries.remove(name) else { return };
        for way in entry.ways {
            if self.ways.get(&way).is_some_and(|owner| &**owner == name) {
                self.ways.remove(&way);
            }
        }
    }

    /// Whom a datagram that came this way goes to, and whether the way is not that session's own yet. `name` is the one that the datagram
    /// carries.
    pub fn find(&self, way: Way, name: Option<&str>) -> Option<(T, bool)> {
        let owner = self.ways.get(&way).map(|owner| &**owner);
        let name = name.or(owner)?;
        let entry = self.entries.get(name)?;
        Some((entry.to.clone(), owner != Some(name)))
    }

    /// A session calls a way its own.
    pub fn claim(&mut self, name: &str, way: Way) {
        let Some((name, _)) = self.entries.get_key_value(name) else {
            return;
        };
        let name = Arc::clone(name);
        if let Some(entry) = self.entries.get_mut(&name)
            && !entry.ways.contains(&way)
        {
            entry.ways.push(way);
        }
        self.ways.insert(way, name);
    }

    /// How many ways are remembered.
    #[cfg(test)]
    pub fn ways(&self) -> usize {
        self.ways.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn way(client: u16) -> Way {
        Way::udp(([192, 0, 2, 1], client).into(), ([203, 0, 113, 7], 3478).into())
    }

    fn table(names: &[&'static str]) -> Table<&'static str> {
        let mut table = Table::default();
        for name in names {
            table.enter((*name).into(), *name);
        }
        table
    }

    #[test]
    fn a_check_goes_by_its_name_and_all_else_by_the_way_that_was_claimed() {
        let mut table = table(&["anna", "bert"]);
        assert_eq!(table.find(way(1), None), None, "a stranger's");
        assert_eq!(table.find(way(1), Some("carl")), None, "nobody's");
        assert_eq!(table.find(way(1), Some("anna")), Some(("anna", true)));
        assert_eq!(table.find(way(1), None), None, "nobody has verified the check yet");
        table.claim("anna", way(1));
        assert_eq!(table.find(way(1), Some("anna")), Some(("anna", false)));
        assert_eq!(table.find(way(1), None), Some(("anna", false)));
        assert_eq!(table.find(way(2), None), None);
    }

    #[test]
    fn a_client_that_moves_is_found_at_both_ends() {
        let mut table = table(&["anna"]);
        table.claim("anna", way(1));
        table.claim("anna", way(2));
        assert_eq!(table.find(way(1), None), Some(("anna", false)));
        assert_eq!(table.find(way(2), None), Some(("anna", false)));
        table.leave("anna");
        assert_eq!((table.find(way(2), None), table.ways()), (None, 0));
    }

    #[test]
    fn a_way_is_the_one_sessions_that_used_it_last_and_the_end_of_the_other_leaves_it_alone() {
        let mut table = table(&["anna", "bert"]);
        table.claim("anna", way(1));
        assert_eq!(table.find(way(1), Some("bert")), Some(("bert", true)));
        table.claim("bert", way(1));
        assert_eq!(table.find(way(1), None), Some(("bert", false)));
        table.leave("anna");
        assert_eq!(table.find(way(1), None), Some(("bert", false)));
        table.claim("anna", way(1));
        assert_eq!(
            table.find(way(1), None),
            Some(("bert", false)),
            "who has left claims nothing"
        );
    }

    #[derive(Clone, Debug)]
    enum Step {
        Enter(usize),
        Leave(usize),
        Claim(usize, u16),
    }

    const NAMES: [&str; 4] = ["anna", "bert", "carl", "dora"];

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0_usize..4).prop_map(Step::Enter),
            (0_usize..4).prop_map(Step::Leave),
            (0_usize..4, 0_u16..5).prop_map(|(name, client)| Step::Claim(name, client)),
        ]
    }

    proptest! {
        #[test]
        fn it_answers_as_a_plain_list_of_claims_does(steps in prop::collection::vec(step(), 0..60)) {
            let mut table = Table::default();
            let (mut open, mut claims) = ([false; 4], Vec::<(usize, u16)>::new());
            for step in steps {
                match step {
                    Step::Enter(name) => {
                        table.enter(NAMES[name].into(), NAMES[name]);
                        open[name] = true;
                        claims.retain(|(owner, _)| *owner != name);
                    }
                    Step::Leave(name) => {
                        table.leave(NAMES[name]);
                        open[name] = false;
                        claims.retain(|(owner, _)| *owner != name);
                    }
                    Step::Claim(name, client) => {
                        table.claim(NAMES[name], way(client));
                        if open[name] {
                            claims.retain(|(_, other)| *other != client);
                            claims.push((name, client));
                        }
                    }
                }
                prop_assert_eq!(table.ways(), claims.len());
                for client in 0..5 {
                    let owner = claims.iter().find(|(_, other)| *other == client).map(|(owner, _)| NAMES[*owner]);
                    prop_assert_eq!(table.find(way(client), None), owner.map(|owner| (owner, false)));
                }
            }
        }
    }
}
