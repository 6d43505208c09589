//! A kiosk, an element that stays ready for days: after every end of a session it opens another as soon as possible,
//! and never one too many. Only its user ends it.

mod chosen;
mod limits;
mod outages;
mod page;
mod stand;
mod stopping;
