//! Traces: spans of calls, of what they cause on other machines and at other services, and of the starts of sessions, for OpenTelemetry.
//!
//! A span holds what is written down where it begins and ends, and nothing else: no text, no key, no token. Nothing of this is there unless
//! [`Traces::begin`] was told of a collector.

mod parent;
mod sender;
mod span;

use std::sync::OnceLock;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use thiserror::Error;
use uuid::Uuid;

use crate::options::TraceOptions;
use sender::Sender;

pub use parent::{Parent, TRACEPARENT};
pub use span::{Kind, Span, set_current};

/// The name of the server among the services of a trace.
const SERVICE: &str = "avatar-server";

/// The attribute that names a session.
pub const SESSION: &str = "avatar.session.id";

/// How long the collector may take to answer.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the last spans may be on their way.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(3);

/// The maker of spans, where there is a collector.
static TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// Why there are no traces although a collector is named.
#[derive(Clone, Debug, Error)]
#[error("--otlp-url: {0}")]
pub struct TracesError(String);

/// The way of spans to their collector.
#[derive(Debug)]
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Sends spans to the collector that the options name, if any, until [`Traces::end`]. Within a runtime only, and once in a process.
    ///
    /// # Errors
    /// Where there is no client for it.
    pub fn begin(options: &TraceOptions) -> Result<Option<Self>, TracesError> {
        let Some(url) = &options.otlp_url else {
            return Ok(None);
        };
        let wrong = |error: &dyn std::fmt::Display| TracesError(error.to_string());
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Sender::new(url, EXPORT_TIMEOUT).map_err(|error| wrong(&error))?)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(url.traces())
            .with_timeout(EXPORT_TIMEOUT)
            .build()
            .map_err(|error| wrong(&error))?;
        let resource = Resource::builder()
            .with_service_name(SERVICE)
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .with_attribute(KeyValue::new("service.instance.id", Uuid::new_v4().to_string()));
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            .build();
        TRACER
            .set(provider.tracer(SERVICE))
            .map_err(|_| TracesError("traces have begun already".into()))?;
        tracing::info!("traces go to {}", url.traces());
        Ok(Some(Self(provider)))
    }

    /// Sends what is left. Takes 3 s at most, where the collector does not answer.
    pub async fn end(self) {
        // Blocks until the thread of the spans has finished, whose requests this runtime makes.
        let ended = tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(FLUSH_TIMEOUT)).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the last spans may not have reached the collector");
        }
    }
}
