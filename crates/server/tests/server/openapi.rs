//! The description of the API, held against the calls and the replies.

use std::collections::BTreeSet;

use api::{Call, Method};
use serde_json::{Value, json};

use crate::caller::{options, start};

async fn description() -> (crate::caller::Caller, streaming_avatar_server::Running, Value) {
    let (running, caller) = start(options()).await;
    let response = caller
        .http
        .get(format!("{}/v1/openapi.yaml", caller.base))
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "application/yaml");
    let description = yaml_serde::from_str(&response.text().await.unwrap()).unwrap();
    (caller, running, description)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_has_every_call_with_its_method_and_no_other() {
    let (caller, _running, description) = description().await;
    let paths = description["paths"].as_object().unwrap();
    for call in Call::ALL {
        let method = match call.method() {
            Method::Get => "get",
            Method::Post => "post",
        };
        assert!(paths[call.path()][method].is_object(), "{call:?}");
        assert_eq!(paths[call.path()].as_object().unwrap().len(), 1, "{call:?}");
    }
    let known: BTreeSet<&str> = Call::ALL.iter().map(|call| call.path()).collect();
    for path in paths.keys().filter(|path| !known.contains(path.as_str())) {
        let address = format!(
            "{}{}",
            caller.base,
            path.replace("{picture}", "clara.webp").replace("{voice}", "pico-en-us")
        );
        assert_eq!(caller.http.get(address).send().await.unwrap().status(), 200, "{path}");
    }
}

/// Every field of a value is described, and every required one is there.
fn check(value: &Value, schema: &Value, whole: &Value, place: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        return check(value, whole.pointer(&reference[1..]).unwrap(), whole, place);
    }
    for required in schema["required"].as_array().into_iter().flatten() {
        assert!(
            value.get(required.as_str().unwrap()).is_some(),
            "{place} has no {required}: {value}"
        );
    }
    if let (Some(fields), Some(properties)) = (value.as_object(), schema["properties"].as_object()) {
        for (name, field) in fields {
            let described = properties
                .get(name)
                .unwrap_or_else(|| panic!("{place}.{name} is not described"));
            check(field, described, whole, &format!("{place}.{name}"));
        }
    }
    for item in value.as_array().into_iter().flatten() {
        check(item, &schema["items"], whole, &format!("{place}[]"));
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{place}: {value} is none of {words:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_are_as_it_describes_them() {
    let (caller, _running, description) = description().await;
    let new = caller.data(Call::New, json!({})).await;
    for (call, data) in [
        (Call::New, new),
        (Call::List, caller.data(Call::List, json!({})).await),
        (Call::AvatarList, caller.data(Call::AvatarList, json!({})).await),
    ] {
        let path = call.path();
        let operation = &description["paths"][path][if call.method() == Method::Get { "get" } else { "post" }];
        let schema =
            &operation["responses"]["200"]["content"]["application/json"]["schema"]["allOf"][1]["properties"]["data"];
        assert!(schema.is_object(), "{path}");
        check(&data, schema, &description, path);
    }
}
