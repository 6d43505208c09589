//! The API's calls, answered.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use api::{
    Avatar, AvatarStatus, Call, Description, DescriptionType, Envelope, ErrorKind, IceRequest, NewReply, NewRequest,
    SessionList, SessionRequest, StartRequest, TaskReply, TaskRequest, TaskType, TokenReply,
};
use avatar::speech::{self, Voice};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tasks::{Terms, idle_timeout};

use crate::Refusal;
use crate::messages::{Order, Speech};
use crate::session::{Session, SessionOutput};

/// Ended sessions that are remembered, so that a late call is told why it comes to nothing.
const REMEMBERED: usize = 100;
/// Sessions at a time. A page with more has a defect, and its visitors' machines should not pay for it.
const MAX_SESSIONS: usize = 16;
/// Where the list of voices is: an addition of this project's servers.
const VOICES: &str = "/v1/streaming/voice.list";

/// Something that the service has to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Outgoing {
    /// The reply to a call: its number, HTTP status, and body.
    Reply(u32, u16, String),
    /// A session's message, as over a data channel.
    Tell(String, String),
    /// A session's order to the [`Synthesis`](crate::Synthesis).
    Order(String, Order),
    /// A session has ended: the synthesis forgets it, too.
    Ended(String),
}

/// The sessions of a page.
#[derive(Debug, Default)]
pub struct Service {
    open: BTreeMap<String, Session>,
    past: VecDeque<String>,
    outgoing: VecDeque<Outgoing>,
}

/// The data of a call that gives none.
#[derive(Serialize)]
struct Nothing {}

/// A voice as the list shows it.
#[derive(Serialize)]
struct VoiceEntry {
    voice_id: String,
    name: String,
    language: String,
}

/// `streaming.create_token`'s own envelope.
#[derive(Serialize)]
struct TokenEnvelope {
    error: Option<()>,
    data: TokenReply,
}

impl Service {
    /// Answers a call: its number, path, body (empty for none), and the time since 1970. `random` is an id that has not been used.
    /// The reply comes from [`Self::poll`], that of a task with the task's synthesis.
    pub fn call(&mut self, call: u32, path: &str, body: &str, random: &str, now: Duration) {
        let answered = self.answer(call, path, body, random, now);
        let (status, body) = match answered {
            Ok(None) => return self.collect(),
            Ok(Some(body)) => (200, body),
            Err(refusal) => refusal.reply(),
        };
        self.outgoing.push_back(Outgoing::Reply(call, status, body));
        self.collect();
    }

    fn answer(
        &mut self,
        call: u32,
        path: &str,
        body: &str,
        random: &str,
        now: Duration,
    ) -> Result<Option<String>, Refusal> {
        if path == VOICES {
            return success(voices());
        }
        let Some(kind) = Call::ALL.into_iter().find(|call| call.path() == path) else {
            return Err(Refusal::new(ErrorKind::BadRequest, "There is no such call."));
        };
        match kind {
            Call::CreateToken => {
                let data = TokenReply {
                    token: random.to_owned(),
                };
                Ok(Some(json(&TokenEnvelope { error: None, data })))
            }
            Call::New => success(self.new_session(&read(body)?, random, now)?),
            Call::Start => {
                let request: StartRequest = read(body)?;
                let session = self.find(&request.session_id)?;
                if request.sdp.kind != DescriptionType::Answer {
                    let message = "sdp.type is offer: the service makes the offer, send the answer to it.";
                    return Err(Refusal::new(ErrorKind::BadRequest, message));
                }
                session.start(now)?;
                success(Nothing {})
            }
            Call::Ice => {
                let request: IceRequest = read(body)?;
                self.find(&request.session_id)?;
                success(Nothing {})
            }
            Call::Task => self.task(call, &read(body)?, random, now),
            Call::Interrupt => {
                let request: SessionRequest = read(body)?;
                self.find(&request.session_id)?.interrupt(now)?;
                success(Nothing {})
            }
            Call::StartListening | Call::StopListening => {
                let message =
                    "The avatar in the page has no speech recognition. Send the visitor's words with streaming.task.";
                Err(Refusal::new(ErrorKind::PlanLimit, message))
            }
            Call::KeepAlive => {
                let request: SessionRequest = read(body)?;
                self.find(&request.session_id)?.touch(now);
                success(Nothing {})
            }
            Call::Stop => {
                let request: SessionRequest = read(body)?;
                // One that has ended by itself is no error: what the client wants is the case.
                if !self.end(&request.session_id) && !self.past.contains(&request.session_id) {
                    return Err(Refusal::no_session());
                }
                success(Nothing {})
            }
            Call::List => success(SessionList {
                sessions: self.open.iter().map(|(id, session)| session.entry(id)).collect(),
            }),
            Call::AvatarList => success(avatars()),
        }
    }

