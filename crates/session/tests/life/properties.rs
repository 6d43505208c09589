//! Whatever comes in whatever order: no panic, deadlines that move, one outcome a text, nothing left open in the end.
//!
//! The simulation tells what a real world could; here the inputs need not make sense at all.

mod inputs;

use std::collections::{BTreeMap, BTreeSet};

use api::{Description, Features, NewReply};
use inputs::{input, options};
use proptest::collection::vec;
use proptest::prelude::*;
use streaming_avatar_session::{
    CallId, Command, Connection, Event, Input, Moment, Output, PeerId, Progress, Request, Session, State, TextId,
    TokenId,
};

/// The state of a session, as far as it is seen from outside.
#[derive(Default)]
struct Seen {
    /// Sessions that were registered and not unregistered.
    registered: Vec<String>,
    stops: BTreeMap<String, u32>,
    /// Stops whose outcome has not been given yet.
    pending: Vec<(CallId, String)>,
    news: Vec<CallId>,
    /// Tokens that were asked for and have not come.
    tokens: Vec<TokenId>,
    peers: Vec<PeerId>,
    /// Texts without an outcome.
    waiting: BTreeSet<TextId>,
    /// Whether the visitor wishes to be heard.
    wished: bool,
    /// Whether the microphone is open; none where nobody was asked for it.
    microphone: Option<bool>,
    state: State,
}

fn step(session: &mut Session, seen: &mut Seen, now: Moment, input: Input) -> Result<(), TestCaseError> {
    if let Input::Speak { id, .. } = &input {
        seen.waiting.insert(*id);
    }
    if matches!(input, Input::Listen { .. }) {
        seen.wished |= session.state().is_wanted();
    }
    if let (Input::Captured(result), Some(false)) = (&input, seen.microphone) {
        seen.microphone = result.is_ok().then_some(true);
    }
    if let Input::Token { token, .. } = &input {
        seen.tokens.retain(|awaited| awaited != token);
    }
    if let Input::Created { call, .. } | Input::NotSent { call } = &input {
        seen.news.retain(|new| new != call);
    }
    if let Input::Done { call, .. } = &input {
        seen.pending.retain(|(stop, _)| stop != call);
    }
    session.handle(now, input);
    while let Some(output) = session.poll() {
        match output {
            Output::Command(Command::Register { session_id }) => seen.registered.push(session_id),
            Output::Command(Command::Unregister { session_id }) => seen.registered.retain(|id| *id != session_id),
            Output::Command(Command::Send { call, request, .. }) => match request {
                Request::Stop(id) => {
                    *seen.stops.entry(id.clone()).or_default() += 1;
                    seen.pending.push((call, id));
                }
                Request::New(_) => seen.news.push(call),
                _ => {}
            },
            Output::Command(Command::AwaitEarly { call, .. }) => seen.news.push(call),
            Output::Command(Command::FetchToken { token }) => seen.tokens.push(token),
            Output::Command(Command::OpenPeer { peer }) => seen.peers.push(peer),
            Output::Command(Command::ClosePeer { peer }) => {
                prop_assert!(seen.peers.contains(&peer));
                seen.peers.retain(|open| *open != peer);
            }
            Output::Command(Command::Show { peer } | Command::Hush { peer, .. } | Command::Negotiate { peer, .. }) => {
                prop_assert!(seen.peers.contains(&peer))
            }
            Output::Command(Command::Feed { peer } | Command::Message { peer, .. }) => {
                prop_assert!(seen.peers.contains(&peer) && seen.microphone == Some(true));
            }
            Output::Command(Command::Capture) => {
                prop_assert!(seen.wished, "asked for without a wish");
                prop_assert_eq!(seen.microphone.replace(false), None, "asked for twice");
            }
            Output::Command(Command::Reopen { .. }) => {
                prop_assert_eq!(seen.microphone.replace(false), Some(true), "there is none to open anew");
            }
            Output::Command(Command::Release) => {
                // One that nobody asked for is closed, too.
                seen.wished &= seen.microphone.take().is_none();
            }
            Output::Command(Command::Hear(_)) => prop_assert_eq!(seen.microphone, Some(true)),
            Output::Event(Event::Text { id, progress }) => {
                if id == TextId::GREETING && progress == Progress::Queued {
                    seen.waiting.insert(id);
                }
                prop_assert!(seen.waiting.contains(&id), "{id:?} {progress:?}");
                if matches!(progress, Progress::Ended(_)) {
                    seen.waiting.remove(&id);
                }
            }
            Output::Event(Event::State { state, previous }) => {
                prop_assert_eq!(seen.state, previous);
                seen.state = state;
            }
            _ => {}
        }
    }
    prop_assert_eq!(seen.state, session.state());
    prop_assert!(session.deadline().is_none_or(|deadline| deadline > now));
    let waits = !matches!(session.state(), State::Idle | State::Live | State::Ended);
    prop_assert!(
        !waits || session.deadline().is_some(),
        "{:?} waits for nothing",
        session.state()
    );
    prop_assert!(
        session.state().is_wanted() || seen.microphone.is_none(),
        "open without a session"
    );
    prop_assert!(seen.peers.len() <= 2);
    Ok(())
}

