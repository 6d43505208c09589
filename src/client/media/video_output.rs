//! The video output: the `<video>` element, its picture, and whether it may be heard (autoplay).

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use session::{Input, PeerId};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlVideoElement, MediaStream};

use super::frames::Frames;
use crate::client::browser::JsError;
use crate::client::browser::task::spawn;
use crate::client::http::PageService;
use crate::client::inbox::Inbox;

/// The element that shows the session, if one was attached.
pub(in crate::client) struct VideoOutput {
    weak: Weak<Self>,
    inbox: Inbox,
    /// The page's own service, which makes sound beside the element.
    page: Option<PageService>,
    video: RefCell<Option<HtmlVideoElement>>,
    shown: Cell<Option<PeerId>>,
    /// The stream of the peer connection that is to be shown.
    source: RefCell<Option<MediaStream>>,
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

impl VideoOutput {
    /// Without an element as yet.
    pub(in crate::client) fn new(inbox: Inbox, page: Option<PageService>) -> Rc<Self> {
        Rc::new_cyclic(|weak| Self {
            weak: weak.clone(),
            inbox,
            page,
            video: RefCell::default(),
            shown: Cell::default(),
            source: RefCell::default(),
            stream: RefCell::default(),
            frames: RefCell::default(),
            count: Rc::default(),
            blocked: Cell::default(),
            withheld: Cell::default(),
            volume: RefCell::default(),
        })
    }

    /// Names the peer connection to be shown; [`VideoOutput::show`] follows when it has tracks.
    pub(in crate::client) fn choose(&self, peer: PeerId) {
        if self.shown.replace(Some(peer)) != Some(peer) {
            *self.source.borrow_mut() = None;
        }
    }

    /// Sets the element, in place of any other, or none.
    pub(in crate::client) fn attach(&self, video: Option<HtmlVideoElement>) {
        self.clear();
        if video != self.video() {
            self.unmute();
        }
        let listener = video.as_ref().map(|video| {
            let heard = video.clone();
            let weak = self.weak.clone();
            EventListener::new(video, "volumechange", move |_| {
                // Somebody lifts the muting that the browser made needed. Whether it may be heard, playing tells: a browser that
                // still withholds the sound pauses what is unmuted.
                if let Some(video_output) = weak
                    .upgrade()
                    .filter(|video_output| !heard.muted() && video_output.withheld.get())
                {
                    video_output.play();
                }
            })
        });
        let before = self.volume.replace(listener);
        drop(before);
        *self.video.borrow_mut() = video;
        self.refresh();
    }

    /// Shows what this peer connection plays, if it is the one to be shown.
    pub(super) fn show(&self, peer: PeerId, stream: &MediaStream) {
        if self.shown.get() == Some(peer) {
            // Not the stream's own method of that name, which makes another stream.
            *self.source.borrow_mut() = Some(Clone::clone(stream));
            self.refresh();
        }
    }

    fn refresh(&self) {
        let source = self.source.borrow().clone();
        let (Some(peer), Some(stream), Some(video)) = (self.shown.get(), source, self.video()) else {
            return;
        };
        if self.shows(&stream) {
            return;
        }
        *self.frames.borrow_mut() = None;
        self.put(&video, &stream);
        self.count.set(0);
        let count = Rc::clone(&self.count);
        let inbox = self.inbox.clone();
        let mut first = true;
        let frames = Frames::follow(&video, move || {
            count.set(count.get().wrapping_add(1));
            if core::mem::take(&mut first) {
                inbox.input(Input::FirstFrame { peer });
            }
        });
        *self.frames.borrow_mut() = frames;
        self.play();
    }

    /// Plays what is shown, and tells whether the browser withholds the sound.
    fn play(&self) {
        let Some(video) = self.video() else { return };
        let weak = self.weak.clone();
        spawn(async move {
            let played = play(&video).await;
            let Some(video_output) = weak.upgrade() else { return };
            let played = match played {
                Played::AsSet if video_output.page.as_ref().is_some_and(PageService::withholds) => Played::Refused,
                played => played,
            };
            if let Some(blocked) = video_output.note_played(&video, played) {
                video_output.inbox.input(Input::SoundBlocked(blocked));
            }
        });
    }

    /// Plays with sound, from within a gesture of the visitor.
    pub(in crate::client) fn unblock_sound(&self) {
        if let Some(video) = self.video() {
            video.set_muted(false);
            self.play();
        }
    }

    /// Lifts the muting that the browser made needed, for a start: mostly a click, within which the browser allows sound.
    pub(in crate::client) fn retry_sound(&self) {
        if self.unmute() && self.note_blocked(false) {
            self.inbox.input(Input::SoundBlocked(false));
        }
    }

    /// Takes back the muting that the browser made needed; true if there was any.
    fn unmute(&self) -> bool {
        let withheld = self.withheld.replace(false);
        if let Some(video) = self.video().filter(|_| withheld) {
            video.set_muted(false);
        }
        withheld
    }

    /// The element.
    fn video(&self) -> Option<HtmlVideoElement> {
        self.video.borrow().clone()
    }

    /// Whether all of a stream's tracks are in the element.
    fn shows(&self, stream: &MediaStream) -> bool {
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
    pub(in crate::client) fn hide(&self, peer: PeerId) {
        if self.shown.get() == Some(peer) {
            self.shown.set(None);
            *self.source.borrow_mut() = None;
            self.clear();
        }
    }

    /// How many pictures of this peer connection the visitor saw; none where nobody counts, or counted since the last call.
    pub(super) fn frames_shown(&self, peer: PeerId) -> Option<u32> {
        if self.shown.get() != Some(peer) {
            return None;
        }
        let frames = self.frames.borrow();
        frames
            .as_ref()
            .filter(|frames| frames.watched())
            .map(|_| self.count.get())
    }

    /// Notes how the element plays. Gives whether the browser withholds the sound, if that is news: once it did, playing as set is
    /// playing muted, until somebody unmutes.
    fn note_played(&self, video: &HtmlVideoElement, played: Played) -> Option<bool> {
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
    fn note_blocked(&self, blocked: bool) -> bool {
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
enum Played {
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
async fn play(video: &HtmlVideoElement) -> Played {
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
