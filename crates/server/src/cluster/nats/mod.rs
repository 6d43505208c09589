//! Many machines, which reach each other by NATS.
//!
//! Every machine takes every call. The name of a session tells the machine that it is on, which is asked by a request on its own subject;
//! where nobody listens there any more, the machine is gone, and that is told at once. A new session goes to one of those machines that have
//! room, which are a queue group. Used tokens and the sessions that count for keys stand in buckets that all machines share.
//!
//! Decisions are apart from the connection and know no clock: [`view`], [`touch`], [`gathering`], [`slot`], [`node_id`].

mod ask;
mod attend;
mod away;
mod buckets;
mod claims;
mod connect;
mod deferred;
mod gathering;
mod list;
mod node_id;
mod open;
mod quotas;
mod seats;
mod serve;
mod slot;
mod subjects;
mod touch;
mod view;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_nats::client::{Request, RequestErrorKind};
use async_nats::connection::State;
use async_nats::{Client, Event, HeaderMap};
use tokio::sync::{Notify, Semaphore};
use tokio_util::bytes::Bytes;
use tokio_util::sync::CancellationToken;

use crate::cluster::node::Node;
use crate::traces::{Kind, Parent, Span, TRACEPARENT};
use buckets::Buckets;
use deferred::Deferred;
use node_id::NodeId;
use quotas::Held;
use subjects::Subjects;
use touch::Touch;
use view::{Record, View};

pub use connect::ClusterStartError;

/// Calls of other machines that are answered at once. One with `task_mode` "sync" takes as long as its text.
const MAX_CALLS: usize = 1024;

/// How long the start waits for the engine before it goes on without.
const START: Duration = Duration::from_secs(3);

/// How long the end waits for the engine.
const END: Duration = Duration::from_millis(800);

/// A machine among others.
pub struct Nats {
    /// The machine.
    pub node: Arc<Node>,
    id: NodeId,
    client: Client,
    subjects: Subjects,
    buckets: Buckets,
    sight: Arc<Sight>,
    held: Held,
    deferred: Deferred,
    turns: Arc<Semaphore>,
    ended: CancellationToken,
}

/// The others, as this machine sees them.
#[derive(Default)]
struct Sight {
    view: Mutex<View>,
    touch: Mutex<Touch>,
    /// There is a reason to tell of itself at once.
    wake: Notify,
}

impl Sight {
    // A poisoned lock means that a panic was reported elsewhere; what these guard is whole between statements.
    fn view(&self) -> MutexGuard<'_, View> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn touch(&self) -> MutexGuard<'_, Touch> {
        self.touch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, event: &Event) {
        match event {
            Event::Connected => {
                tracing::info!("connected to the cluster");
                self.view().connected(Instant::now());
                self.wake.notify_one();
            }
            Event::Disconnected => {
                tracing::warn!("the connection to the cluster is lost");
                self.view().disconnected();
            }
            Event::ServerError(_) | Event::ClientError(_) => tracing::warn!("cluster: {event}"),
            other => tracing::debug!("cluster: {other}"),
        }
    }
}

/// Why another machine gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoAnswer {
    /// Nobody listens.
    Untaken,
    /// The answer did not come in time. The request may have been done.
    Silent,
    /// The request is larger than the engine takes.
    TooLong,
    /// The engine is out of reach.
    Apart,
}

impl NoAnswer {
    /// In a word, for traces.
    fn reason(self) -> &'static str {
        match self {
            Self::Untaken => "untaken",
            Self::Silent => "silent",
            Self::TooLong => "too_long",
            Self::Apart => "apart",
        }
    }
}

