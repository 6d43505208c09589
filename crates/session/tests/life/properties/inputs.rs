//! Any input and any options: they need not make sense.

use std::time::Duration;

use api::{
    ApiError, Background, ChannelMessage, Description, ErrorKind, Features, IceCandidate, ListeningMode, NewReply,
    TaskReply, TaskType,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use streaming_avatar_session::{
    CallId, Connection, Input, MicrophoneProblem, Opened, Options, PeerId, PeerProblem, TextId, TokenId,
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

pub(super) fn input() -> impl Strategy<Value = Input> {
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

pub(super) fn options() -> impl Strategy<Value = Options> {
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
                options.deadlines.disconnect_grace = Duration::ZERO;
                options.deadlines.task = Duration::ZERO;
                options.deadlines.recovering = Duration::ZERO;
            }
            options
        })
}
