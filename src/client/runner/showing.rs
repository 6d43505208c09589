//! What the visitor sees and hears of it.

use session::{Input, PeerId};
use web_sys::HtmlVideoElement;

use super::Runner;
use crate::client::PageService;
use crate::client::media::{Played, play};
use crate::client::task::spawn;

impl Runner {
    /// How many pictures of this peer connection the visitor saw; none where that is not counted.
    pub(in crate::client) fn frames_shown(&self, peer: PeerId) -> Option<u32> {
        if self.media.shown() == Some(peer) {
            self.media.frames_shown()
        } else {
            None
        }
    }

    /// Sets the element that shows the session.
    pub(in crate::client) fn attach(&self, video: Option<HtmlVideoElement>) {
        let weak = self.weak.clone();
        self.media.attach(video, move || {
            // Whether it may be heard, playing tells: a browser that still withholds the sound pauses what is unmuted.
            if let Some(runner) = weak.upgrade().filter(|runner| runner.media.withheld()) {
                runner.play();
            }
        });
        if let Some(peer) = self.media.shown() {
            self.refresh(peer);
        }
    }

    /// Shows what this peer connection plays, if it is the one to be shown and has tracks.
    pub(in crate::client) fn refresh(&self, id: PeerId) {
        let Some(peer) = self.peer(id).filter(|_| self.media.shown() == Some(id)) else {
            return;
        };
        let Some(stream) = peer.stream() else { return };
        if self.media.shows(stream) {
            return;
        }
        let weak = self.weak.clone();
        self.media.show(stream, move || {
            let Some(runner) = weak.upgrade() else { return };
            let told = runner.peer(id).is_none_or(|peer| peer.observations.note_picture());
            if !told {
                runner.input(Input::FirstFrame { peer: id });
            }
        });
        self.play();
    }

    /// Plays what is shown, and says whether the browser withholds the sound.
    fn play(&self) {
        let Some(video) = self.media.video() else { return };
        let weak = self.weak.clone();
        spawn(async move {
            let played = play(&video).await;
            let Some(runner) = weak.upgrade() else { return };
            let page = runner.config.service.page();
            let played = match played {
                Played::AsSet if page.is_some_and(PageService::withholds) => Played::Refused,
                played => played,
            };
            if let Some(blocked) = runner.media.note_played(&video, played) {
                runner.input(Input::SoundBlocked(blocked));
            }
        });
    }

    /// Plays with sound, from within a gesture of the visitor.
    pub(in crate::client) fn unblock_sound(&self) {
        if let Some(video) = self.media.video() {
            video.set_muted(false);
            self.play();
        }
    }

    /// A new start is mostly a click, within which the browser allows what it withheld before.
    pub(super) fn retry_sound(&self) {
        if !self.opening() && self.media.unmute() && self.media.note_blocked(false) {
            self.input(Input::SoundBlocked(false));
        }
    }
}