impl Nats {
    /// Joins the cluster that the options name. Where its engine is not there, this goes on without it until it is.
    ///
    /// # Errors
    /// Where the options cannot be used.
    pub async fn join(node: Arc<Node>) -> Result<Arc<Self>, ClusterStartError> {
        let options = &node.options;
        if options.has_keys() && options.token_secret.is_empty() {
            return Err(ClusterStartError::TokenSecret);
        }
        let (id, sight) = (NodeId::random(), Arc::new(Sight::default()));
        let heard = Arc::clone(&sight);
        let name = format!("avatar-server {id}");
        let client = connect::connect(&options.cluster, &name, move |event| heard.hear(&event)).await?;
        let subjects = Subjects::new(&options.cluster.cluster_prefix);
        let nats = Arc::new(Self {
            buckets: Buckets::new(
                client.clone(),
                subjects.clone(),
                options.token_lifetime,
                options.cluster.cluster_replicas,
            ),
            node,
            id,
            client,
            subjects,
            sight,
            held: Held::default(),
            deferred: Deferred::default(),
            turns: Arc::new(Semaphore::new(MAX_CALLS)),
            ended: CancellationToken::new(),
        });
        tracing::info!(node = %id, "a machine of a cluster");
        nats.begin();
        if tokio::time::timeout(START, nats.touches()).await.is_err() {
            tracing::warn!("the cluster is out of reach: going on without it until it is there");
        }
        Ok(nats)
    }

    /// Starts what goes on beside the calls.
    fn begin(self: &Arc<Self>) {
        tokio::spawn(Arc::clone(self).serve());
        tokio::spawn(Arc::clone(self).answer_rolls());
        tokio::spawn(Arc::clone(self).watch());
        tokio::spawn(Arc::clone(self).attend());
        tokio::spawn(Arc::clone(self).seat());
        tokio::spawn(Arc::clone(self).keep_slots());
        tokio::spawn(Arc::clone(self).catch_up());
    }

    /// Whether this machine is in touch with the others.
    pub fn is_in_touch(&self) -> bool {
        self.sight.touch().holds(Instant::now())
    }

    /// The machines that live, this one included.
    pub fn nodes(&self) -> usize {
        1 + self.sight.view().living(Instant::now()).count()
    }

    /// Says goodbye: the sessions have ended.
    pub async fn leave(&self) {
        let goodbye = async {
            self.free_all().await;
            self.forget_self().await;
            self.client.flush().await.ok();
        };
        tokio::time::timeout(END, goodbye).await.ok();
        self.ended.cancel();
        self.client.drain().await.ok();
    }

    async fn touches(&self) {
        while !self.is_in_touch() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The words of this machine about itself.
    fn record(&self) -> Record {
        let registry = &self.node.registry;
        Record {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seats: registry.most(),
            sessions: registry.open(),
            takes: self.takes(),
            draining: registry.is_draining(),
        }
    }

    /// Whether this machine takes new sessions.
    fn takes(&self) -> bool {
        !self.ended.is_cancelled() && self.node.registry.admits(&self.node.load)
    }

    /// Asks others, and waits for the answer. `what` names the request in traces.
    async fn request(
        &self,
        what: &'static str,
        subject: String,
        payload: Bytes,
        patience: Duration,
    ) -> Result<Bytes, NoAnswer> {
        let span = Span::begin(Kind::Client, what, &Parent::current());
        span.set("messaging.system", "nats");
        let answer = self.exchange(subject, payload, patience, &span.parent()).await;
        if let Err(error) = &answer {
            span.fail(error.reason());
        }
        answer
    }

    async fn exchange(
        &self,
        subject: String,
        payload: Bytes,
        patience: Duration,
        trace: &Parent,
    ) -> Result<Bytes, NoAnswer> {
        // A request without a connection would be sent as soon as there is one: long after its caller was told of a failure.
        if self.client.connection_state() != State::Connected || !self.is_in_touch() {
            return Err(NoAnswer::Apart);
        }
        let mut request = Request::new().payload(payload).timeout(Some(patience));
        if let Some(header) = trace.header() {
            let mut headers = HeaderMap::new();
            headers.insert(TRACEPARENT, header);
            request = request.headers(headers);
        }
        match self.client.send_request(subject, request).await {
            Ok(answer) => Ok(answer.payload),
            Err(error) => Err(match error.kind() {
                RequestErrorKind::NoResponders => NoAnswer::Untaken,
                RequestErrorKind::TimedOut => NoAnswer::Silent,
                RequestErrorKind::MaxPayloadExceeded => NoAnswer::TooLong,
                RequestErrorKind::InvalidSubject | RequestErrorKind::Other => NoAnswer::Apart,
            }),
        }
    }
}
