//! Whatever comes in whatever order: no panic, deadlines that move, one outcome a text, nothing left open in the end.
//!
//! The simulation tells what a real world could; here the inputs need not make sense at all.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use api::{
    ApiError, Background, ChannelMessage, Description, ErrorKind, Features, IceCandidate, ListeningMode, NewReply,
    TaskReply, TaskType,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use streaming_avatar_session::{
    CallId, Command, Connection, Event, Input, MicrophoneProblem, Moment, Opened, Options, Output, PeerId, PeerProblem,
    Progress, Request, Session, State, TextId, TokenId,
};

fn error() -> impl Strategy<Value = ApiError> {
    (0..ErrorKind::ALL.len(), option::of(0_u32..100), any::<bool>()).prop_map(|(place, wait, silent)| {
        if silent {
            return ApiError::unreachable();
        }
        let kind = ErrorKind::ALL[place];
        ApiError::new(kind, kind.wire().0, Some(kind.wire().1), String::new(), wait)
    })
}

fn result<T: std::fmt::Debug>(good: impl Strategy<Value = T>) -> impl Strategy<Value = Result<T, ApiError>> {
    prop_oneof![3 => good.prop_map(Ok), 1 => error().prop_map(Err)]
}

fn reply() -> impl Strategy<Value = NewReply> {
    let sdp = prop_oneof![
        8 => Just(Some(Description::offer("o"))),
        1 => Just(Some(Description::answer("a"))),
        1 => Just(None),
    ];
    let features = option::of(any::<bool>().prop_map(|listen| Features {
        listen,
        background: listen.then_some(Background::Studio),
        ..Features::default()
    }));
    let limits = (option::of(0_u32..200), option::of(0_u32..200));
    (any::<u32>(), sdp, limits, features).prop_map(
        |(id, sdp, (session_duration_limit, activity_idle_timeout), features)| NewReply {
            features,
            session_id: if id % 50 == 0 { String::new() } else { format!("s{id}") },
            sdp,
            session_duration_limit,
            activity_idle_timeout,
            ..NewReply::default()
        },
    )
}

fn call() -> impl Strategy<Value = CallId> {
    prop_oneof![(1_u32..40), (1_u32..10)].prop_map(CallId)
}

fn peer() -> impl Strategy<Value = PeerId> {
    (1_u32..6).prop_map(PeerId)
}

fn task_id() -> impl Strategy<Value = String> {
    "t[0-9]|"
}

