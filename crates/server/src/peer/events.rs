//! The data channel, over which the server tells when the avatar speaks.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use api::ChannelMessage;
use str0m::Rtc;
use str0m::channel::ChannelId;

/// How long a connected client is waited for to take the channel before the avatar speaks all the same.
const PATIENCE: Duration = Duration::from_secs(2);

/// Messages on their way out, in order. They wait for the channel to open.
pub struct Events {
    channel: ChannelId,
    connected: Option<Instant>,
    open: bool,
    waiting: VecDeque<ChannelMessage>,
}

impl Events {
    /// Nothing to say yet.
    pub fn new(channel: ChannelId) -> Self {
        Self {
            channel,
            connected: None,
            open: false,
            waiting: VecDeque::new(),
        }
    }

    /// The connection has come about.
    pub fn connected(&mut self, now: Instant) {
        self.connected = Some(now);
    }

    /// A channel has opened.
    pub fn opened(&mut self, channel: ChannelId) {
        self.open |= channel == self.channel;
    }

    /// Whether the avatar may speak: its client hears of it, or does not want to.
    pub fn are_heard(&self, now: Instant) -> bool {
        self.open
            || self
                .connected
                .is_some_and(|since| now.saturating_duration_since(since) >= PATIENCE)
    }

    /// Queues a message.
    pub fn tell(&mut self, message: ChannelMessage) {
        self.waiting.push_back(message);
    }

    /// Sends one of the messages that wait; whether it did.
    pub fn send(&mut self, rtc: &mut Rtc) -> bool {
        if !self.open {
            return false;
        }
        let Some(message) = self.waiting.front() else {
            return false;
        };
        let Some(mut channel) = rtc.channel(self.channel) else {
            return false;
        };
        let Ok(text) = serde_json::to_vec(message) else {
            return false;
        };
        // What the channel has no room for now waits on.
        let sent = matches!(channel.write(true, &text), Ok(true));
        if sent {
            self.waiting.pop_front();
        }
        sent
    }
}
