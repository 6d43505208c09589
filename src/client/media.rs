//! The video element: what it shows, and whether it may be heard.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use session::PeerId;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlVideoElement, MediaStream};

use super::JsError;
use super::frames::Frames;

/// The element that shows the session, if one was attached.
#[derive(Default)]
pub(super) struct Media {
    video: RefCell<Option<HtmlVideoElement>>,
    shown: Cell<Option<PeerId>>,
    frames: RefCell<Option<Frames>>,
    /// How many pictures of the present stream were shown; wraps.
    count: Rc<Cell<u32>>,
    blocked: Cell<bool>,
}

impl Media {
    /// Whose picture is to be shown.
    pub(super) fn shown(&self) -> Option<PeerId> {
        self.shown.get()
    }

    /// Names the peer connection to be shown; [`Media::show`] follows when it has tracks.
    pub(super) fn choose(&self, peer: PeerId) {
        self.shown.set(Some(peer));
    }

    /// Sets the element, in place of any other.
    pub(super) fn attach(&self, video: Option<HtmlVideoElement>) {
        self.clear();
        *self.video.borrow_mut() = video;
    }

    /// The element.
    pub(super) fn video(&self) -> Option<HtmlVideoElement> {
        self.video.borrow().clone()
    }

    /// Shows a stream, and calls `first` at its first picture.
    pub(super) fn show(&self, stream: &MediaStream, first: impl FnOnce() + 'static) {
        let Some(video) = self.video() else { return };
        *self.frames.borrow_mut() = None;
        video.set_src_object(Some(stream));
        self.count.set(0);
        let count = Rc::clone(&self.count);
        let mut first = Some(first);
        let frames = Frames::follow(&video, move || {
            count.set(count.get().wrapping_add(1));
            if let Some(first) = first.take() {
                first();
            }
        });
        *self.frames.borrow_mut() = frames;
    }

    /// Shows nothing any more, if this peer connection was shown.
    pub(super) fn hide(&self, peer: PeerId) {
        if self.shown.get() == Some(peer) {
            self.shown.set(None);
            self.clear();
        }
    }

    /// How many pictures were shown; none where nobody counts.
    pub(super) fn frames_shown(&self) -> Option<u32> {
        self.frames.borrow().as_ref().map(|_| self.count.get())
    }

    /// Notes whether the browser withholds the sound; true if that is news.
    pub(super) fn note_blocked(&self, blocked: bool) -> bool {
        self.blocked.replace(blocked) != blocked
    }

    fn clear(&self) {
        *self.frames.borrow_mut() = None;
        if let Some(video) = self.video() {
            video.set_src_object(None);
        }
    }
}

/// How an attempt to play went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Played {
    /// It plays as it was set.
    AsSet,
    /// The browser allows it only without sound before the visitor touches the page; so it plays muted.
    Muted,
    /// It does not play; another attempt follows when something else is shown.
    Not,
}

/// Plays, muted where the browser refuses sound.
pub(super) async fn play(video: &HtmlVideoElement) -> Played {
    match attempt(video).await {
        Ok(()) => Played::AsSet,
        Err(error) if error.name() == "NotAllowedError" => {
            video.set_muted(true);
            match attempt(video).await {
                Ok(()) => Played::Muted,
                Err(_) => Played::Not,
            }
        }
        // `AbortError`: the source was changed meanwhile.
        Err(_) => Played::Not,
    }
}

async fn attempt(video: &HtmlVideoElement) -> Result<(), JsError> {
    JsFuture::from(video.play()?).await?;
    Ok(())
}
