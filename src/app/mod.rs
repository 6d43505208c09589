//! The page around the player: which service, which avatar, which voice.

mod address;
mod avatars;
mod choices;
mod connect;
mod face;
mod field;
mod header;
mod home;
mod key;
mod language;
mod page;
mod select;
mod service_address;
mod service_search;
mod settings;
mod snippet;
mod station;
mod tabs;
mod voice;

pub use page::App;
