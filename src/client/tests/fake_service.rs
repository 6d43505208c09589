//! For the tests: a service in the page itself, and waiting for things to happen.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const SCRIPT: &str = include_str!("fake_service.js");

/// Answers the page's `fetch` until it is dropped.
pub(crate) struct FakeService(JsValue);

impl FakeService {
    pub(crate) fn start() -> Self {
        Self(Function::new_no_args(SCRIPT).call0(&JsValue::UNDEFINED).unwrap())
    }

    /// Holds the replies of `streaming.new` back.
    pub(crate) fn delay(&self, millis: u32) {
        Reflect::set(&self.0, &"delay".into(), &millis.into()).unwrap();
    }

    /// Answers `streaming.new` with this from now on.
    pub(crate) fn refuse(&self, status: u16, body: &str) {
        let make = Function::new_with_args("status, body", "return new Response(body, { status })");
        let refusal = make.call2(&JsValue::UNDEFINED, &status.into(), &body.into()).unwrap();
        Reflect::set(&self.0, &"refusal".into(), &refusal).unwrap();
    }

    /// The names of the calls so far, without the prefix that all have.
    pub(crate) fn calls(&self) -> Vec<String> {
        let name = |call: JsValue| Reflect::get(&call, &"name".into()).unwrap().as_string().unwrap();
        let calls: Array = Reflect::get(&self.0, &"calls".into()).unwrap().unchecked_into();
        calls.iter().map(|call| name(call).replace("streaming.", "")).collect()
    }

    /// How often this was called, calls for sessions that this service never opened left out.
    pub(crate) fn count(&self, name: &str) -> usize {
        let foreign = self.carried("foreign");
        let own = self
            .calls()
            .into_iter()
            .zip(foreign)
            .filter(|(_, foreign)| foreign.is_falsy());
        own.filter(|(call, _)| call == name).count()
    }

    /// One property of all calls, as JSON.
    pub(crate) fn carried(&self, property: &str) -> Vec<JsValue> {
        let calls: Array = Reflect::get(&self.0, &"calls".into()).unwrap().unchecked_into();
        calls
            .iter()
            .map(|call| Reflect::get(&call, &property.into()).unwrap())
            .collect()
    }
}

impl Drop for FakeService {
    fn drop(&mut self) {
        let restore: Function = Reflect::get(&self.0, &"restore".into()).unwrap().unchecked_into();
        restore.call0(&self.0).unwrap();
    }
}

/// Waits.
pub(crate) async fn pause(millis: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let window = web_sys::window().unwrap();
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Waits until something is so; fails after ten seconds.
pub(crate) async fn until(what: &str, is_it: impl Fn() -> bool) {
    for _ in 0..200 {
        if is_it() {
            return;
        }
        pause(50).await;
    }
    panic!("never happened: {what}");
}
