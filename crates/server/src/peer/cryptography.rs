//! The cryptography of WebRTC (DTLS, SRTP).

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use str0m::config::DtlsCert;

/// How long a certificate is used: a stolen key is of use for a day at most.
const LIFETIME: Duration = Duration::from_hours(24);

/// Chooses what encrypts; once a process, before the first session.
pub fn install_cryptography() {
    str0m::crypto::from_feature_flags().install_process_default();
}

/// The certificate of all sessions that begin about now. Making one takes longer than the rest of an offer, and a client knows a server by
/// the fingerprint in its offer alone. Absent where none can be made: then each session tries for itself.
pub fn certificate(now: Instant) -> Option<DtlsCert> {
    static CURRENT: Mutex<Option<(Instant, DtlsCert)>> = Mutex::new(None);
    let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    let is_fresh = |made: Instant| now.saturating_duration_since(made) < LIFETIME;
    if !current.as_ref().is_some_and(|(made, _)| is_fresh(*made)) {
        let made = str0m::crypto::from_feature_flags().dtls_provider.generate_certificate();
        *current = made.map(|certificate| (now, certificate));
    }
    current.as_ref().map(|(_, certificate)| certificate.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_serves_for_a_day() {
        let start = Instant::now();
        let bytes = |after: Duration| certificate(start + after).unwrap().certificate;
        let first = bytes(Duration::ZERO);
        assert_eq!(bytes(Duration::from_hours(23)), first);
        let second = bytes(Duration::from_hours(25));
        assert_ne!(second, first);
        assert_eq!(bytes(Duration::from_hours(26)), second);
    }
}
