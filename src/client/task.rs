//! Running futures.

use std::future::Future;
use std::pin::Pin;

/// Runs a future on the browser's event loop. Boxed, because each type of future that is spawned costs a kilobyte of wasm.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}
