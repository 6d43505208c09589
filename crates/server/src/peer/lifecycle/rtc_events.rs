//! The events of the WebRTC connection.

use std::time::Instant;

use str0m::stats::PeerStats;
use str0m::{Event, IceConnectionState};

use crate::media::Report;
use crate::peer::lifecycle::Lifecycle;
use crate::sessions::EndReason;

impl Lifecycle {
    /// Takes an event of the connection.
    pub(super) fn happened(&mut self, event: Event, now: Instant) {
        match event {
            Event::Connected if self.progress.connected() => {
                self.phase.set_connected();
                self.address_validation.connected();
                self.data_channel.connected(now);
                self.idle.touch(now);
                if let Some(sender) = &mut self.sender {
                    sender.start(self.bounds.stagger.turn(now));
                }
                tracing::info!(session = self.name, "session connected");
            }
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => self.progress.interrupted(now),
            Event::IceConnectionStateChange(IceConnectionState::Connected | IceConnectionState::Completed) => {
                self.progress.found();
            }
            Event::ChannelOpen(channel, _) => self.data_channel.opened(channel),
            Event::ChannelData(data) => self.message(&data.data, now),
            Event::MediaData(media) => self.sound(&media, now),
            Event::PeerStats(stats) => self.report(&stats, now),
            Event::KeyframeRequest(_) => {
                if let Some(sender) = &mut self.sender {
                    sender.request_key_frame();
                }
            }
            Event::Closed => {
                self.ended.get_or_insert(EndReason::Left);
            }
            _ => {}
        }
    }

    /// Adapts the bit rate to the bandwidth, by the client's reports of packet loss and round-trip time (RTCP).
    fn report(&mut self, stats: &PeerStats, now: Instant) {
        let Some(sender) = &mut self.sender else { return };
        let report = Report {
            bytes: stats.bytes_tx,
            loss: stats.egress_loss_fraction,
            round_trip: stats.rtt,
        };
        match sender.report(report, now) {
            Ok(Some(kilobits)) => tracing::debug!(session = self.name, kilobits, "the bit rate follows the line"),
            Ok(None) => {}
            Err(error) => self.fail(EndReason::Failed("an encoder failed".into()), &error),
        }
    }
}
