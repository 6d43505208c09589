//! A cluster of many nodes (machines), which reach each other by NATS.
//!
//! Every node takes every call. The id of a session tells the node that it is on, to which the call is forwarded by a request on its own
//! subject; where nobody listens there any more, the node is dead, and that is told at once. A new session is placed on one of the nodes that
//! have capacity, which are a queue group. Heartbeats, used tokens and the slots of keys stand in buckets that all nodes share.
//!
//! Decisions are apart from the connection and know no clock: [`membership`], [`connectivity`], [`retry`], [`gathering`], [`key_slot`],
//! [`node_id`].

mod buckets;
mod connect;
mod connectivity;
mod deferred;
mod forward;
mod gathering;
mod heartbeat;
mod held_slots;
mod key_quota;
mod key_slot;
mod list;
mod membership;
mod node_id;
mod placement;
mod placement_group;
mod refusals;
mod retry;
mod serve;
mod subjects;
mod used_tokens;
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
use connectivity::Connectivity;
use deferred::Deferred;
use held_slots::HeldSlots;
use membership::{Heartbeat, Members};
use node_id::NodeId;
use subjects::Subjects;

pub use connect::ClusterStartError;

/// Calls of other nodes that are answered at once. One with `task_mode` "sync" takes as long as its text.
const MAX_CONCURRENT_CALLS: usize = 1024;

/// How long the start waits for NATS before it goes on without.
const START_TIMEOUT: Duration = Duration::from_secs(3);

/// How long the end waits for NATS.
const END_TIMEOUT: Duration = Duration::from_millis(800);

/// A node among others.
pub struct Nats {
    /// The node.
    pub node: Arc<Node>,
    id: NodeId,
    client: Client,
    subjects: Subjects,
    buckets: Buckets,
    state: Arc<ClusterState>,
    slots: HeldSlots,
    deferred: Deferred,
    permits: Arc<Semaphore>,
    ended: CancellationToken,
}

/// The cluster, as this node sees it.
#[derive(Default)]
struct ClusterState {
    members: Mutex<Members>,
    connectivity: Mutex<Connectivity>,
    /// There is a reason to send a heartbeat at once.
    wake: Notify,
}

impl ClusterState {
    // A poisoned lock means that a panic was reported elsewhere; what these guard is whole between statements.
    fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connectivity(&self) -> MutexGuard<'_, Connectivity> {
        self.connectivity.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, event: &Event) {
        match event {
            Event::Connected => {
                tracing::info!("connected to the cluster");
                self.members().connected(Instant::now());
                self.wake.notify_one();
            }
            Event::Disconnected => {
                tracing::warn!("the connection to the cluster is lost");
                self.members().disconnected();
            }
            Event::ServerError(_) | Event::ClientError(_) => tracing::warn!("cluster: {event}"),
            other => tracing::debug!("cluster: {other}"),
        }
    }
}

/// Why another node gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoAnswer {
    /// Nobody listens.
    NoResponders,
    /// The answer did not come in time. The request may have been done.
    TimedOut,
    /// The request is larger than NATS takes.
    TooLarge,
    /// NATS is out of reach.
    Disconnected,
}

impl NoAnswer {
    /// In a word, for traces.
    fn reason(self) -> &'static str {
        match self {
            Self::NoResponders => "untaken",
            Self::TimedOut => "silent",
            Self::TooLarge => "too_long",
            Self::Disconnected => "apart",
        }
    }
}