/// From nothing to Live, so that what follows meets a session.
fn plain_start() -> [Input; 7] {
    let peer = PeerId(1);
    let reply = NewReply {
        session_id: "plain".into(),
        sdp: Some(Description::offer("o")),
        session_duration_limit: Some(90),
        features: Some(Features {
            listen: true,
            ..Features::default()
        }),
        ..NewReply::default()
    };
    [
        Input::Start,
        // Ignored where no token was asked for.
        Input::Token {
            token: TokenId(1),
            result: Ok(()),
        },
        Input::Created {
            call: CallId(1),
            result: Ok(reply),
        },
        Input::Answered {
            peer,
            result: Ok("a".into()),
        },
        Input::Done {
            call: CallId(2),
            result: Ok(()),
        },
        Input::Peer {
            peer,
            connection: Connection::Connected,
        },
        Input::FirstFrame { peer },
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]
    #[test]
    fn no_sequence_of_inputs_breaks_it(
        options in options(),
        live in prop::bool::weighted(0.6),
        seed in any::<u64>(),
        inputs in vec((input(), prop_oneof![3 => 0_u64..50, 1 => 0_u64..100_000]), 0..120),
    ) {
        let mut session = Session::new(options, seed);
        let mut seen = Seen::default();
        let mut now = 1;
        if live {
            for input in plain_start() {
                step(&mut session, &mut seen, Moment::from_millis(1), input)?;
            }
            prop_assert_eq!(session.state(), State::Live);
        }
        for (input, after) in inputs {
            now += after;
            step(&mut session, &mut seen, Moment::from_millis(now), input)?;
        }
        // The end: the user stops, every reply comes, time passes.
        step(&mut session, &mut seen, Moment::from_millis(now), Input::Returned)?;
        step(&mut session, &mut seen, Moment::from_millis(now), Input::Stop)?;
        for call in core::mem::take(&mut seen.news) {
            let reply = NewReply {
                session_id: format!("last{}", call.0),
                ..NewReply::default()
            };
            step(&mut session, &mut seen, Moment::from_millis(now), Input::Created { call, result: Ok(reply) })?;
        }
        let mut ticks = 0;
        loop {
            if let Some((call, _)) = seen.pending.first().cloned() {
                step(&mut session, &mut seen, Moment::from_millis(now), Input::Done { call, result: Ok(()) })?;
            } else if let Some(token) = seen.tokens.first().copied() {
                step(&mut session, &mut seen, Moment::from_millis(now), Input::Token { token, result: Ok(()) })?;
            } else if let Some(deadline) = session.deadline() {
                now = deadline.as_millis();
                step(&mut session, &mut seen, deadline, Input::Tick)?;
            } else {
                break;
            }
            ticks += 1;
            prop_assert!(ticks < 2000, "it does not come to rest");
        }
        prop_assert!(matches!(session.state(), State::Idle | State::Ended));
        prop_assert!(seen.peers.is_empty());
        prop_assert!(seen.waiting.is_empty(), "texts without an outcome: {:?}", seen.waiting);
        for id in &seen.registered {
            // A session that is still registered was stopped, and its stop refused for good.
            prop_assert!(seen.stops.contains_key(id), "{} was never stopped", id);
        }
    }
}
