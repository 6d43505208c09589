//! Every type is read by one end as the other wrote it.

#![allow(clippy::unwrap_used, reason = "an unwrap is how a test fails")]

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use streaming_avatar_api::*;

fn comes_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) -> Result<(), TestCaseError> {
    let text = serde_json::to_string(value).unwrap();
    let read: T = serde_json::from_str(&text).map_err(|error| TestCaseError::fail(format!("{error} in {text}")))?;
    prop_assert_eq!(&read, value, "{}", text);
    // And in an envelope, as a reply. An envelope around nothing at all (`data: null`) is what `Data` is not read from.
    let text = serde_json::to_vec(&Envelope::success(value)).unwrap();
    let read = read_reply::<T>(200, None, &text).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    prop_assert_eq!(&read, value);
    Ok(())
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![".{0,20}", any::<String>()]
}

fn server() -> impl Strategy<Value = IceServer> {
    (
        vec(words(), 0..3),
        option::of(words()),
        option::of(words()),
        option::of(words()),
    )
        .prop_map(|(urls, username, credential, credential_type)| IceServer {
            urls,
            username,
            credential,
            credential_type,
        })
}

fn description() -> impl Strategy<Value = Description> {
    (any::<bool>(), words()).prop_map(|(offer, sdp)| {
        if offer {
            Description::offer(sdp)
        } else {
            Description::answer(sdp)
        }
    })
}

fn quality() -> impl Strategy<Value = Quality> {
    (0..3_usize).prop_map(|place| Quality::ALL[place])
}

fn emotion() -> impl Strategy<Value = Emotion> {
    use Emotion::*;
    prop_oneof![
        Just(Excited),
        Just(Serious),
        Just(Friendly),
        Just(Soothing),
        Just(Broadcaster)
    ]
}

fn voice() -> impl Strategy<Value = Voice> {
    (
        option::of(words()),
        option::of(0.1_f32..3.0),
        option::of(emotion()),
        option::of(words()),
    )
        .prop_map(|(voice_id, rate, emotion, language)| Voice {
            voice_id,
            rate,
            emotion,
            language,
        })
}

fn new_request() -> impl Strategy<Value = NewRequest> {
    let names = (
        option::of(words()),
        option::of(words()),
        option::of(words()),
        option::of(words()),
    );
    let encoding = option::of(prop_oneof![Just(VideoEncoding::VP8), Just(VideoEncoding::H264)]);
    let rest = (
        option::of(any::<bool>()),
        option::of(any::<u32>()),
        option::of(words()),
        option::of(words()),
    );
    (quality(), names, option::of(voice()), (encoding, background()), rest).prop_map(
        |(
            quality,
            (avatar_id, avatar_name, knowledge_base, version),
            voice,
            (video_encoding, background),
            (idle, limit, language, knowledge_base_id),
        )| {
            NewRequest {
                quality,
                avatar_id,
                avatar_name,
                voice,
                language,
                video_encoding,
                background,
                knowledge_base,
                knowledge_base_id,
                disable_idle_timeout: idle,
                activity_idle_timeout: limit,
                version,
            }
        },
    )
}

fn background() -> impl Strategy<Value = Option<Background>> {
    option::of(prop::sample::select(&Background::ALL[..]))
}

fn new_reply() -> impl Strategy<Value = NewReply> {
    let servers = (vec(words(), 0..3), vec(server(), 0..3));
    let features = (any::<[bool; 3]>(), background()).prop_map(|([talk, listen, voices], background)| Features {
        talk,
        listen,
        voices,
        background,
    });
    let features = option::of(features);
    (
        words(),
        option::of(description()),
        servers,
        any::<[Option<u32>; 2]>(),
        features,
    )
        .prop_map(
            |(
                session_id,
                sdp,
                (ice_servers, ice_servers2),
                [session_duration_limit, activity_idle_timeout],
                features,
            )| NewReply {
                session_id,
                sdp,
                ice_servers,
                ice_servers2,
                session_duration_limit,
                activity_idle_timeout,
                features,
            },
        )
}

fn ice_request() -> impl Strategy<Value = IceRequest> {
    (
        words(),
        words(),
        option::of(words()),
        option::of(any::<u16>()),
        option::of(words()),
    )
        .prop_map(
            |(session_id, candidate, sdp_mid, sdp_m_line_index, username_fragment)| IceRequest {
                session_id,
                candidate: IceCandidate {
                    candidate,
                    sdp_mid,
                    sdp_m_line_index,
                    username_fragment,
                },
            },
        )
}

fn task_request() -> impl Strategy<Value = TaskRequest> {
    let kind = prop_oneof![Just(TaskType::Repeat), Just(TaskType::Talk)];
    let mode = option::of(prop_oneof![Just(TaskMode::Sync), Just(TaskMode::Async)]);
    (words(), words(), kind, mode).prop_map(|(session_id, text, task_type, task_mode)| TaskRequest {
        session_id,
        text,
        task_type,
        task_mode,
    })
}