    fn new_session(&mut self, request: &NewRequest, id: &str, now: Duration) -> Result<NewReply, Refusal> {
        let terms = Terms::of(request, avatar::avatars(), &speech::voices())?;
        if !terms.avatar.is_provided() {
            let message = format!("The figure {} has not come yet.", terms.avatar.id());
            return Err(Refusal::new(ErrorKind::NotLoaded, message));
        }
        // A session in the page costs nobody anything: it ends for idleness only where that is asked for.
        let idle = idle_timeout(request, Duration::MAX, Duration::MAX)?;
        let idle = (idle < Duration::MAX).then_some(idle);
        if self.open.len() >= MAX_SESSIONS {
            let message = format!(
                "Concurrent limit reached: {MAX_SESSIONS} avatars are open in this page. Stop one of them first."
            );
            return Err(Refusal::new(ErrorKind::ConcurrentLimit, message));
        }
        let session = Session::new(terms, idle, seed(id), now);
        self.open.insert(id.to_owned(), session);
        Ok(NewReply {
            session_id: id.to_owned(),
            // There is no connection to be made; clients want an offer all the same.
            sdp: Some(Description::offer(id)),
            activity_idle_timeout: idle.and_then(|idle| u32::try_from(idle.as_secs()).ok()),
            ..NewReply::default()
        })
    }

    fn task(&mut self, call: u32, request: &TaskRequest, id: &str, now: Duration) -> Result<Option<String>, Refusal> {
        let session = self.find(&request.session_id)?;
        if request.task_type == TaskType::Talk {
            let message = "There is no language model in the page, so the avatar cannot answer. Send the words it is to say \
                           with task_type \"repeat\".";
            return Err(Refusal::new(ErrorKind::PlanLimit, message));
        }
        let mode = request.task_mode.unwrap_or_default();
        session.task(call, id.to_owned(), &request.text, mode, now)?;
        Ok(None)
    }

    fn find(&mut self, id: &str) -> Result<&mut Session, Refusal> {
        let over = self.past.iter().any(|past| past == id);
        self.open.get_mut(id).ok_or_else(|| {
            if over {
                Refusal::session_over()
            } else {
                Refusal::no_session()
            }
        })
    }

    /// An open session.
    pub fn session(&mut self, id: &str) -> Option<&mut Session> {
        self.open.get_mut(id)
    }

    /// Ends a session; whether it was open.
    pub fn end(&mut self, id: &str) -> bool {
        let Some(mut session) = self.open.remove(id) else {
            return false;
        };
        for call in session.waiting() {
            let (status, body) = Refusal::session_over().reply();
            self.outgoing.push_back(Outgoing::Reply(call, status, body));
        }
        self.outgoing.push_back(Outgoing::Ended(id.to_owned()));
        self.past.push_back(id.to_owned());
        if self.past.len() > REMEMBERED {
            self.past.pop_front();
        }
        true
    }

    /// Ends the sessions of which nothing was asked for too long.
    pub fn expire(&mut self, now: Duration) {
        let over: Vec<String> = self
            .open
            .iter_mut()
            .filter_map(|(id, session)| session.is_over(now).then(|| id.clone()))
            .collect();
        for id in over {
            self.end(&id);
        }
    }

