//! Values that change on the page, in few types.
//!
//! A closure is a type of its own, and each type that a view is made of costs several functions of wasm. Wrapped by these,
//! all closures of a kind share theirs.

use leptos::prelude::*;
use leptos::reactive::graph::{ReactiveNode, ToAnySource};

/// A text that changes.
pub(crate) fn words<T: Into<String>>(now: impl Fn() -> T + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(move || now().into())
}

/// Words that change, in an element of their own.
///
/// They are the element's text, not a text node's: a browser that translates the page puts its own nodes in the place of every text node,
/// and what is written into the old one is never seen. Whatever changes is to be written so, or with `prop:textContent`.
pub(crate) fn written(words: Signal<String>) -> AnyView {
    view! { <span prop:textContent=words></span> }.into_any()
}

/// Something that is so or is not.
pub(crate) fn flag(now: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(now)
}

/// A switch's state, as assistive technology wants it said.
pub(crate) fn pressed(now: impl Fn() -> bool + Send + Sync + 'static) -> Signal<String> {
    words(move || if now() { "true" } else { "false" })
}

/// A part of a view that changes.
pub(crate) type Part = Box<dyn FnMut() -> AnyView + Send>;

/// A part of a view that is made anew whenever what it reads changes.
pub(crate) fn part<V: IntoAny>(mut now: impl FnMut() -> V + Send + 'static) -> Part {
    Box::new(move || now().into_any())
}

/// A part of a view that is there or is not, and is made anew only when that changes.
pub(crate) fn when<V: IntoAny>(
    there: impl Fn() -> bool + Send + Sync + 'static,
    mut what: impl FnMut() -> V + Send + 'static,
) -> Part {
    let there = Memo::new(move |_| there());
    part(move || if there.get() { what().into_any() } else { ().into_any() })
}

/// Changes what a signal holds, if it is still there, and lets go of readers that are gone.
///
/// A view that is taken down does not unsubscribe from what it read, and a signal's own `update` keeps all subscribers. What
/// lives as long as the page would keep a bit of every view that ever read it. Told through the graph, a source gives its
/// subscribers away with the news: those still there read it again, and by that subscribe again. (reactive_graph 0.2)
pub(crate) fn change<T: Send + Sync + 'static>(signal: RwSignal<T>, how: impl FnOnce(&mut T)) {
    if signal.try_update_untracked(how).is_some() {
        signal.to_any_source().mark_dirty();
    }
}

/// The handler of an event.
pub(crate) type Reaction<E> = Box<dyn FnMut(E)>;

/// Does something on an event.
pub(crate) fn on<E>(what: impl FnMut(E) + 'static) -> Reaction<E> {
    Box::new(what)
}
