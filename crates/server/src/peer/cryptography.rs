//! The cryptography of WebRTC.

/// Chooses what encrypts; once a process, before the first session.
pub fn install_cryptography() {
    str0m::crypto::from_feature_flags().install_process_default();
}
