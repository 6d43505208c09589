//! Traces: spans as a collector gets them, by the real program, since a process has one collector.

#![cfg(unix)]

use std::io::Read;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::Call;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use serde_json::json;

use crate::binary::started;
use crate::caller::{Caller, text};
use crate::confidential_talk::confidential_talk;
use scripted::model::{Model, Reply};

/// A trace and a span of a client's, as W3C Trace Context writes them.
const CLIENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// A collector, and all that it has got.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Bytes>>>);

impl Collector {
    /// Starts it; gives its address.
    async fn start(&self) -> String {
        async fn take(State(collector): State<Collector>, body: Bytes) {
            collector.0.lock().unwrap().push(body);
        }
        let router = Router::new().route("/v1/traces", post(take)).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    fn spans(&self) -> Vec<Span> {
        let bodies = self.0.lock().unwrap();
        let requests = bodies
            .iter()
            .map(|body| ExportTraceServiceRequest::decode(body.clone()).unwrap());
        let resources = requests.flat_map(|request| request.resource_spans);
        let scopes = resources.flat_map(|resource| resource.scope_spans);
        scopes.flat_map(|scope| scope.spans).collect()
    }

    /// All that was sent, as text.
    fn words(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap().concat()).into_owned()
    }
}

/// The only span of this name.
fn named<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let mut found = spans.iter().filter(|span| span.name == name);
    match (found.next(), found.next()) {
        (Some(span), None) => span,
        _ => panic!(
            "not one {name}: {:?}",
            spans.iter().map(|span| &span.name).collect::<Vec<_>>()
        ),
    }
}