fn input() -> impl Strategy<Value = Input> {
    let connection = prop_oneof![
        1 => Just(Connection::Connecting),
        4 => Just(Connection::Connected),
        1 => Just(Connection::Disconnected),
        1 => Just(Connection::Failed),
        1 => Just(Connection::Closed)
    ];
    let message = prop_oneof![
        task_id().prop_map(|task_id| ChannelMessage::StartTalking { task_id }),
        task_id().prop_map(|task_id| ChannelMessage::StopTalking {
            task_id,
            duration_ms: 5,
            unsaid: None,
        }),
        task_id().prop_map(|task_id| ChannelMessage::StopTalking {
            task_id,
            duration_ms: 0,
            unsaid: Some("all of it".into()),
        }),
        Just(ChannelMessage::PauseTalking),
        Just(ChannelMessage::ResumeTalking),
        (task_id(), any::<bool>()).prop_map(|(task_id, words)| if words {
            ChannelMessage::TalkingMessage {
                task_id,
                message: "Words.".into(),
            }
        } else {
            ChannelMessage::Error {
                task_id,
                code: "c".into(),
                message: "m".into(),
            }
        }),
        task_id().prop_map(|task_id| ChannelMessage::Warning {
            task_id,
            code: "c".into(),
            message: "m".into(),
        }),
        (0..4_u32, task_id()).prop_map(|(kind, task_id)| match kind {
            0 => ChannelMessage::UserStart { task_id },
            1 => ChannelMessage::UserStop { task_id },
            2 => ChannelMessage::UserEnd { task_id },
            _ => ChannelMessage::UserMessage {
                task_id,
                message: "Words.".into(),
            },
        }),
        Just(ChannelMessage::Other)
    ];
    let answer = prop_oneof![6 => Just(Ok("a".to_owned())), 1 => Just(Err(PeerProblem::Unsupported))];
    let task = (task_id(), 0_u64..20_000).prop_map(|(task_id, duration_ms)| TaskReply {
        unsaid: (duration_ms % 5 == 0).then(|| "some of it".to_owned()),
        duration_ms,
        task_id,
    });
    prop_oneof![
        6 => Just(Input::Start),
        1 => Just(Input::StartEarly),
        2 => call().prop_map(|call| Input::NotSent { call }),
        8 => ((1_u32..20).prop_map(TokenId), any::<bool>()).prop_map(|(token, refused)| {
            let refusal = || ApiError::new(ErrorKind::NoToken, 503, None, String::new(), None);
            let result = if refused { Err(refusal()) } else { Ok(()) };
            Input::Token { token, result }
        }),
        2 => Just(Input::Stop),
        4 => (0_u32..30, "|Hi.|(Some words go here. ){0,9}").prop_map(|(id, text)| Input::Speak {
            id: TextId(id),
            text,
            kind: if id % 3 == 0 { TaskType::Talk } else { TaskType::Repeat },
        }),
        2 => any::<bool>().prop_map(|clear| Input::Interrupt { clear }),
        4 => (any::<bool>(), any::<bool>()).prop_map(|(held, muted)| Input::Listen {
            mode: if held { ListeningMode::PushToTalk } else { ListeningMode::Conversational },
            muted,
        }),
        1 => Just(Input::StopListening),
        1 => any::<bool>().prop_map(Input::MuteMicrophone),
        2 => any::<bool>().prop_map(Input::Hold),
        4 => any::<bool>().prop_map(|opened| Input::Captured(if opened { Ok(Opened::Chosen) } else { Err(MicrophoneProblem::Denied) })),
        1 => Just(Input::MicrophoneLost),
        1 => Just(Input::MicrophoneChosen),
        1 => Just(Input::KeepAlive),
        1 => Just(Input::DropWaiting),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(keep_alive, renew)| Input::Choose { keep_alive, renew }),
        1 => any::<bool>().prop_map(|green| Input::Background(if green { Background::Green } else { Background::Studio })),
        2 => Just(Input::Renew),
        8 => (call(), result(reply())).prop_map(|(call, result)| Input::Created { call, result }),
        8 => (call(), result(task)).prop_map(|(call, result)| Input::Tasked { call, result }),
        8 => (call(), result(Just(()))).prop_map(|(call, result)| Input::Done { call, result }),
        8 => (peer(), answer).prop_map(|(peer, result)| Input::Answered { peer, result }),
        2 => peer().prop_map(|peer| Input::Candidate {
            peer,
            candidate: IceCandidate { candidate: "c".into(), ..IceCandidate::default() },
        }),
        8 => (peer(), connection).prop_map(|(peer, connection)| Input::Peer { peer, connection }),
        2 => (peer(), any::<bool>()).prop_map(|(peer, open)| Input::Channel { peer, open }),
        4 => (peer(), message).prop_map(|(peer, message)| Input::Message { peer, message }),
        8 => peer().prop_map(|peer| Input::FirstFrame { peer }),
        1 => (peer(), any::<bool>()).prop_map(|(peer, frozen)| Input::Frozen { peer, frozen }),
        3 => (peer(), any::<bool>()).prop_map(|(peer, audible)| Input::Audible { peer, audible }),
        1 => any::<bool>().prop_map(Input::SoundBlocked),
        1 => any::<bool>().prop_map(Input::Hidden),
        1 => any::<bool>().prop_map(Input::Online),
        1 => Just(Input::Leaving),
        1 => Just(Input::Returned),
        1 => vec("o[0-9]|", 0..9).prop_map(Input::Orphans),
        6 => Just(Input::Tick),
    ]
}

fn options() -> impl Strategy<Value = Options> {
    (
        any::<[bool; 6]>(),
        0_u32..4,
        option::of(0_u64..60),
        option::of(0_u32..200),
    )
        .prop_map(|(switches, recoveries, hidden, idle)| {
            let [split_sentences, keep_alive, renew, greeting, hasty, tokens] = switches;
            let mut options = Options {
                split_sentences,
                keep_alive,
                renew,
                tokens,
                recoveries,
                greeting: if greeting { "Good day.".into() } else { String::new() },
                hidden_limit: hidden.map(Duration::from_secs),
                ..Options::default()
            };
            options.request.activity_idle_timeout = idle;
            if hasty {
                // Deadlines that have passed when they are set must not make it run in circles.
                options.deadlines.healing = Duration::ZERO;
                options.deadlines.task = Duration::ZERO;
                options.deadlines.recovering = Duration::ZERO;
            }
            options
        })
}

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
