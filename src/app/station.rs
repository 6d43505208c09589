//! A service that answered, with what it offers.

use api::{ApiError, Avatar, ErrorKind};

use super::face::Face;
use crate::client::{self, Credential, Service, VoiceEntry};

/// A service and its lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Station {
    pub(super) service: Service,
    /// Empty where the service does not list them to this caller.
    pub(super) avatars: Vec<Avatar>,
    /// Whether it wants a key before it says anything.
    pub(super) locked: bool,
    /// Empty where the service does not list them.
    pub(super) voices: Vec<VoiceEntry>,
}

impl Station {
    /// Asks a service for its lists.
    ///
    /// # Errors
    /// The service's reply instead, or that no service answered.
    pub(super) async fn reach(service: Service) -> Result<Self, ApiError> {
        let token = matches!(service.credential(), Credential::Token(_));
        let avatars = match client::avatars(&service).await {
            Ok(avatars) => avatars,
            // A token opens one session, and at some deployments that is all it opens.
            Err(refusal) if token && refusal.kind == ErrorKind::Unauthorized => Vec::new(),
            Err(refusal) => return Err(refusal),
        };
        let voices = client::voices(&service).await;
        Ok(Self {
            service,
            avatars,
            voices,
            locked: false,
        })
    }

    /// A service that has not said what it offers.
    pub(super) fn of(service: Service) -> Self {
        Self {
            service,
            ..Self::default()
        }
    }

    /// A service that wants a key first.
    pub(super) fn locked(service: Service) -> Self {
        Self {
            locked: true,
            ..Self::of(service)
        }
    }

    /// Takes over the lists of the same service, now that it opened itself to this credential.
    pub(super) fn unlock(&mut self, opened: Self) {
        *self = Self { locked: true, ..opened };
    }

    /// The voice that is heard where `voice` is chosen, with the address of its sample: empty for the page's own service, which says it
    /// itself; none where the service has no sample. Where no voice is chosen it is the avatar's own, or the first of the page's language.
    pub(super) fn sample(&self, voice: &str, avatar: &str, language: &str) -> Option<(String, String)> {
        let find = |id: &str| self.voices.iter().find(|entry| entry.voice_id == id);
        let speaks = |entry: &&VoiceEntry| entry.language.get(..2) == language.get(..2);
        let entry = if voice.is_empty() {
            let avatar = self.avatars.iter().find(|entry| entry.avatar_id == avatar);
            let own = avatar.and_then(|avatar| find(&avatar.default_voice));
            own.filter(speaks).or_else(|| self.voices.iter().find(speaks)).or(own)?
        } else {
            find(voice)?
        };
        let address = &entry.preview_audio;
        let there = self.service.page().is_some() || !address.is_empty();
        there.then(|| (entry.voice_id.clone(), self.whole(address)))
    }

    /// Whether a voice speaks a language, given as a tag; taken for granted where the service lists no voices.
    pub(super) fn speaks(&self, language: &str) -> bool {
        let spoken = |voice: &VoiceEntry| voice.language.get(..2) == language.get(..2);
        self.voices.is_empty() || self.voices.iter().any(spoken)
    }

    /// Name and picture of one of its avatars.
    pub(super) fn face(&self, avatar_id: &str) -> Face {
        let found = self.avatars.iter().find(|avatar| avatar.avatar_id == avatar_id);
        found.map(|avatar| self.face_of(avatar)).unwrap_or_default()
    }

    /// Name and picture of an avatar.
    pub(super) fn face_of(&self, avatar: &Avatar) -> Face {
        let name = if avatar.pose_name.is_empty() {
            &avatar.avatar_id
        } else {
            &avatar.pose_name
        };
        Face {
            name: name.clone(),
            picture: self.whole(&avatar.normal_preview),
        }
    }

    /// An address of the service's: without a host it belongs to the service, not to this page.
    fn whole(&self, address: &str) -> String {
        if address.starts_with('/') && !address.starts_with("//") {
            [self.service.base(), address].concat()
        } else {
            address.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn a_picture_without_a_host_is_the_services() {
        let station = Station {
            service: Service::new("https://far.test/", Credential::None),
            ..Station::default()
        };
        let picture = |normal_preview: &str| {
            let avatar = Avatar {
                avatar_id: "a".into(),
                pose_name: String::new(),
                normal_preview: normal_preview.into(),
                default_voice: String::new(),
                is_public: true,
                created_at: 0,
                status: api::AvatarStatus::Active,
            };
            let face = station.face_of(&avatar);
            assert_eq!(face.name, "a");
            face.picture
        };
        assert_eq!(picture("/a.png"), "https://far.test/a.png");
        assert_eq!(picture("//cdn.test/a.png"), "//cdn.test/a.png");
        assert_eq!(picture("https://cdn.test/a.png"), "https://cdn.test/a.png");
        assert_eq!(picture(""), "");
    }
}
