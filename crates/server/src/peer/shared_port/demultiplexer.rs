//! Demultiplexing by ICE ufrag and route: who gets a datagram that comes to a port which sessions share.
//!
//! A session is known by its ICE user name fragment, which each connectivity check of its client carries (RFC 8445, section 7.2.2). Nothing
//! else carries it: that goes to the session which has added its route. A session adds one once it has verified a check that came by
//! it, so that nobody without its password takes a route from another, and routes of strangers are not remembered. A client with a session of its
//! own can send checks under the address of another, so a route stays with its session until no check has come by it for a while. No clock.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::peer::route::Route;

/// How long no check for its session may have come by a route before another session may take it. Clients send one every 4 to 6 s (RFC 7675,
/// section 5.1). A client that has taken over the address of one that vanished gets through with its DTLS retransmission after 15 s
/// (RFC 6347, section 4.2.4.1), the next one after 31: it must have the route by then.
const ROUTE_TIMEOUT: Duration = Duration::from_secs(7);

/// The sessions at a port, and the routes to them; `T` is how a session is reached.
#[derive(Debug)]
pub struct Demultiplexer<T> {
    entries: HashMap<Arc<str>, Entry<T>>,
    routes: HashMap<Route, Owner>,
}

#[derive(Debug)]
struct Owner {
    ufrag: Arc<str>,
    /// When a check for the session came by the route.
    heard: Instant,
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
            if self.routes.get(&route).is_some_and(|owner| &*owner.ufrag == ufrag) {
                self.routes.remove(&route);
            }
        }
    }

    /// Whom a datagram that came by this route at `now` goes to, and whether the route is not that session's own yet. `ufrag` is the one that
    /// the datagram carries.
    pub fn find(&mut self, route: Route, ufrag: Option<&str>, now: Instant) -> Option<(T, bool)> {
        let owner = self.routes.get_mut(&route);
        let is_own = owner
            .as_ref()
            .is_some_and(|owner| ufrag.is_none_or(|ufrag| *owner.ufrag == *ufrag));
        let to = match (ufrag, &owner) {
            (Some(ufrag), _) => self.entries.get(ufrag)?.to.clone(),
            (None, Some(owner)) => self.entries.get(&owner.ufrag)?.to.clone(),
            (None, None) => return None,
        };
        // Only a check tells whose it is.
        if let Some(owner) = owner.filter(|_| is_own && ufrag.is_some()) {
            owner.heard = now;
        }
        Some((to, !is_own))
    }

    /// A session has verified that a route is its own. One of another session that was heard by it just now stays that session's.
    pub fn add_route(&mut self, ufrag: &str, route: Route, now: Instant) {
        let Some((ufrag, _)) = self.entries.get_key_value(ufrag) else {
            return;
        };
        let ufrag = Arc::clone(ufrag);
        let is_live = |owner: &Owner| now.saturating_duration_since(owner.heard) < ROUTE_TIMEOUT;
        if self
            .routes
            .get(&route)
            .is_some_and(|owner| owner.ufrag != ufrag && is_live(owner))
        {
            return;
        }
        if let Some(entry) = self.entries.get_mut(&ufrag)
            && !entry.routes.contains(&route)
        {
            entry.routes.push(route);
        }
        self.routes.insert(route, Owner { ufrag, heard: now });
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
        let now = Instant::now();
        let mut demultiplexer = demultiplexer(&["anna", "bert"]);
        assert_eq!(demultiplexer.find(route(1), None, now), None, "a stranger's");
        assert_eq!(demultiplexer.find(route(1), Some("carl"), now), None, "nobody's");
        assert_eq!(demultiplexer.find(route(1), Some("anna"), now), Some(("anna", true)));
        assert_eq!(
            demultiplexer.find(route(1), None, now),
            None,
            "nobody has verified the check yet"
        );
        demultiplexer.add_route("anna", route(1), now);
        assert_eq!(demultiplexer.find(route(1), Some("anna"), now), Some(("anna", false)));
        assert_eq!(demultiplexer.find(route(1), None, now), Some(("anna", false)));
        assert_eq!(demultiplexer.find(route(2), None, now), None);
    }

    #[test]
    fn a_client_that_moves_is_found_at_both_ends() {
        let now = Instant::now();
        let mut demultiplexer = demultiplexer(&["anna"]);
        demultiplexer.add_route("anna", route(1), now);
        demultiplexer.add_route("anna", route(2), now);
        assert_eq!(demultiplexer.find(route(1), None, now), Some(("anna", false)));
        assert_eq!(demultiplexer.find(route(2), None, now), Some(("anna", false)));
        demultiplexer.remove("anna");
        assert_eq!(
            (demultiplexer.find(route(2), None, now), demultiplexer.routes()),
            (None, 0)
        );
    }

    #[test]
    fn a_silent_sessions_route_is_the_one_that_added_it_last_and_the_end_of_the_other_leaves_it_alone() {
        let (mut demultiplexer, now) = (demultiplexer(&["anna", "bert"]), Instant::now());
        demultiplexer.add_route("anna", route(1), now);
        let later = now + ROUTE_TIMEOUT;
        assert_eq!(demultiplexer.find(route(1), Some("bert"), later), Some(("bert", true)));
        demultiplexer.add_route("bert", route(1), later);
        assert_eq!(demultiplexer.find(route(1), None, later), Some(("bert", false)));
        demultiplexer.remove("anna");
        assert_eq!(demultiplexer.find(route(1), None, later), Some(("bert", false)));
        demultiplexer.add_route("anna", route(1), later + ROUTE_TIMEOUT);
        assert_eq!(
            demultiplexer.find(route(1), None, later),
            Some(("bert", false)),
            "who was removed adds nothing"
        );
    }

    #[test]
    fn a_route_that_is_in_use_is_taken_by_nobody_who_writes_its_address_upon_checks_of_another_session() {
        let (mut demultiplexer, mut now) = (demultiplexer(&["anna", "bert"]), Instant::now());
        demultiplexer.add_route("anna", route(1), now);
        for _ in 0..10 {
            now += ROUTE_TIMEOUT / 2;
            assert_eq!(demultiplexer.find(route(1), Some("anna"), now), Some(("anna", false)));
            // The check itself is answered, as any is that can be verified.
            assert_eq!(demultiplexer.find(route(1), Some("bert"), now), Some(("bert", true)));
            demultiplexer.add_route("bert", route(1), now);
            assert_eq!(demultiplexer.find(route(1), None, now), Some(("anna", false)));
        }
        // Neither checks of the other session nor what is of either are a sign of life.
        let mut bert = now;
        while bert < now + ROUTE_TIMEOUT {
            demultiplexer.find(route(1), Some("bert"), bert);
            demultiplexer.find(route(1), None, bert);
            bert += ROUTE_TIMEOUT / 4;
        }
        demultiplexer.add_route("bert", route(1), bert);
        assert_eq!(demultiplexer.find(route(1), None, bert), Some(("bert", false)));
        // The end of a session frees its routes at once.
        demultiplexer.remove("bert");
        demultiplexer.add_route("anna", route(1), bert);
        assert_eq!(demultiplexer.find(route(1), None, bert), Some(("anna", false)));
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
            let mut now = Instant::now();
            for step in steps {
                // So long that every route may be taken.
                now += ROUTE_TIMEOUT;
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
                        demultiplexer.add_route(NAMES[name], route(client), now);
                        if open[name] {
                            added.retain(|(_, other)| *other != client);
                            added.push((name, client));
                        }
                    }
                }
                prop_assert_eq!(demultiplexer.routes(), added.len());
                for client in 0..5 {
                    let owner = added.iter().find(|(_, other)| *other == client).map(|(owner, _)| NAMES[*owner]);
                    prop_assert_eq!(demultiplexer.find(route(client), None, now), owner.map(|owner| (owner, false)));
                }
            }
        }
    }
}
