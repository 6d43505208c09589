//! The codec of a session (VP8 or H.264): those that are offered, and the one that the client's SDP answer takes.

use api::VideoEncoding;

#[cfg(not(any(feature = "h264", libvpx)))]
compile_error!("no video encoder: enable the feature `h264`, or install libvpx with its headers (libvpx-dev) for VP8");

/// The codecs of this build.
pub const AVAILABLE: &[VideoEncoding] = &[
    #[cfg(libvpx)]
    VideoEncoding::VP8,
    #[cfg(feature = "h264")]
    VideoEncoding::H264,
];

/// The codecs to offer: the one asked for first, then what else there is.
pub fn preference(asked: VideoEncoding, available: &[VideoEncoding]) -> Vec<VideoEncoding> {
    let mut order: Vec<_> = available.to_vec();
    order.sort_by_key(|encoding| *encoding != asked);
    order
}

/// The codec to send: the first of the offered ones that the answer takes; none where it takes neither.
pub fn choose(offered: &[VideoEncoding], taken: &[VideoEncoding]) -> Option<VideoEncoding> {
    offered.iter().copied().find(|encoding| taken.contains(encoding))
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::subsequence};

    use super::*;

    const BOTH: [VideoEncoding; 2] = [VideoEncoding::VP8, VideoEncoding::H264];

    proptest! {
        #[test]
        fn what_is_asked_for_is_sent_where_both_ends_have_it(
            asked in prop::sample::select(BOTH.to_vec()),
            available in subsequence(BOTH.to_vec(), 0..=2),
            taken in subsequence(BOTH.to_vec(), 0..=2),
        ) {
            let offered = preference(asked, &available);
            prop_assert_eq!(offered.len(), available.len());
            match choose(&offered, &taken) {
                Some(sent) => {
                    prop_assert!(available.contains(&sent) && taken.contains(&sent));
                    prop_assert!(sent == asked || !(available.contains(&asked) && taken.contains(&asked)));
                }
                None => prop_assert!(!available.iter().any(|encoding| taken.contains(encoding))),
            }
        }
    }
}
