//! Values that no JSON parser gives: wrong types at every path, getters that throw, proxies, cycles, bottomless depth.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::client::browser::property;
use crate::client::http::wire::read::*;

/// Reads a value as everything that is ever read; how often that was possible.
fn read_all(value: &JsValue) -> u32 {
    let data = property::value(value, "data");
    let read = [
        verdict(value).is_some(),
        new_reply(&data).is_ok(),
        task_reply(&data).is_ok(),
        avatars(&data).is_ok(),
        voices(&data).is_ok(),
        ice_servers(value).is_ok(),
        channel_message(value).is_ok(),
    ];
    read.into_iter().map(u32::from).sum()
}

fn js(code: &str) -> JsValue {
    js_sys::Function::new_no_args(code).call0(&JsValue::UNDEFINED).unwrap()
}

/// Values that are put in the place of each value.
const WRONG: &str = "[undefined, null, true, 0, -1, 1.5, NaN, Infinity, 1e300, 2 ** 64, 10n, '', 'x', '7', Symbol('s'), () => 1, [], [[]], {}, \
    {a: {}}, new Date(0), /x/, new Map([[1, 2]]), new Uint8Array(3), Object.create(null), new Proxy({}, {}), new Proxy([], {}), \
    new Proxy({}, {get() { throw new Error('get') }, ownKeys() { throw new Error('keys') }}), \
    new Proxy([1], {get() { throw new Error('item') }}), \
    Object.defineProperty({}, 'code', {enumerable: true, get() { throw new Error('getter') }}), \
    Object.defineProperty({}, 'message', {enumerable: true, get() { throw null }}), \
    (() => { const all = {}; all.message = all.error = all.data = all; return all })(), \
    (() => { const all = []; all.push(all); return all })(), \
    (() => { let deep = {}; for (let i = 0; i < 50000; i++) deep = {message: deep, urls: [deep], a: deep}; return deep })(), \
    (() => { let deep = []; for (let i = 0; i < 50000; i++) deep = [deep]; return deep })()]";

/// Whole replies; every member of each is replaced in turn.
const REPLIES: &str = r#"[
    {code: 100, message: 'success', data: {session_id: 's', sdp: {type: 'offer', sdp: 'v=0'}, ice_servers: ['stun:a'],
        ice_servers2: [{urls: ['turn:a'], username: 'u', credential: 'c', credentialType: 'password'}], session_duration_limit: 600}},
    {code: '100', error: null, data: {duration_ms: 12.5, task_id: 't'}},
    {error: {code: 400112, message: 'Unauthorized'}, detail: 'no'},
    {data: [{voice_id: 'v', name: 'V', language: 'en'}]},
    {data: [{avatar_id: 'a', pose_name: 'A', normal_preview: 'p', default_voice: 'v', is_public: true, created_at: 1, status: 'ACTIVE'}]},
    {type: 'avatar_stop_talking', task_id: 't', duration_ms: 12},
    [{urls: 'stun:a'}, {urls: ['turn:b'], username: 'u', credential: 'c'}],
]"#;

#[wasm_bindgen_test]
fn wrong_values_at_every_path_are_read_or_refused_and_nothing_is_thrown() {
    let variants = js(&[
        "const wrong = ",
        WRONG,
        "; const replies = ",
        REPLIES,
        "; const all = [...wrong];
        const paths = (value, path = []) => value && typeof value === 'object'
            ? [path, ...Object.keys(value).flatMap((key) => paths(value[key], [...path, key]))] : [path];
        for (const reply of replies) for (const path of paths(reply).slice(1)) for (const value of wrong) {
            const copy = structuredClone(reply);
            const last = path.pop();
            path.reduce((at, key) => at[key], copy)[last] = value;
            path.push(last);
            all.push(copy);
        }
        return all",
    ]
    .concat());
    let variants: js_sys::Array = variants.unchecked_into();
    let readable: u32 = variants.iter().map(|value| read_all(&value)).sum();
    assert!(variants.length() > 1000, "{}", variants.length());
    // A wrong value in one member leaves the others readable: a reply is refused only for what it cannot do without.
    assert!(readable > variants.length(), "{readable} of {}", variants.length());
}

#[wasm_bindgen_test]
fn depth_has_an_end_and_what_is_not_asked_for_is_not_looked_at() {
    let deep = js("let deep = {}; for (let i = 0; i < 50000; i++) deep = {message: deep}; return {error: deep}");
    let found = verdict(&deep).unwrap();
    assert!(
        found.error.said && found.error.text.is_empty(),
        "refused, without its words"
    );
    let unread = js("let deep = []; for (let i = 0; i < 50000; i++) deep = [deep]; \
        return {data: {task_id: 't', duration_ms: deep, more: deep}, get other() { throw 1 }}");
    let reply = task_reply(&property::value(&unread, "data"));
    assert_eq!(reply.map(|reply| reply.task_id), Ok("t".into()));
}
