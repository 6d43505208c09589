//! The video element: what it shows, and whether it may be heard.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use session::PeerId;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlVideoElement, MediaStream};

use super::JsError;
use super::frames::Frames;

/// The element that shows the session, if one was attached.
#[derive(Default)]
pub(super) struct Media {
    video: RefCell<Option<HtmlVideoElement>>,
    shown: Cell<Option<PeerId>>,
    /// The stream that the element was given.
    stream: RefCell<Option<MediaStream>>,
    frames: RefCell<Option<Frames>>,
    /// How many pictures of the present stream were shown; wraps.
    count: Rc<Cell<u32>>,
    blocked: Cell<bool>,
    /// Whether the element is muted because the browser withheld the sound, and not because its owner or the visitor wants it.
    withheld: Cell<bool>,
    volume: RefCell<Option<EventListener>>,
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

    /// Sets the element, in place of any other, and calls `unmuted` whenever somebody lifts the muting that the browser made needed.
    pub(super) fn attach(&self, video: Option<HtmlVideoElement>, unmuted: impl Fn() + 'static) {
        self.clear();
        if video != self.video() {
            self.unmute();
        }
        let listener = video.as_ref().map(|video| {
            let heard = video.clone();
            EventListener::new(video, "volumechange", move |_| {
                if !heard.muted() {
                    unmuted();
                }
            })
        });
        let before = self.volume.replace(listener);
        drop(before);
        *self.video.borrow_mut() = video;
    }

    /// Takes back the muting that the browser made needed; true if there was any.
    pub(super) fn unmute(&self) -> bool {
        let withheld = self.withheld.replace(false);
        if let Some(video) = self.video().filter(|_| withheld) {
            video.set_muted(false);
        }
        withheld
    }

    /// Whether the element is muted because the browser withheld the sound.
    pub(super) fn withheld(&self) -> bool {
        self.withheld.get()
    }

    /// The element.
    pub(super) fn video(&self) -> Option<HtmlVideoElement> {
        self.video.borrow().clone()
    }

    /// Shows a stream, and calls `first` at its first picture.
    pub(super) fn show(&self, stream: &MediaStream, first: impl FnOnce() + 'static) {
        let Some(video) = self.video() else { return };
        *self.frames.borrow_mut() = None;
        self.put(&video, stream);
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

    /// Whether all of a stream's tracks are in the element.
    pub(super) fn shows(&self, stream: &MediaStream) -> bool {
        let given = self.given().map(|given| given.get_tracks());
        given.is_some_and(|given| stream.get_tracks().iter().all(|track| given.includes(&track, 0)))
    }

    /// The stream that the element was given, unless the page gave it another since.
    fn given(&self) -> Option<MediaStream> {
        let now = self.video()?.src_object()?;
        let given = self.stream.borrow();
        given
            .as_ref()
            .is_some_and(|given| js_sys::Object::is(given, &now))
            .then_some(now)
    }

    /// Lets the element play this stream's tracks. Where it plays already, they take the place of those there, in the same
    /// stream: then the last picture stays until the first of the new ones comes, where another stream would begin with none.
    fn put(&self, video: &HtmlVideoElement, stream: &MediaStream) {
        let Some(given) = self.given() else {
            video.set_src_object(Some(stream));
            // Not its own method of that name, which makes another stream.
            *self.stream.borrow_mut() = Some(Clone::clone(stream));
            return;
        };
        let tracks = stream.get_tracks();
        // The old ones go first: of two pictures, Chromium goes on with the one that ends.
        for track in given.get_tracks().iter().filter(|track| !tracks.includes(track, 0)) {
            given.remove_track(track.unchecked_ref());
        }
        for track in tracks.iter() {
            given.add_track(track.unchecked_ref());
        }
    }

    /// Shows nothing any more, if this peer connection was shown.
    pub(super) fn hide(&self, peer: PeerId) {
        if self.shown.get() == Some(peer) {
            self.shown.set(None);
            self.clear();
        }
    }

    /// How many pictures were shown; none where nobody counts, or counted since the last call.
    pub(super) fn frames_shown(&self) -> Option<u32> {
        let frames = self.frames.borrow();
        frames
            .as_ref()
            .filter(|frames| frames.watched())
            .map(|_| self.count.get())
    }

    /// Notes how the element plays. Gives whether the browser withholds the sound, if that is news: once it did, playing as set is
    /// playing muted, until somebody unmutes.
    pub(super) fn note_played(&self, video: &HtmlVideoElement, played: Played) -> Option<bool> {
        if self.video().as_ref() != Some(video) {
            return None;
        }
        let blocked = match played {
            Played::AsSet => self.withheld.get() && video.muted(),
            Played::Muted | Played::Refused => true,
            Played::Not => return None,
        };
        self.withheld.set(blocked);
        self.note_blocked(blocked).then_some(blocked)
    }

    /// Notes whether the browser withholds the sound; true if that is news.
    pub(super) fn note_blocked(&self, blocked: bool) -> bool {
        self.blocked.replace(blocked) != blocked
    }

    fn clear(&self) {
        *self.frames.borrow_mut() = None;
        *self.stream.borrow_mut() = None;
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
    /// The browser allows nothing before the visitor touches the page, as some do to save power.
    Refused,
    /// It does not play; another attempt follows when something else is shown.
    Not,
}

/// Plays, muted where the browser refuses sound.
pub(super) async fn play(video: &HtmlVideoElement) -> Played {
    match attempt(video).await {
        Ok(()) => Played::AsSet,
        Err(error) if refused(&error) => {
            video.set_muted(true);
            match attempt(video).await {
                Ok(()) => Played::Muted,
                Err(error) if refused(&error) => Played::Refused,
                Err(_) => Played::Not,
            }
        }
        // `AbortError`: the source was changed meanwhile.
        Err(_) => Played::Not,
    }
}

fn refused(error: &JsError) -> bool {
    error.name() == "NotAllowedError"
}

async fn attempt(video: &HtmlVideoElement) -> Result<(), JsError> {
    JsFuture::from(video.play()?).await?;
    Ok(())
}