    /// Takes news of a session's texts.
    pub fn speech(&mut self, id: &str, speech: Speech) {
        if let Some(session) = self.open.get_mut(id) {
            session.speech(speech);
            self.collect();
        }
    }

    /// The voice of a session, or the synthesis itself, cannot be had: the texts that wait to be read fail.
    pub fn lose_voice(&mut self, id: &str) {
        if let Some(session) = self.open.get_mut(id) {
            session.lose_voice();
            self.collect();
        }
    }

    /// Holds a session's speech while nobody can hear it, or lets it go on. A session is held until this was called.
    pub fn hold(&mut self, id: &str, held: bool) {
        if let Some(session) = self.open.get_mut(id) {
            session.hold(held);
            self.collect();
        }
    }

    /// Takes the count of samples of a session that have been played.
    pub fn played(&mut self, id: &str, samples: u64) {
        if let Some(session) = self.open.get_mut(id) {
            session.played(samples);
            self.collect();
        }
    }

    /// Gathers what sessions have to tell.
    fn collect(&mut self) {
        for (id, session) in &mut self.open {
            while let Some(output) = session.poll() {
                self.outgoing.push_back(match output {
                    SessionOutput::Message(message) => Outgoing::Tell(id.clone(), json(&message)),
                    SessionOutput::Reply(call, task_id, Ok(spoken)) => {
                        let reply = TaskReply {
                            duration_ms: spoken.duration_ms,
                            task_id,
                            unsaid: spoken.unsaid,
                        };
                        Outgoing::Reply(call, 200, json(&Envelope::success(reply)))
                    }
                    SessionOutput::Order(order) => Outgoing::Order(id.clone(), order),
                    SessionOutput::Reply(call, _, Err(refusal)) => {
                        let (status, body) = refusal.reply();
                        Outgoing::Reply(call, status, body)
                    }
                });
            }
        }
    }

    /// The next thing to be said.
    pub fn poll(&mut self) -> Option<Outgoing> {
        self.outgoing.pop_front()
    }
}

/// The language whose voice file a session with this body of `streaming.new` needs. A body that is refused needs none.
pub fn language(body: &str) -> Option<String> {
    let request: NewRequest = read(body).ok()?;
    let voices = speech::voices();
    let id = Terms::of(&request, avatar::avatars(), &voices)
        .ok()?
        .delivery
        .voice_id?;
    voices
        .into_iter()
        .find(|voice| voice.id == id)
        .map(|voice| voice.language)
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, Refusal> {
    let body = if body.trim().is_empty() { "{}" } else { body };
    let wrong = || {
        let message = "The body is not what this call takes: a field is missing, or has another kind of value.";
        Refusal::new(ErrorKind::BadRequest, message)
    };
    // A list would be read as the fields in their order.
    if body.trim_start().starts_with('[') {
        return Err(wrong());
    }
    serde_json::from_str(body).map_err(|_| wrong())
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn success<T: Serialize>(data: T) -> Result<Option<String>, Refusal> {
    Ok(Some(json(&Envelope::success(data))))
}

fn voices() -> Vec<VoiceEntry> {
    let entry = |voice: Voice| VoiceEntry {
        voice_id: voice.id,
        name: voice.name,
        language: voice.language,
    };
    speech::voices().into_iter().map(entry).collect()
}

/// The previews' addresses are files beside the page's scripts, which complete them.
fn avatars() -> Vec<Avatar> {
    let entry = |avatar: &avatar::Avatar| Avatar {
        avatar_id: avatar.id().into(),
        pose_name: avatar.pose_name().into(),
        normal_preview: format!("{}.webp", avatar.id()),
        default_voice: avatar.default_voice().into(),
        is_public: true,
        created_at: 0,
        status: AvatarStatus::Active,
    };
    avatar::avatars().iter().map(entry).collect()
}

/// FNV-1a: habits of an avatar that differ from session to session.
fn seed(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
