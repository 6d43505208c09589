//! TURN credentials that expire: a user name that says until when it is good, and a password that the TURN server makes of it itself.
//!
//! As draft-uberti-behave-turn-rest-00 has it, which coturn calls `use-auth-secret`. Nothing is asked of the TURN server.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api::IceServer;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::options::{NetworkOptions, Options};

/// The shortest time for which credentials are good: clients ask the TURN server again every ten minutes at most.
const MIN_LIFETIME: Duration = Duration::from_secs(3600);

/// The time where sessions have no longest one.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(24 * 3600);

/// The TURN servers for a session; none where there is no secret.
pub fn turn_servers(options: &Options, session: &str, now: SystemTime) -> Option<IceServer> {
    let lifetime = options
        .max_duration
        .map_or(DEFAULT_LIFETIME, |longest| longest.max(MIN_LIFETIME));
    let expiry = (now + lifetime)
        .duration_since(UNIX_EPOCH)
        .map_or(0, |age| age.as_secs());
    server(&options.network, &format!("{expiry}:{session}"))
}

fn server(options: &NetworkOptions, username: &str) -> Option<IceServer> {
    let secret = options.turn_secret.as_ref().filter(|_| !options.turn_url.is_empty())?;
    // The draft's and coturn's function. It is a MAC here, for which SHA-1 is good.
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.reveal().as_bytes());
    let mut server = IceServer::open(options.turn_url.clone());
    server.credential = Some(STANDARD.encode(hmac::sign(&key, username.as_bytes())));
    server.credential_type = Some("password".into());
    server.username = Some(username.to_owned());
    Some(server)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Key;

    #[test]
    fn the_password_is_the_one_that_coturn_makes() {
        let mut options = Options {
            max_duration: Some(Duration::from_secs(60)),
            ..Options::default()
        };
        let at = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        assert!(turn_servers(&options, "a", at).is_none());
        options.network.turn_url = vec!["turn:turn.example.org".into()];
        assert!(turn_servers(&options, "a", at).is_none());
        options.network.turn_secret = Some(Key::new("north"));
        let server = turn_servers(&options, "a", at).unwrap();
        assert_eq!(server.username.as_deref(), Some("1000003600:a"), "an hour at least");
        // printf %s 1000003600:a | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(server.credential.as_deref(), Some("qHp94Ler+tsPvR+8+EZRhNHZmeA="));
        options.max_duration = None;
        assert_eq!(
            turn_servers(&options, "a", at).unwrap().username.as_deref(),
            Some("1000086400:a")
        );
        assert!(!format!("{options:?}").contains("north"));
    }
}
