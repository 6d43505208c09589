//! A span of a trace.

use std::borrow::Cow;

use opentelemetry::trace::{FutureExt as _, SpanKind, Status, TraceContextExt as _, Tracer as _, get_active_span};
use opentelemetry::{Context, KeyValue, Value};

use super::TRACER;
use super::parent::Parent;

/// The part that this server has in what a span tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It answers.
    Server,
    /// It asks.
    Client,
    /// It works by itself.
    Internal,
}

/// A span. It ends when this is dropped. Where there is no collector, it is empty.
#[derive(Debug)]
pub struct Span(Option<Context>);

impl Span {
    /// Begins a span.
    pub fn begin(kind: Kind, name: impl Into<Cow<'static, str>>, parent: &Parent) -> Self {
        let Some(tracer) = TRACER.get() else {
            return Self(None);
        };
        let kind = match kind {
            Kind::Server => SpanKind::Server,
            Kind::Client => SpanKind::Client,
            Kind::Internal => SpanKind::Internal,
        };
        let builder = tracer.span_builder(name).with_kind(kind);
        let span = tracer.build_with_context(builder, &parent.context());
        Self(Some(Context::new().with_span(span)))
    }

    /// Writes something down. Never a text, a key or a token.
    pub fn set(&self, name: &'static str, value: impl Into<Value>) {
        if let Some(context) = &self.0 {
            context.span().set_attribute(KeyValue::new(name, value));
        }
    }

    /// It did not come to what it was for, for this reason.
    pub fn fail(&self, reason: impl Into<Cow<'static, str>>) {
        if let Some(context) = &self.0 {
            let reason = reason.into();
            context.span().set_attribute(KeyValue::new("error.type", reason));
            context.span().set_status(Status::error(""));
        }
    }

    /// This span, as the parent of others.
    pub fn parent(&self) -> Parent {
        self.0.as_ref().map(Parent::of).unwrap_or_default()
    }

    /// The same future, whose spans belong to this one. It may outlive the span.
    pub fn within<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        future.with_context(self.0.clone().unwrap_or_default())
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        if let Some(context) = &self.0 {
            context.span().end();
        }
    }
}

/// Writes something down about the span that this is called within, if any.
pub fn set_current(name: &'static str, value: impl Into<Value>) {
    if TRACER.get().is_some() {
        get_active_span(|span| span.set_attribute(KeyValue::new(name, value)));
    }
}
