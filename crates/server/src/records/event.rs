//! The JSON events of records and webhooks.

use std::time::SystemTime;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::options::KeyName;
use crate::sessions::{End, Entry};

/// The beginning or the end of a session, as it is told.
#[derive(Clone, Debug)]
pub struct Event {
    /// Names it: the same for each try.
    pub id: String,
    /// The body of a webhook.
    pub body: String,
    /// The usage record; a beginning has none.
    pub end: Option<String>,
}

/// A webhook's body, in the form that Standard Webhooks recommends.
#[derive(Serialize)]
struct Body<'a, T> {
    r#type: &'static str,
    timestamp: &'a str,
    data: T,
}

#[derive(Serialize)]
struct Started<'a> {
    session_id: &'a str,
    key: Option<&'a str>,
}

/// The end of a session; the usage record is this alone.
#[derive(Serialize)]
struct EndReason<'a> {
    session_id: &'a str,
    /// The name of the key; none where the server asks for none.
    key: Option<&'a str>,
    opened_at: String,
    ended_at: &'a str,
    /// Seconds for which media flowed, to the millisecond.
    seconds: f64,
    /// Characters that it was given to say, those of answers included.
    characters: u64,
    reason: &'static str,
}

impl<'a> EndReason<'a> {
    fn of(entry: &'a Entry, end: &End, ended_at: &'a str) -> Self {
        Self {
            session_id: &entry.session,
            key: entry.key.as_ref().map(KeyName::as_str),
            opened_at: rfc3339(end.opened),
            ended_at,
            seconds: f64::from(u32::try_from(end.connected.as_millis()).unwrap_or(u32::MAX)) / 1000.0,
            characters: end.characters,
            reason: end.why.reason(),
        }
    }
}

impl Event {
    /// The words of an entry.
    pub fn of(entry: &Entry) -> Self {
        let timestamp = rfc3339(entry.at);
        let (session_id, key) = (entry.session.as_str(), entry.key.as_ref().map(|key| key.as_str()));
        match &entry.end {
            None => Self {
                id: format!("{session_id}.started"),
                body: json(&Body {
                    r#type: "session.started",
                    timestamp: &timestamp,
                    data: Started { session_id, key },
                }),
                end: None,
            },
            Some(end) => {
                let data = EndReason::of(entry, end, &timestamp);
                Self {
                    id: format!("{session_id}.ended"),
                    end: Some(json(&data)),
                    body: json(&Body {
                        r#type: "session.ended",
                        timestamp: &timestamp,
                        data,
                    }),
                }
            }
        }
    }
}

fn json(value: &impl Serialize) -> String {
    // The values are plain data, which JSON can always hold.
    serde_json::to_string(value).unwrap_or_default()
}

fn rfc3339(at: SystemTime) -> String {
    OffsetDateTime::from(at).format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::*;
    use crate::sessions::EndReason;

    #[test]
    fn an_end_has_all_that_is_paid_for() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let entry = Entry {
            session: "a".into(),
            key: Some("shop".parse().unwrap()),
            at: at(90),
            end: Some(End {
                opened: at(10),
                connected: Duration::from_millis(79_500),
                why: EndReason::Idle(Duration::from_secs(9)),
                characters: 12,
            }),
        };
        let event = Event::of(&entry);
        let record = json!({
            "session_id": "a", "key": "shop", "opened_at": "1970-01-01T00:00:10Z", "ended_at": "1970-01-01T00:01:30Z",
            "seconds": 79.5, "characters": 12, "reason": "idle",
        });
        assert_eq!(serde_json::from_str::<Value>(&event.end.unwrap()).unwrap(), record);
        let body = json!({"type": "session.ended", "timestamp": "1970-01-01T00:01:30Z", "data": record});
        assert_eq!(serde_json::from_str::<Value>(&event.body).unwrap(), body);
        assert_eq!(event.id, "a.ended");
        let begun = Event::of(&Entry {
            end: None,
            key: None,
            ..entry
        });
        assert!(begun.end.is_none());
        let body = json!({"type": "session.started", "timestamp": "1970-01-01T00:01:30Z", "data": {"session_id": "a", "key": null}});
        assert_eq!(serde_json::from_str::<Value>(&begun.body).unwrap(), body);
    }
}
