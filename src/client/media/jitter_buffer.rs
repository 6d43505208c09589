//! The target of the jitter buffer: how long media wait in the browser before they are played, as short as the network allows.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::RtcRtpReceiver;

#[wasm_bindgen]
extern "C" {
    // Stable in browsers, but not in web-sys.
    #[wasm_bindgen(extends = RtcRtpReceiver, js_name = RTCRtpReceiver)]
    type BufferedReceiver;
    #[wasm_bindgen(method, setter, structural, catch, js_name = jitterBufferTarget)]
    fn set_jitter_buffer_target(this: &BufferedReceiver, millis: u32) -> Result<(), wasm_bindgen::JsValue>;
}

/// Asks the browser to hold media back no longer than this. Where it cannot, or will not, it decides itself.
pub(super) fn set_jitter_target(receiver: &RtcRtpReceiver, millis: u32) {
    let known = js_sys::Reflect::has(receiver, &"jitterBufferTarget".into()).unwrap_or(false);
    if known {
        let _ = receiver
            .unchecked_ref::<BufferedReceiver>()
            .set_jitter_buffer_target(millis);
    }
}

/// A target for the jitter buffers that rises when playing stumbles and falls slowly when it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct JitterTarget {
    millis: u32,
    calm_seconds: u32,
}

impl JitterTarget {
    /// Where it starts, in ms.
    pub(super) const LOWEST: u32 = 40;
    const HIGHEST: u32 = 600;
    /// Seconds without a stumble after which it falls by a quarter.
    const CALM: u32 = 20;

    pub(super) fn new() -> Self {
        Self {
            millis: Self::LOWEST,
            calm_seconds: 0,
        }
    }

    /// Takes the news of one second: whether the picture froze or sound had to be made up. Gives the new target in ms when
    /// it changes.
    pub(super) fn second(&mut self, stumbled: bool) -> Option<u32> {
        let before = self.millis;
        if stumbled {
            self.calm_seconds = 0;
            self.millis = (self.millis * 2).min(Self::HIGHEST);
        } else {
            self.calm_seconds += 1;
            if self.calm_seconds >= Self::CALM {
                self.calm_seconds = 0;
                self.millis = (self.millis - self.millis / 4).max(Self::LOWEST);
            }
        }
        (self.millis != before).then_some(self.millis)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn it_rises_at_once_and_falls_slowly_within_its_bounds() {
        let mut target = JitterTarget::new();
        assert_eq!(target.second(true), Some(80));
        assert_eq!(target.second(true), Some(160));
        for _ in 0..10 {
            target.second(true);
        }
        assert_eq!(target.millis, JitterTarget::HIGHEST);
        for _ in 1..JitterTarget::CALM {
            assert_eq!(target.second(false), None);
        }
        assert_eq!(target.second(false), Some(450));
        for _ in 0..1000 {
            target.second(false);
        }
        assert_eq!(target.millis, JitterTarget::LOWEST);
        assert_eq!(target.second(false), None);
    }
}
