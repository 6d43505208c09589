//! From two readings of a browser's statistics to what is told each second.

use super::report::Report;
use crate::client::event::Statistics;

/// The statistics of the time between two readings that lie `millis` apart.
pub(super) fn between(before: &Report, now: &Report, millis: u32) -> Statistics {
    let millis = millis.max(1);
    // Bits per millisecond are kilobits per second.
    let kilobits = |before: f64, now: f64| ((now - before).max(0.0) * 8.0 / f64::from(millis)) as u32;
    let frames = now.video.frames_decoded.saturating_sub(before.video.frames_decoded);
    let received = |report: &Report| u64::from(report.video.packets) + u64::from(report.audio.packets);
    let lost = |report: &Report| i64::from(report.video.lost) + i64::from(report.audio.lost);
    let newly_received = received(now).saturating_sub(received(before));
    let newly_lost = u64::try_from(lost(now) - lost(before)).unwrap_or(0);
    let sent = newly_received + newly_lost;
    Statistics {
        round_trip_ms: now.round_trip_seconds.map(|seconds| (seconds * 1000.0) as u32),
        jitter_ms: (now.video.jitter_seconds.max(now.audio.jitter_seconds) * 1000.0) as u32,
        lost_per_thousand: (newly_lost * 1000).checked_div(sent).unwrap_or(0) as u32,
        frames_per_second: (u64::from(frames) * 1000 / u64::from(millis)) as u32,
        frames_decoded: now.video.frames_decoded,
        freezes: now.video.freezes,
        video_kilobits: kilobits(before.video.bytes, now.video.bytes),
        audio_kilobits: kilobits(before.audio.bytes, now.audio.bytes),
        width: now.video.width,
        height: now.video.height,
        video_codec: codec(&now.video.codec),
        audio_codec: codec(&now.audio.codec),
        local_candidate: now.local_candidate.clone(),
        remote_candidate: now.remote_candidate.clone(),
        protocol: now.protocol.clone(),
    }
}

/// Whether playing stumbled between two readings: the picture froze, or more than 20 ms of sound were made up because
/// packets came late. (Samples count 48 000 a second.)
pub(super) fn stumbled(before: &Report, now: &Report) -> bool {
    let made_up = |report: &Report| report.audio.concealed_samples - report.audio.silent_concealed_samples;
    now.video.freezes > before.video.freezes || made_up(now) - made_up(before) > 960.0
}

fn codec(mime_type: &str) -> String {
    mime_type.split_once('/').map_or(mime_type, |(_, name)| name).to_owned()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::client::media::report::Inbound;

    fn report(frames_decoded: u32, packets: u32, lost: i32, bytes: f64) -> Report {
        Report {
            video: Inbound {
                frames_decoded,
                packets,
                lost,
                bytes,
                codec: "video/VP8".into(),
                ..Inbound::default()
            },
            ..Report::default()
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn rates_are_those_of_the_time_between() {
        let found = between(&report(100, 1000, 10, 5e5), &report(160, 1095, 15, 5.5e5), 2000);
        assert_eq!(found.frames_per_second, 30);
        assert_eq!(found.lost_per_thousand, 50);
        assert_eq!(found.video_kilobits, 200);
        assert_eq!(found.video_codec, "VP8");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn counters_that_go_back_or_stand_still_give_zero() {
        let (before, now) = (report(100, 1000, 10, 5e5), report(90, 900, 2, 4e5));
        let found = between(&before, &now, 0);
        assert_eq!(
            (found.frames_per_second, found.lost_per_thousand, found.video_kilobits),
            (0, 0, 0)
        );
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn silence_that_was_not_sent_is_no_stumble() {
        let silent = |concealed_samples, silent_concealed_samples| Report {
            audio: Inbound {
                concealed_samples,
                silent_concealed_samples,
                ..Inbound::default()
            },
            ..Report::default()
        };
        assert!(!stumbled(&silent(0.0, 0.0), &silent(48_000.0, 48_000.0)));
        assert!(stumbled(&silent(0.0, 0.0), &silent(2_000.0, 0.0)));
    }
}
