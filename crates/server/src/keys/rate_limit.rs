//! Rate limits: how many calls a minute each key and each client's address may make.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use api::ErrorKind;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{NotUntil, Quota, RateLimiter};

use crate::keys::subscriber::subscriber;
use crate::refusal::Refusal;

/// After how many calls the addresses that have been quiet are forgotten.
const SWEEP: u32 = 1024;

/// Calls in a minute, where nothing else is said of a key. Without a number: as many as come.
#[derive(Clone, Copy, Debug, Default)]
pub struct RateLimits {
    /// Of the holders of one key, its tokens' included.
    pub per_key: Option<NonZeroU32>,
    /// Of one client's address.
    pub per_address: Option<NonZeroU32>,
}

type Middleware<C> = NoOpMiddleware<<C as Clock>::Instant>;

/// The rate of one key.
pub struct KeyRateLimit<C: Clock = DefaultClock> {
    most: NonZeroU32,
    limiter: RateLimiter<NotKeyed, InMemoryState, C, Middleware<C>>,
    clock: C,
}

impl<C: Clock + Clone> KeyRateLimit<C> {
    /// This many calls in a minute, all of them at once if they come so.
    pub fn new(most: NonZeroU32, clock: C) -> Self {
        Self {
            most,
            limiter: RateLimiter::direct_with_clock(Quota::per_minute(most), clock.clone()),
            clock,
        }
    }

    /// Calls in a minute.
    pub fn most(&self) -> NonZeroU32 {
        self.most
    }

    /// Counts a call.
    ///
    /// # Errors
    /// Where there were too many.
    pub fn check(&self) -> Result<(), Refusal> {
        self.limiter
            .check()
            .map_err(|until| refuse("this key", self.most, &until, &self.clock))
    }
}

/// The rate of each address.
pub struct AddressRateLimit<C: Clock = DefaultClock> {
    most: NonZeroU32,
    limiter: RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, C, Middleware<C>>,
    clock: C,
    calls: AtomicU32,
}

impl<C: Clock + Clone> AddressRateLimit<C> {
    /// This many calls of each address in a minute.
    pub fn new(most: NonZeroU32, clock: C) -> Self {
        Self {
            most,
            limiter: RateLimiter::new(
                Quota::per_minute(most),
                DefaultKeyedStateStore::default(),
                clock.clone(),
            ),
            clock,
            calls: AtomicU32::new(0),
        }
    }

    /// Counts a call of this client.
    ///
    /// # Errors
    /// Where there were too many.
    pub fn check(&self, client: IpAddr) -> Result<(), Refusal> {
        if self.calls.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
        }
        let checked = self.limiter.check_key(&subscriber(client));
        checked.map_err(|until| refuse("this address", self.most, &until, &self.clock))
    }
}

fn refuse<C: Clock>(whose: &str, most: NonZeroU32, until: &NotUntil<C::Instant>, clock: &C) -> Refusal {
    // Whole seconds, and not one too few: the call would be refused again.
    let wait = until.wait_time_from(clock.now()).as_millis().div_ceil(1000).max(1);
    let message = format!("Exceed rate limit: {whose} may make {most} calls in a minute. Wait {wait} s, then again.");
    Refusal::new(ErrorKind::RateLimited, message).after(Duration::from_secs(u64::try_from(wait).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn most(count: u32) -> NonZeroU32 {
        NonZeroU32::new(count).unwrap()
    }

    #[test]
    fn calls_beyond_the_rate_are_told_how_long_to_wait_and_taken_after_that() {
        let clock = FakeRelativeClock::default();
        let rate = KeyRateLimit::new(most(6), clock.clone());
        for _ in 0..6 {
            assert_eq!(rate.check(), Ok(()));
        }
        let refused = rate.check().unwrap_err();
        assert!(
            refused
                .message()
                .starts_with("Exceed rate limit: this key may make 6 calls in a minute"),
            "{refused}"
        );
        assert_eq!(refused.retry_after(), Some(Duration::from_secs(10)));
        clock.advance(Duration::from_secs(9));
        assert!(rate.check().is_err());
        clock.advance(Duration::from_secs(1));
        assert_eq!(rate.check(), Ok(()));
        assert!(rate.check().is_err());
    }

    #[test]
    fn each_address_has_a_rate_of_its_own_and_is_forgotten_when_quiet() {
        let clock = FakeRelativeClock::default();
        let rate = AddressRateLimit::new(most(1), clock.clone());
        let address = |number: u32| IpAddr::from(std::net::Ipv4Addr::from(number));
        for number in 0..SWEEP - 2 {
            assert_eq!(rate.check(address(number)), Ok(()), "{number}");
        }
        assert!(rate.check(address(0)).is_err());
        clock.advance(Duration::from_secs(121));
        assert_eq!(rate.check(address(0)), Ok(()));
        assert_eq!(rate.limiter.len(), 1);
    }
}
