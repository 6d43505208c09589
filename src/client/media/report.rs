//! One reading of a browser's `getStats()`.
//!
//! The counters run since the connection began. Browsers leave out what they do not know; then it is 0 or empty here. The
//! names are those of the W3C's "Identifiers for WebRTC's Statistics API".

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

use crate::client::browser::JsError;
use crate::client::browser::property::{self, flag, number};

/// Counters of one kind of media.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Inbound {
    pub(super) packets: u32,
    /// May go down: a late packet is no longer lost.
    pub(super) lost: i32,
    pub(super) bytes: f64,
    pub(super) jitter_seconds: f64,
    /// Such as `video/VP8`.
    pub(super) codec: String,
    pub(super) frames_decoded: u32,
    pub(super) freezes: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) concealed_samples: f64,
    /// Concealed because nothing was sent: no fault.
    pub(super) silent_concealed_samples: f64,
    pub(super) energy: f64,
    pub(super) seconds: f64,
}

/// One reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Report {
    pub(super) video: Inbound,
    pub(super) audio: Inbound,
    pub(super) round_trip_seconds: Option<f64>,
    /// `host`, `srflx`, `prflx` or `relay`, of the pair in use.
    pub(super) local_candidate: String,
    pub(super) remote_candidate: String,
    /// `udp` or `tcp`.
    pub(super) protocol: String,
}

impl Report {
    /// Asks the browser.
    pub(super) async fn read(connection: &RtcPeerConnection) -> Result<Self, JsError> {
        let stats = JsFuture::from(connection.get_stats()).await?;
        // `RTCStatsReport` is maplike: it has what a `Map` has.
        Ok(Self::from_stats(stats.unchecked_ref::<js_sys::Map>()))
    }

    fn from_stats(stats: &js_sys::Map) -> Self {
        let mut report = Self::default();
        let (mut pair, mut named) = (JsValue::UNDEFINED, String::new());
        stats.for_each(&mut |entry, _| match text(&entry, "type").as_str() {
            "inbound-rtp" if text(&entry, "kind") == "video" => report.video = inbound(&entry, stats),
            "inbound-rtp" if text(&entry, "kind") == "audio" => report.audio = inbound(&entry, stats),
            // Chromium names the pair in use here; Firefox flags the pair itself.
            "transport" => named = text(&entry, "selectedCandidatePairId"),
            "candidate-pair" if flag(&entry, "selected") => pair = entry,
            _ => {}
        });
        if !named.is_empty() {
            pair = stats.get(&named.into());
        }
        if pair.is_object() {
            report.round_trip_seconds = number(&pair, "currentRoundTripTime");
            let local = stats.get(&text(&pair, "localCandidateId").into());
            let remote = stats.get(&text(&pair, "remoteCandidateId").into());
            report.local_candidate = text(&local, "candidateType");
            report.protocol = text(&local, "protocol");
            report.remote_candidate = text(&remote, "candidateType");
        }
        report
    }
}

fn inbound(entry: &JsValue, stats: &js_sys::Map) -> Inbound {
    let count = |name| number(entry, name).unwrap_or(0.0);
    Inbound {
        packets: count("packetsReceived") as u32,
        lost: count("packetsLost") as i32,
        bytes: count("bytesReceived"),
        jitter_seconds: count("jitter"),
        codec: text(&stats.get(&text(entry, "codecId").into()), "mimeType"),
        frames_decoded: count("framesDecoded") as u32,
        freezes: count("freezeCount") as u32,
        width: count("frameWidth") as u32,
        height: count("frameHeight") as u32,
        concealed_samples: count("concealedSamples"),
        silent_concealed_samples: count("silentConcealedSamples"),
        energy: count("totalAudioEnergy"),
        seconds: count("totalSamplesDuration"),
    }
}

fn text(entry: &JsValue, name: &str) -> String {
    property::text(entry, name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use js_sys::Reflect;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn stats(json: &str) -> js_sys::Map {
        let map = js_sys::Map::new();
        for entry in js_sys::Array::from(&js_sys::JSON::parse(json).unwrap()).iter() {
            map.set(&Reflect::get(&entry, &"id".into()).unwrap(), &entry);
        }
        map
    }

    #[wasm_bindgen_test]
    fn it_reads_what_chromium_writes() {
        let report = Report::from_stats(&stats(
            r#"[{"id":"T","type":"transport","selectedCandidatePairId":"P"},
                {"id":"P","type":"candidate-pair","currentRoundTripTime":0.012,"localCandidateId":"L","remoteCandidateId":"R"},
                {"id":"P2","type":"candidate-pair","currentRoundTripTime":9},
                {"id":"L","type":"local-candidate","candidateType":"relay","protocol":"udp"},
                {"id":"R","type":"remote-candidate","candidateType":"host"},
                {"id":"C","type":"codec","mimeType":"video/VP8"},
                {"id":"V","type":"inbound-rtp","kind":"video","codecId":"C","framesDecoded":7,"packetsLost":-1,"frameWidth":640},
                {"id":"A","type":"inbound-rtp","kind":"audio","totalAudioEnergy":0.5,"totalSamplesDuration":2}]"#,
        ));
        assert_eq!(report.round_trip_seconds, Some(0.012));
        assert_eq!(
            (report.local_candidate.as_str(), report.remote_candidate.as_str()),
            ("relay", "host")
        );
        assert_eq!(report.video.codec, "video/VP8");
        assert_eq!(
            (report.video.frames_decoded, report.video.lost, report.video.width),
            (7, -1, 640)
        );
        assert_eq!((report.audio.energy, report.audio.seconds), (0.5, 2.0));
    }

    #[wasm_bindgen_test]
    fn it_takes_the_pair_that_firefox_flags() {
        let report = Report::from_stats(&stats(
            r#"[{"id":"P1","type":"candidate-pair","currentRoundTripTime":9},
                {"id":"P2","type":"candidate-pair","selected":true,"currentRoundTripTime":0.5}]"#,
        ));
        assert_eq!(report.round_trip_seconds, Some(0.5));
    }

    #[wasm_bindgen_test]
    fn it_survives_what_is_missing_or_odd() {
        let odd = r#"[{"id":"T","type":"transport","selectedCandidatePairId":"nowhere"},{"id":"X"},
                      {"id":"V","type":"inbound-rtp","kind":"video","framesDecoded":"many","codecId":7}]"#;
        assert_eq!(Report::from_stats(&stats(odd)), Report::default());
    }
}