/// Counts and times up to the largest that a signed number of 64 bits holds: some 292 million years.
fn count() -> impl Strategy<Value = u64> {
    0..=i64::MAX as u64
}

/// Something that a message names, and that is not empty.
fn said() -> impl Strategy<Value = String> {
    "\\PC{1,20}"
}

fn message() -> impl Strategy<Value = ChannelMessage> {
    prop_oneof![
        words().prop_map(|task_id| ChannelMessage::StartTalking { task_id }),
        (words(), count(), option::of(said())).prop_map(|(task_id, duration_ms, unsaid)| ChannelMessage::StopTalking {
            task_id,
            duration_ms,
            unsaid,
        }),
        Just(ChannelMessage::PauseTalking),
        Just(ChannelMessage::ResumeTalking),
        (words(), words()).prop_map(|(task_id, message)| ChannelMessage::TalkingMessage { task_id, message }),
        words().prop_map(|task_id| ChannelMessage::EndMessage { task_id }),
        words().prop_map(|task_id| ChannelMessage::UserStart { task_id }),
        words().prop_map(|task_id| ChannelMessage::UserStop { task_id }),
        (words(), words()).prop_map(|(task_id, message)| ChannelMessage::UserMessage { task_id, message }),
        words().prop_map(|task_id| ChannelMessage::UserEnd { task_id }),
        (words(), words(), words()).prop_map(|(task_id, code, message)| ChannelMessage::Error {
            task_id,
            code,
            message,
        }),
        (words(), words(), words()).prop_map(|(task_id, code, message)| ChannelMessage::Warning {
            task_id,
            code,
            message,
        }),
        Just(ChannelMessage::Other)
    ]
}

fn session() -> impl Strategy<Value = SessionEntry> {
    use SessionStatus::*;
    let status = prop_oneof![Just(New), Just(Connecting), Just(Connected), Just(Other)];
    (words(), status, count(), words()).prop_map(|(session_id, status, created_at, api_key_type)| SessionEntry {
        session_id,
        status,
        created_at,
        api_key_type,
    })
}

fn avatar() -> impl Strategy<Value = Avatar> {
    use AvatarStatus::*;
    let status = prop_oneof![Just(Active), Just(Inactive), Just(Other)];
    ((words(), words(), words(), words()), any::<bool>(), count(), status).prop_map(
        |((avatar_id, pose_name, normal_preview, default_voice), is_public, created_at, status)| Avatar {
            avatar_id,
            pose_name,
            normal_preview,
            default_voice,
            is_public,
            created_at,
            status,
        },
    )
}

proptest! {
    #[test]
    fn new_requests(value in new_request()) { comes_back(&value)?; }

    #[test]
    fn new_replies(value in new_reply()) { comes_back(&value)?; }

    #[test]
    fn start_requests(session_id in words(), sdp in description()) { comes_back(&StartRequest { session_id, sdp })?; }

    #[test]
    fn ice_requests(value in ice_request()) { comes_back(&value)?; }

    #[test]
    fn a_flat_ice_request_means_the_same(value in ice_request()) {
        let flat = serde_json::json!({
            "session_id": value.session_id,
            "candidate": value.candidate.candidate,
            "sdpMid": value.candidate.sdp_mid,
            "sdpMLineIndex": value.candidate.sdp_m_line_index,
            "usernameFragment": value.candidate.username_fragment,
        });
        prop_assert_eq!(serde_json::from_value::<IceRequest>(flat).unwrap(), value);
    }

    #[test]
    fn task_requests(value in task_request()) { comes_back(&value)?; }

    #[test]
    fn task_replies(task_id in words(), duration_ms in count(), unsaid in option::of(said())) {
        comes_back(&TaskReply { duration_ms, task_id, unsaid })?;
    }

    #[test]
    fn session_requests(session_id in words()) { comes_back(&SessionRequest { session_id })?; }

    #[test]
    fn session_lists(sessions in vec(session(), 0..4)) { comes_back(&SessionList { sessions })?; }

    #[test]
    fn avatar_lists(avatars in vec(avatar(), 0..4)) { comes_back::<AvatarList>(&avatars)?; }

    #[test]
    fn tokens(token in words()) { comes_back(&TokenReply { token })?; }

    #[test]
    fn channel_messages(value in message()) { comes_back(&value)?; }

    #[test]
    fn envelopes(code in any::<i64>(), message in words(), data in option::of(words())) {
        let value = Envelope { code, message, data };
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(serde_json::from_str::<Envelope<String>>(&text).unwrap(), value);
    }
}

#[test]
fn a_secret_is_not_shown() {
    let token = TokenReply {
        token: "hush-hush".into(),
    };
    assert!(!format!("{token:?}").contains("hush"));
}
