//! Opening a session on this machine.

use std::time::Duration;

use api::{Features, NewRequest};

use crate::cluster::command::{Opened, Opening};
use crate::cluster::node::Node;
use crate::media::VideoFormat;
use crate::peer;
use crate::refusal::Refusal;
use crate::sessions::{SessionId, Terms};
use crate::traces::Parent;

impl Node {
    /// The terms of the session that a client asks for.
    ///
    /// # Errors
    /// The first of its wishes that cannot be met.
    pub async fn terms(&self, request: &NewRequest) -> Result<Terms, Refusal> {
        let voices = self.voices.all().await;
        let tasks::Terms {
            avatar,
            size,
            mut delivery,
        } = tasks::Terms::of(request, self.avatars.catalog().avatars(), &voices)?;
        self.voices.give(&mut delivery, request, avatar.default_voice());
        let talk = self.talk.as_ref().map(|talk| talk.talk(request, &delivery, &voices));
        let hearing = self.hearing.as_ref();
        let listening = hearing.map(|hearing| hearing.listening(self.talk.is_some()));
        let (default, longest) = (self.options.idle_timeout, self.options.max_idle_timeout);
        Ok(Terms {
            avatar,
            format: VideoFormat {
                width: size.width,
                height: size.height,
                kilobits: request.quality.kilobits(),
            },
            encoding: request.video_encoding.unwrap_or_default(),
            background: request.background.unwrap_or(self.options.background.into()),
            delivery,
            talk: talk.transpose()?,
            listening,
            idle: Some(tasks::idle_timeout(request, default, longest)?),
            trace: Parent::current(),
        })
    }

    /// Opens a session on these terms.
    ///
    /// # Errors
    /// Where there is no slot for it, or the machine gives no thread or no socket.
    pub async fn open(&self, id: SessionId, terms: Terms, opening: &Opening) -> Result<Opened, Refusal> {
        let (idle, talk, listen) = (terms.idle, terms.talk.is_some(), terms.listening.is_some());
        let background = Some(terms.background);
        let slot = self.registry.take_slot(id.clone(), opening.opener())?;
        let offer = peer::open(terms, self.bounds.clone(), slot);
        let sdp = self.registry.answered(&id, offer).await?;
        Ok(Opened {
            session_id: id,
            sdp,
            session_duration_limit: self.options.max_duration.and_then(whole_seconds),
            activity_idle_timeout: idle.and_then(whole_seconds),
            features: Features {
                talk,
                listen,
                voices: true,
                background,
            },
        })
    }
}

fn whole_seconds(time: Duration) -> Option<u32> {
    u32::try_from(time.as_secs()).ok()
}
