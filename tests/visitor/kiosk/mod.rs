//! A kiosk, an element that stays ready for days: whatever ends its session, it has another one as soon as one can be had, and
//! never one too many. Only its user ends it.

mod chosen;
mod limits;
mod outages;
mod page;
mod stand;
mod stopping;