impl Nats {
    /// Joins the cluster that the options name. Where NATS is not there, this goes on without it until it is.
    ///
    /// # Errors
    /// Where the options cannot be used.
    pub async fn join(node: Arc<Node>) -> Result<Arc<Self>, ClusterStartError> {
        let options = &node.options;
        if options.has_keys() && options.token_secret.is_empty() {
            return Err(ClusterStartError::TokenSecret);
        }
        let (id, state) = (NodeId::random(), Arc::new(ClusterState::default()));
        let heard = Arc::clone(&state);
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
            state,
            slots: HeldSlots::default(),
            deferred: Deferred::default(),
            permits: Arc::new(Semaphore::new(MAX_CONCURRENT_CALLS)),
            ended: CancellationToken::new(),
        });
        tracing::info!(node = %id, "a machine of a cluster");
        nats.begin();
        if tokio::time::timeout(START_TIMEOUT, nats.connects()).await.is_err() {
            tracing::warn!("the cluster is out of reach: going on without it until it is there");
        }
        Ok(nats)
    }

    /// Starts what goes on beside the calls.
    fn begin(self: &Arc<Self>) {
        tokio::spawn(Arc::clone(self).serve());
        tokio::spawn(Arc::clone(self).answer_list_requests());
        tokio::spawn(Arc::clone(self).receive_heartbeats());
        tokio::spawn(Arc::clone(self).send_heartbeats());
        tokio::spawn(Arc::clone(self).join_placement_group());
        tokio::spawn(Arc::clone(self).renew_slots());
        tokio::spawn(Arc::clone(self).do_deferred());
    }

    /// Whether this node is connected with the others.
    pub fn is_connected(&self) -> bool {
        self.state.connectivity().is_connected(Instant::now())
    }

    /// The nodes that are alive, this one included.
    pub fn nodes(&self) -> usize {
        1 + self.state.members().alive(Instant::now()).count()
    }

    /// Leaves the cluster: the sessions have ended.
    pub async fn leave(&self) {
        let goodbye = async {
            self.free_all().await;
            self.withdraw_heartbeat().await;
            self.client.flush().await.ok();
        };
        tokio::time::timeout(END_TIMEOUT, goodbye).await.ok();
        self.ended.cancel();
        self.client.drain().await.ok();
    }

    async fn connects(&self) {
        while !self.is_connected() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The heartbeat of this node.
    fn heartbeat(&self) -> Heartbeat {
        let registry = &self.node.registry;
        Heartbeat {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            slots: registry.most(),
            sessions: registry.open(),
            takes: self.takes(),
            draining: registry.is_draining(),
        }
    }

    /// Whether this node takes new sessions.
    fn takes(&self) -> bool {
        !self.ended.is_cancelled() && self.node.registry.admits(&self.node.load)
    }

    /// Asks others, and waits for the answer. `what` names the request in traces.
    async fn request(
        &self,
        what: &'static str,
        subject: String,
        payload: Bytes,
        timeout: Duration,
    ) -> Result<Bytes, NoAnswer> {
        let span = Span::begin(Kind::Client, what, &Parent::current());
        span.set("messaging.system", "nats");
        let answer = self.exchange(subject, payload, timeout, &span.parent()).await;
        if let Err(error) = &answer {
            span.fail(error.reason());
        }
        answer
    }

    async fn exchange(
        &self,
        subject: String,
        payload: Bytes,
        timeout: Duration,
        trace: &Parent,
    ) -> Result<Bytes, NoAnswer> {
        // A request without a connection would be sent as soon as there is one: long after its caller was told of a failure.
        if self.client.connection_state() != State::Connected || !self.is_connected() {
            return Err(NoAnswer::Disconnected);
        }
        let mut request = Request::new().payload(payload).timeout(Some(timeout));
        if let Some(header) = trace.header() {
            let mut headers = HeaderMap::new();
            headers.insert(TRACEPARENT, header);
            request = request.headers(headers);
        }
        match self.client.send_request(subject, request).await {
            Ok(answer) => Ok(answer.payload),
            Err(error) => Err(match error.kind() {
                RequestErrorKind::NoResponders => NoAnswer::NoResponders,
                RequestErrorKind::TimedOut => NoAnswer::TimedOut,
                RequestErrorKind::MaxPayloadExceeded => NoAnswer::TooLarge,
                RequestErrorKind::InvalidSubject | RequestErrorKind::Other => NoAnswer::Disconnected,
            }),
        }
    }
}
