//! The key-value buckets (NATS JetStream) that nodes share: heartbeats, used tokens, the slots of keys.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_nats::Client;
use async_nats::jetstream::Context;
use async_nats::jetstream::context::ContextBuilder;
use async_nats::jetstream::kv::Store;
use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream::{Config, DiscardPolicy, StorageType};
use serde::Deserialize;
use serde_json::json;
use thiserror::Error;

use crate::cluster::nats::membership::HEARTBEAT_TIMEOUT;
use crate::cluster::nats::subjects::Subjects;

/// How long NATS may take to answer.
pub const NATS_TIMEOUT: Duration = Duration::from_secs(3);

/// How long a slot of a key stays taken after the last renewal by its node.
pub const SLOT_LEASE: Duration = Duration::from_secs(20);

/// How much longer than tokens are good it is remembered that they were used: the clocks of nodes differ.
const MAX_CLOCK_SKEW: Duration = Duration::from_secs(600);

/// A bucket is out of reach.
#[derive(Clone, Debug, Error)]
#[error("{0}")]
pub struct BucketUnavailable(pub String);

impl BucketUnavailable {
    /// By the error of a library.
    pub fn from_error(error: &dyn std::error::Error) -> Self {
        Self(error.to_string())
    }
}

/// The information about a bucket's stream.
#[derive(Deserialize)]
struct StreamInfo {
    state: State,
}

#[derive(Deserialize)]
struct State {
    /// The subjects, each with the number of its entries; none where there are none.
    subjects: Option<HashMap<String, u64>>,
}

/// One of the buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    /// The heartbeats of nodes.
    Nodes,
    /// Used tokens.
    UsedTokens,
    /// The slots of keys.
    Quota,
}

/// The buckets.
pub struct Buckets {
    context: Context,
    subjects: Subjects,
    token_lifetime: Duration,
    replicas: usize,
    opened: [Mutex<Option<Store>>; 3],
}

impl Buckets {
    /// Those of a cluster in which tokens are good for this long, in so many copies. They are made where they are not there.
    pub fn new(client: Client, subjects: Subjects, token_lifetime: Duration, replicas: usize) -> Self {
        Self {
            context: ContextBuilder::new().timeout(NATS_TIMEOUT).build(client),
            subjects,
            token_lifetime,
            replicas,
            opened: Default::default(),
        }
    }

    /// One of the buckets.
    ///
    /// # Errors
    /// Where it is neither there nor can be made.
    pub async fn get(&self, bucket: Bucket) -> Result<Store, BucketUnavailable> {
        if let Some(store) = self.opened(bucket, |store| store.clone()) {
            return Ok(store);
        }
        let (name, config) = self.config(bucket);
        let stream = self
            .context
            .get_or_create_stream(config.clone())
            .await
            .map_err(|error| BucketUnavailable::from_error(&error))?;
        // It only grows: while nodes are restarted one after the other, some still have the old options.
        let there = &stream.cached_info().config;
        if there.max_age < config.max_age || there.num_replicas < config.num_replicas {
            let grown = Config {
                max_age: config.max_age.max(there.max_age),
                num_replicas: config.num_replicas.max(there.num_replicas),
                ..there.clone()
            };
            self.context
                .update_stream(grown)
                .await
                .map_err(|error| BucketUnavailable::from_error(&error))?;
        }
        let store = self
            .context
            .get_key_value(name)
            .await
            .map_err(|error| BucketUnavailable::from_error(&error))?;
        self.opened(bucket, |opened| *opened = Some(store.clone()));
        Ok(store)
    }

    /// The subjects in a bucket that begin like this, which are 100,000 at most, by one request. The client's own call makes two.
    ///
    /// # Errors
    /// Where NATS does not tell.
    pub async fn subjects(&self, store: &Store, beginning: &str) -> Result<Vec<String>, BucketUnavailable> {
        let request = json!({"offset": 0, "deleted_details": false, "subjects_filter": format!("{beginning}*")});
        let info = self
            .context
            .request(format!("STREAM.INFO.{}", store.stream_name), &request)
            .await;
        let info: Response<StreamInfo> = info.map_err(|error| BucketUnavailable::from_error(&error))?;
        match info {
            Response::Ok(info) => Ok(info.state.subjects.unwrap_or_default().into_keys().collect()),
            Response::Err { error } => Err(BucketUnavailable::from_error(&error)),
        }
    }

    /// NATS may have lost its files: the buckets are looked for again, and made where they are not there.
    pub fn forget(&self) {
        for bucket in [Bucket::Nodes, Bucket::UsedTokens, Bucket::Quota] {
            self.opened(bucket, |opened| *opened = None);
        }
    }

    fn opened<T>(&self, bucket: Bucket, with: impl FnOnce(&mut Option<Store>) -> T) -> T {
        let [nodes, used_tokens, quota] = &self.opened;
        let opened = match bucket {
            Bucket::Nodes => nodes,
            Bucket::UsedTokens => used_tokens,
            Bucket::Quota => quota,
        };
        // A poisoned lock means that a panic was reported elsewhere; what it guards is replaced as a whole.
        with(&mut opened.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The stream of a bucket. Older servers do not tell what `create_key_value` of the client asks for, so it is made by hand; entries
    /// of their own age need a newer server, so there is a bucket for each age.
    fn config(&self, bucket: Bucket) -> (String, Config) {
        let (name, max_age, storage) = match bucket {
            Bucket::Nodes => (self.subjects.nodes(), HEARTBEAT_TIMEOUT, StorageType::Memory),
            Bucket::UsedTokens => (
                self.subjects.used_tokens(),
                self.token_lifetime + MAX_CLOCK_SKEW,
                StorageType::File,
            ),
            Bucket::Quota => (self.subjects.quota(), SLOT_LEASE, StorageType::File),
        };
        let config = Config {
            name: format!("KV_{name}"),
            subjects: vec![format!("$KV.{name}.>")],
            max_messages_per_subject: 1,
            max_age,
            storage,
            discard: DiscardPolicy::New,
            allow_rollup: true,
            // A slot that is given back leaves nothing behind, so that those that are taken can be counted.
            deny_delete: bucket != Bucket::Quota,
            allow_direct: true,
            num_replicas: self.replicas,
            max_messages: -1,
            max_bytes: -1,
            max_message_size: -1,
            max_consumers: -1,
            ..Config::default()
        };
        (name, config)
    }
}
