//! The data channel, over which the server tells when the avatar speaks.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use api::ChannelMessage;
use str0m::Rtc;
use str0m::channel::ChannelId;
use thiserror::Error;

/// How long a connected client is waited for to take the channel before the avatar speaks all the same.
const OPEN_TIMEOUT: Duration = Duration::from_secs(2);

/// Messages that wait for a channel that is not open yet. A client that never opens it does not want them: the oldest go first.
const MAX_UNHEARD: usize = 128;

/// Messages that wait for a client that has opened the channel but acknowledges nothing.
const MAX_UNSENT: usize = 1024;

/// The client has opened the channel, and takes nothing from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{MAX_UNSENT} messages wait on the data channel")]
pub struct Stuck;

/// Messages on their way out, in order. They wait for the channel to open.
pub struct DataChannel {
    channel: ChannelId,
    connected: Option<Instant>,
    open: bool,
    waiting: VecDeque<ChannelMessage>,
    dropped: u64,
}

impl DataChannel {
    /// Nothing to say yet.
    pub fn new(channel: ChannelId) -> Self {
        Self {
            channel,
            connected: None,
            open: false,
            waiting: VecDeque::new(),
            dropped: 0,
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
                .is_some_and(|since| now.saturating_duration_since(since) >= OPEN_TIMEOUT)
    }

    /// Queues a message.
    ///
    /// # Errors
    /// Where the client takes nothing any more.
    pub fn tell(&mut self, message: ChannelMessage) -> Result<(), Stuck> {
        if self.open && self.waiting.len() >= MAX_UNSENT {
            return Err(Stuck);
        }
        if !self.open && self.waiting.len() >= MAX_UNHEARD {
            self.waiting.pop_front();
            self.dropped += 1;
        }
        self.waiting.push_back(message);
        Ok(())
    }

    /// How many messages were dropped because the client never opened the channel.
    pub fn dropped(&self) -> u64 {
        self.dropped
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
        // Messages that the channel has no room for now wait on.
        let sent = matches!(channel.write(true, &text), Ok(true));
        if sent {
            self.waiting.pop_front();
        }
        sent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel() -> DataChannel {
        crate::peer::cryptography::install_cryptography();
        let candidates = [crate::peer::route::HostCandidate::udp(
            "127.0.0.1:5000".parse().unwrap(),
        )];
        let offered = crate::peer::offer::offer(crate::media::AVAILABLE, &candidates, Instant::now());
        DataChannel::new(offered.unwrap().channel)
    }

    fn message(number: usize) -> ChannelMessage {
        ChannelMessage::StartTalking {
            task_id: number.to_string(),
        }
    }

    #[test]
    fn a_client_that_never_opens_the_channel_costs_no_memory() {
        let mut channel = channel();
        for number in 0..MAX_UNHEARD + 7 {
            assert_eq!(channel.tell(message(number)), Ok(()));
        }
        assert_eq!((channel.waiting.len(), channel.dropped()), (MAX_UNHEARD, 7));
        assert_eq!(channel.waiting.front(), Some(&message(7)));
        assert_eq!(channel.waiting.back(), Some(&message(MAX_UNHEARD + 6)));
    }

    #[test]
    fn a_client_that_takes_nothing_from_its_open_channel_is_found_out() {
        let mut channel = channel();
        channel.opened(channel.channel);
        for number in 0..MAX_UNSENT {
            assert_eq!(channel.tell(message(number)), Ok(()));
        }
        assert_eq!(channel.tell(message(MAX_UNSENT)), Err(Stuck));
    }
}