/// An attribute as text.
fn attribute(span: &Span, name: &str) -> String {
    let value = span.attributes.iter().find(|attribute| attribute.key == name);
    match value.and_then(|attribute| attribute.value.clone()?.value) {
        Some(Any::StringValue(text)) => text,
        Some(Any::IntValue(number)) => number.to_string(),
        other => panic!("no {name}: {other:?} in {span:?}"),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_one_trace_of_its_client_and_the_last_spans_are_sent_at_the_end() {
    let collector = Collector::default();
    let url = collector.start().await;
    let model = Model::start([Reply::answer("A model-answer.")]).await.unwrap();
    let (mut program, address, _log) = started(&[
        "--otlp-url",
        &url,
        "--api-key",
        "shop=hush-key",
        "--llm-url",
        &model.url(),
        "--llm-api-key",
        "hush-model",
    ]);
    let owner = Caller::new(&address).with_key("hush-key");
    let token = text(&owner.data(Call::CreateToken, json!({})).await["token"]);
    let mut browser = owner.with_token(&token);
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("traceparent", CLIENT.parse().unwrap());
    headers.insert("tracestate", "mine=hush-state".parse().unwrap());
    headers.insert("x-request-id", "mine-1".parse().unwrap());
    browser.http = reqwest::Client::builder().default_headers(headers).build().unwrap();
    let visitor = confidential_talk(&browser).await;
    visitor.until("a picture", |inbox| !inbox.packets.is_empty()).await;
    assert_eq!(visitor.call(Call::Stop).await.0, 200);
    program.signal("-INT");
    assert_eq!(program.wait(), Some(0));
    let spans = collector.spans();
    let new = named(&spans, "POST /v1/streaming.new");
    assert_eq!(
        (hexadecimal(&new.trace_id), hexadecimal(&new.parent_span_id)),
        (CLIENT[3..35].to_owned(), CLIENT[36..52].to_owned())
    );
    for (name, value) in [
        ("http.request.method", "POST"),
        ("http.route", "/v1/streaming.new"),
        ("http.response.status_code", "200"),
        ("avatar.request.id", "mine-1"),
        ("avatar.session.id", &visitor.session),
    ] {
        assert_eq!(attribute(new, name), value, "{name}");
    }
    let start = named(&spans, "session start");
    let chat = named(&spans, "chat");
    for span in [start, chat] {
        assert_eq!(
            (&span.trace_id, &span.parent_span_id),
            (&new.trace_id, &new.span_id),
            "{span:?}"
        );
        assert!(span.status.as_ref().is_none_or(|status| status.code == 0), "{span:?}");
    }
    assert!(start.end_time_unix_nano < named(&spans, "POST /v1/streaming.stop").start_time_unix_nano);
    let passed_on = format!(
        "traceparent: 00-{}-{}-01",
        hexadecimal(&chat.trace_id),
        hexadecimal(&chat.span_id)
    );
    let head = &model.asked()[0].head;
    assert!(head.contains(&passed_on), "{passed_on} not in {head}");
    let own = named(&spans, "POST /v1/streaming.create_token");
    assert!(own.parent_span_id.is_empty(), "a call without a parent begins a trace");
    let words = collector.words();
    assert!(words.contains("avatar-server"));
    for secret in [
        "hush",
        "spoken-text",
        "asked-text",
        "page-prompt",
        "model-answer",
        &token,
    ] {
        assert!(!words.contains(secret), "{secret} in {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_absent_or_hangs_harms_nothing_and_is_said_once() {
    let silent = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let gone = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = |listener: &tokio::net::TcpListener| format!("http://{}", listener.local_addr().unwrap());
    let urls = [address(&silent), address(&gone)];
    drop(gone);
    for url in urls {
        let mut command = crate::binary::command();
        // Sent often, so that there are many failures.
        command.env("OTEL_BSP_SCHEDULE_DELAY", "50");
        let (mut program, address, mut log) = crate::binary::launched(command, &["--otlp-url", &url]);
        let caller = Caller::new(&address);
        let until = Instant::now() + Duration::from_secs(7);
        while Instant::now() < until {
            let asked = Instant::now();
            assert_eq!(caller.call(Call::List, json!({})).await.0, 200);
            assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let asked = Instant::now();
        program.signal("-INT");
        assert_eq!(program.wait(), Some(0));
        assert!(asked.elapsed() < Duration::from_secs(6), "{:?}", asked.elapsed());
        let mut rest = String::new();
        log.read_to_string(&mut rest).unwrap();
        assert_eq!(rest.matches("the collector takes no spans").count(), 1, "{rest}");
    }
}

#[cfg(feature = "cluster")]
#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_goes_to_another_machine_stays_in_its_trace() {
    use crate::machines::{Process, meet};
    let Some(nats) = crate::nats_server::NatsServer::start() else {
        return;
    };
    let collector = Collector::default();
    let url = collector.start().await;
    let mut processes: Vec<_> = (0..2)
        .map(|_| Process::start_with(&nats, &["--otlp-url", &url]))
        .collect();
    meet(&processes).await;
    let session = processes[0].caller.open().await;
    for process in &processes {
        let request = process.caller.request(Call::KeepAlive).header("traceparent", CLIENT);
        let answered = request.json(&json!({"session_id": session})).send().await.unwrap();
        assert_eq!(answered.status(), 200);
    }
    for process in &mut processes {
        process.program.signal("-INT");
        assert_eq!(process.program.wait(), Some(0));
    }
    let spans = collector.spans();
    let own: Vec<_> = spans
        .iter()
        .filter(|span| hexadecimal(&span.trace_id) == CLIENT[3..35])
        .cloned()
        .collect();
    // Of the two calls, one went to the machine that has the session, the other through its neighbour.
    let (ask, answer) = (named(&own, "ask"), named(&own, "answer"));
    assert_eq!(own.len(), 4, "{own:?}");
    assert_eq!(answer.parent_span_id, ask.span_id);
    let call = own.iter().find(|span| span.span_id == ask.parent_span_id).unwrap();
    assert_eq!(call.name, "POST /v1/streaming.keep_alive");
}
