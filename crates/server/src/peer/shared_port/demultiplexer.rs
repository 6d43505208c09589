//! Who gets a datagram that comes to a port which sessions share.
//!
//! A session is known by its ICE user name fragment, which each connectivity check of its client carries (RFC 8445, section 7.2.2). Nothing
//! else carries it: that goes to the session which was the last to add its route. A session adds one once it has verified a check that came by
//! it, so that nobody without its password takes a route from another, and routes of strangers are not remembered.

use std::collections::HashMap;
use std::sync::Arc;

use crate::peer::route::Route;

/// The sessions at a port, and the routes to them; `T` is how a session is reached.
#[derive(Debug)]
pub struct Demultiplexer<T> {
    entries: HashMap<Arc<str>, Entry<T>>,
    routes: HashMap<Route, Arc<str>>,
}

#[derive(Debug)]
struct Entry<T> {
    to: T,
    /// The routes that it has added. Some may be another's by now.
    routes: Vec<Route>,
}

impl<T> Default for Demultiplexer<T> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            routes: HashMap::new(),
        }
    }
}

impl<T: Clone> Demultiplexer<T> {
    /// A session with this user name fragment is reached like this from now on.
    pub fn register(&mut self, ufrag: Arc<str>, to: T) {
        self.remove(&ufrag);
        self.entries.insert(ufrag, Entry { to, routes: Vec::new() });
    }

    /// A session has ended.
    pub fn remove(&mut self, ufrag: &str) {
        let Some(entry) = self.entries.remove(ufrag) else {
            return;
        };
        for route in entry.routes {
            if self.routes.get(&route).is_some_and(|owner| &**owner == ufrag) {
                self.routes.remove(&route);
            }
        }
    }

    /// Whom a datagram that came by this route goes to, and whether the route is not that session's own yet. `ufrag` is the one that the
    /// datagram carries.
    pub fn find(&self, route: Route, ufrag: Option<&str>) -> Option<(T, bool)> {
        let owner = self.routes.get(&route).map(|owner| &**owner);
        let ufrag = ufrag.or(owner)?;
        let entry = self.entries.get(ufrag)?;
        Some((entry.to.clone(), owner != Some(ufrag)))
    }

    /// A session has verified that a route is its own.
    pub fn add_route(&mut self, ufrag: &str, route: Route) {
        let Some((ufrag, _)) = self.entries.get_key_value(ufrag) else {
            return;
        };
        let ufrag = Arc::clone(ufrag);
        if let Some(entry) = self.entries.get_mut(&ufrag)
            && !entry.routes.contains(&route)
        {
            entry.routes.push(route);
        }
        self.routes.insert(route, ufrag);
    }

    /// How many routes are remembered.
    #[cfg(test)]
    pub fn routes(&self) -> usize {
        self.routes.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn route(client: u16) -> Route {
        Route::udp(([192, 0, 2, 1], client).into(), ([203, 0, 113, 7], 3478).into())
    }

    fn demultiplexer(names: &[&'static str]) -> Demultiplexer<&'static str> {
        let mut demultiplexer = Demultiplexer::default();
        for name in names {
            demultiplexer.register((*name).into(), *name);
        }
        demultiplexer
    }

    #[test]
    fn a_check_goes_by_its_user_name_fragment_and_all_else_by_the_route_that_was_added() {
        let mut demultiplexer = demultiplexer(&["anna", "bert"]);
        assert_eq!(demultiplexer.find(route(1), None), None, "a stranger's");
        assert_eq!(demultiplexer.find(route(1), Some("carl")), None, "nobody's");
        assert_eq!(demultiplexer.find(route(1), Some("anna")), Some(("anna", true)));
        assert_eq!(
            demultiplexer.find(route(1), None),
            None,
            "nobody has verified the check yet"
        );
        demultiplexer.add_route("anna", route(1));
        assert_eq!(demultiplexer.find(route(1), Some("anna")), Some(("anna", false)));
        assert_eq!(demultiplexer.find(route(1), None), Some(("anna", false)));
        assert_eq!(demultiplexer.find(route(2), None), None);
    }

    #[test]
    fn a_client_that_moves_is_found_at_both_ends() {
        let mut demultiplexer = demultiplexer(&["anna"]);
        demultiplexer.add_route("anna", route(1));
        demultiplexer.add_route("anna", route(2));
        assert_eq!(demultiplexer.find(route(1), None), Some(("anna", false)));
        assert_eq!(demultiplexer.find(route(2), None), Some(("anna", false)));
        demultiplexer.remove("anna");
        assert_eq!((demultiplexer.find(route(2), None), demultiplexer.routes()), (None, 0));
    }

    #[test]
    fn a_route_is_the_one_sessions_that_added_it_last_and_the_end_of_the_other_leaves_it_alone() {
        let mut demultiplexer = demultiplexer(&["anna", "bert"]);
        demultiplexer.add_route("anna", route(1));
        assert_eq!(demultiplexer.find(route(1), Some("bert")), Some(("bert", true)));
        demultiplexer.add_route("bert", route(1));
        assert_eq!(demultiplexer.find(route(1), None), Some(("bert", false)));
        demultiplexer.remove("anna");
        assert_eq!(demultiplexer.find(route(1), None), Some(("bert", false)));
        demultiplexer.add_route("anna", route(1));
        assert_eq!(
            demultiplexer.find(route(1), None),
            Some(("bert", false)),
            "who was removed adds nothing"
        );
    }

    #[derive(Clone, Debug)]
    enum Step {
        Register(usize),
        Remove(usize),
        AddRoute(usize, u16),
    }

    const NAMES: [&str; 4] = ["anna", "bert", "carl", "dora"];

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0_usize..4).prop_map(Step::Register),
            (0_usize..4).prop_map(Step::Remove),
            (0_usize..4, 0_u16..5).prop_map(|(name, client)| Step::AddRoute(name, client)),
        ]
    }

    proptest! {
        #[test]
        fn it_answers_as_a_plain_list_of_routes_does(steps in prop::collection::vec(step(), 0..60)) {
            let mut demultiplexer = Demultiplexer::default();
            let (mut open, mut added) = ([false; 4], Vec::<(usize, u16)>::new());
            for step in steps {
                match step {
                    Step::Register(name) => {
                        demultiplexer.register(NAMES[name].into(), NAMES[name]);
                        open[name] = true;
                        added.retain(|(owner, _)| *owner != name);
                    }
                    Step::Remove(name) => {
                        demultiplexer.remove(NAMES[name]);
                        open[name] = false;
                        added.retain(|(owner, _)| *owner != name);
                    }
                    Step::AddRoute(name, client) => {
                        demultiplexer.add_route(NAMES[name], route(client));
                        if open[name] {
                            added.retain(|(_, other)| *other != client);
                            added.push((name, client));
                        }
                    }
                }
                prop_assert_eq!(demultiplexer.routes(), added.len());
                for client in 0..5 {
                    let owner = added.iter().find(|(_, other)| *other == client).map(|(owner, _)| NAMES[*owner]);
                    prop_assert_eq!(demultiplexer.find(route(client), None), owner.map(|owner| (owner, false)));
                }
            }
        }
    }
}
