//! Webhooks: events are sent to other servers, with retries, until these say that they have them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use backon::{ExponentialBuilder, Retryable as _};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::options::{RecordOptions, WebhookSecret};
use crate::records::RecordError;
use crate::records::event::Event;
use crate::records::signature::signature;

/// How long an address may take to answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// Requests that are sent to an address at once.
const MAX_CONCURRENT_REQUESTS: usize = 16;

/// Events that may wait for an address; with more, new ones are dropped, which the log tells.
const MAX_WAITING: usize = 10_000;

/// The addresses, and what is on its way to them.
pub struct Webhooks {
    client: Client,
    addresses: Vec<Address>,
    secrets: Arc<[WebhookSecret]>,
}

/// An address, and what is on its way to it. One that hangs holds up no other.
struct Address {
    url: Url,
    turns: Arc<Semaphore>,
    sending: TaskTracker,
}

impl Address {
    fn of(url: &str) -> Result<Self, String> {
        Ok(Self {
            url: Url::parse(url).map_err(|error| error.to_string())?,
            turns: Arc::new(Semaphore::new(MAX_CONCURRENT_REQUESTS)),
            sending: TaskTracker::new(),
        })
    }
}

impl Webhooks {
    /// Those that the options name, if any.
    ///
    /// # Errors
    /// Where there is no secret, or no client.
    pub fn of(options: &RecordOptions) -> Result<Option<Self>, RecordError> {
        if options.webhook_url.is_empty() {
            return Ok(None);
        }
        if options.webhook_secret.is_empty() {
            return Err(RecordError::NoSecret);
        }
        let wrong = |error: &dyn std::fmt::Display| RecordError::Client(error.to_string());
        let addresses: Result<Vec<_>, _> = options.webhook_url.iter().map(|url| Address::of(url)).collect();
        // A redirect would take the signed body elsewhere.
        let client = Client::builder()
            .timeout(REQUEST_TIMEOUT)
            .redirect(Policy::none())
            .build();
        Ok(Some(Self {
            client: client.map_err(|error| wrong(&error))?,
            addresses: addresses.map_err(|error| wrong(&error))?,
            secrets: options.webhook_secret.clone().into(),
        }))
    }

    /// Sends an event to every address. Does not wait.
    pub fn send(&self, event: &Event) {
        for Address { url, turns, sending } in &self.addresses {
            if sending.len() >= MAX_WAITING {
                let host = url.host_str().unwrap_or_default();
                tracing::error!(
                    id = event.id,
                    host,
                    "a webhook is dropped: too many wait for this address"
                );
                continue;
            }
            let delivery = Delivery {
                client: self.client.clone(),
                url: url.clone(),
                secrets: Arc::clone(&self.secrets),
                event: event.clone(),
            };
            let turns = Arc::clone(turns);
            sending.spawn(async move { delivery.deliver(&turns).await });
        }
    }

    /// Waits until all has been sent, or given up.
    pub async fn sent(self) {
        for address in self.addresses {
            address.sending.close();
            address.sending.wait().await;
        }
    }
}

/// An event on its way to an address.
struct Delivery {
    client: Client,
    url: Url,
    secrets: Arc<[WebhookSecret]>,
    event: Event,
}

impl Delivery {
    /// Tries until the address has it: after 1 s, 3 s, 9 s and so on, at most every 20 minutes, for about an hour.
    async fn deliver(&self, turns: &Semaphore) {
        let pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_secs(1))
            .with_max_delay(Duration::from_secs(1200))
            .with_factor(3.0)
            .with_max_times(9)
            .with_jitter();
        let (id, host) = (self.event.id.as_str(), self.url.host_str().unwrap_or_default());
        let tried = || async {
            // The semaphore is never closed. Nobody waits for a turn while others pause.
            let _turn = turns.acquire().await.ok();
            self.attempt().await
        };
        let told = tried
            .retry(pauses)
            .notify(|error, pause| tracing::debug!(id, host, error, ?pause, "a webhook was not taken"));
        if let Err(error) = told.await {
            tracing::error!(id, host, error, "a webhook is given up");
        }
    }

    /// One request. The words of an error never hold the whole address, whose path may be a secret.
    async fn attempt(&self) -> Result<(), String> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let timestamp = now.map_or(0, |age| age.as_secs());
        let request = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json");
        let request = request
            .header("webhook-id", &self.event.id)
            .header("webhook-timestamp", timestamp)
            .header(
                "webhook-signature",
                signature(&self.secrets, &self.event.id, timestamp, &self.event.body),
            )
            .body(self.event.body.clone());
        match request.send().await {
            Ok(response) if response.status().is_success() => Ok(()),
            Ok(response) => Err(format!("status {}", response.status().as_u16())),
            Err(error) => Err(error.without_url().to_string()),
        }
    }
}
