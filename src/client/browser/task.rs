//! Running futures.

use std::future::Future;
use std::pin::Pin;

use wasm_bindgen_futures::JsFuture;

/// Runs a future on the browser's event loop. Boxed, because each type of future that is spawned costs a kilobyte of wasm.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}

/// Waits for a while, in ms.
pub(crate) async fn pause(millis: i32) {
    let timer = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            // A page without timers has nothing to wait with.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
        }
    });
    let _ = JsFuture::from(timer).await;
}
