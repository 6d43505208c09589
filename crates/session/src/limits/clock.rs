//! How long one session has been open and idle, and which warnings of its end were told.

use core::time::Duration;

use crate::{LimitKind, Moment, PeerId};

/// How long before an end it is told.
const WARNINGS: [Duration; 3] = [
    Duration::from_secs(60),
    Duration::from_secs(30),
    Duration::from_secs(10),
];

/// How many warnings do not apply to a limit because it is no longer than they are.
pub(super) fn skipped(limit: Duration) -> usize {
    WARNINGS.iter().filter(|warning| **warning >= limit).count()
}

/// When the next warning is due, if there is one.
fn next_warning(end: Moment, told: usize) -> Option<Moment> {
    WARNINGS.get(told).map(|warning| end - *warning)
}

/// The clock of one session.
pub(super) struct Clock {
    pub(super) peer: PeerId,
    opened: Moment,
    /// After how long the server ends it.
    pub(super) limit: Option<Duration>,
    /// After how long without a task the server ends it, where the server told.
    pub(super) idle: Option<Duration>,
    /// When the server last had reason to keep the session.
    active: Moment,
    /// How many warnings of each end were told.
    idle_told: usize,
    limit_told: usize,
    /// When `keep_alive` may be sent by itself after one that failed.
    pub(super) keep_alive_from: Moment,
    /// How many renewals were begun by themselves, and from when the next may.
    pub(super) renewals: u32,
    pub(super) renew_from: Moment,
    /// Whether it has had as much of something as a session may have.
    pub(super) spent: bool,
}

impl Clock {
    /// The clock of a session that was opened now. `told`: how many warnings of its limit are left out.
    pub(super) fn new(peer: PeerId, now: Moment, limit: Option<Duration>, idle: Option<Duration>, told: usize) -> Self {
        Self {
            peer,
            opened: now,
            limit,
            idle,
            active: now,
            idle_told: 0,
            limit_told: told,
            keep_alive_from: now,
            renewals: 0,
            renew_from: now,
            spent: false,
        }
    }

    /// The server has reason to keep the session for its whole idle timeout from now.
    pub(super) fn active(&mut self, now: Moment, timeout: Option<Duration>) {
        self.active = now;
        self.idle_told = timeout.map_or(0, skipped);
    }

    /// When the server last had reason to keep it.
    pub(super) fn active_at(&self) -> Moment {
        self.active
    }

    /// When the server ends it whatever happens.
    pub(super) fn end(&self) -> Option<Moment> {
        self.limit.map(|limit| self.opened + limit)
    }

    /// When the next warning of either end is due.
    pub(super) fn next_warning(&self, idle_end: Option<Moment>) -> Option<Moment> {
        let idle = idle_end.and_then(|end| next_warning(end, self.idle_told));
        let limit = self.end().and_then(|end| next_warning(end, self.limit_told));
        [idle, limit].into_iter().flatten().min()
    }

    /// The warnings that are due: of several of one end that were slept through, the latest, and none of an end that has come.
    pub(super) fn due_warnings(&mut self, now: Moment, idle_end: Option<Moment>) -> [Option<(LimitKind, Duration)>; 2] {
        let limit_end = self.end();
        [
            (idle_end, &mut self.idle_told, LimitKind::Idle),
            (limit_end, &mut self.limit_told, LimitKind::Cap),
        ]
        .map(|(end, told, kind)| {
            let end = end?;
            let before = *told;
            while next_warning(end, *told).is_some_and(|at| at <= now) {
                *told += 1;
            }
            (*told > before && end > now).then(|| (kind, end.since(now)))
        })
    }
}
