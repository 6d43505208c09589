//! Trace context propagation (W3C `traceparent`): the place of a span in its trace, as it travels.

use std::collections::HashMap;

use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{FutureExt as _, SpanContext, TraceContextExt as _};
use opentelemetry_sdk::propagation::TraceContextPropagator;

use super::TRACER;

/// The header that carries it. Its companion `tracestate` may hold any words, so it is neither read nor written.
pub const TRACEPARENT: &str = "traceparent";

/// The span that others belong to; none where a trace begins. Unlike the span it has no end, so a session may keep it.
#[derive(Clone, Debug, Default)]
pub struct Parent(Option<SpanContext>);

impl Parent {
    /// The span that this is called within.
    pub fn current() -> Self {
        if TRACER.get().is_none() {
            return Self::default();
        }
        Self::of(&Context::current())
    }

    /// The span that a header names, as another program has written it. One that cannot be read is none.
    pub fn read(header: Option<&str>) -> Self {
        let Some(header) = header.filter(|_| TRACER.get().is_some()) else {
            return Self::default();
        };
        let headers = HashMap::from([(TRACEPARENT.to_owned(), header.to_owned())]);
        Self::of(&TraceContextPropagator::new().extract_with_context(&Context::new(), &headers))
    }

    pub(super) fn of(context: &Context) -> Self {
        let span = context.span().span_context().clone();
        Self(Some(span).filter(SpanContext::is_valid))
    }

    pub(super) fn context(&self) -> Context {
        match &self.0 {
            Some(span) => Context::new().with_remote_span_context(span.clone()),
            None => Context::new(),
        }
    }

    /// The same future, whose spans belong to this one.
    pub fn within<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        future.with_context(self.context())
    }

    /// The header for other programs.
    pub fn header(&self) -> Option<String> {
        self.0.as_ref()?;
        let mut headers = HashMap::new();
        TraceContextPropagator::new().inject_context(&self.context(), &mut headers);
        headers.remove(TRACEPARENT)
    }
}
