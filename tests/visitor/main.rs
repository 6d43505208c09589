//! The whole line, as a visitor goes along it: the built app in a browser against the real server.

mod access;
mod answer;
mod api;
mod connection;
mod conversation;
mod early;
mod embed;
mod faults;
mod frame;
mod guest;
mod hands;
mod host;
mod hosting;
mod in_page;
mod keying;
mod kiosk;
mod lips;
mod looks;
mod manners;
mod modes;
mod page_avatar;
mod projects;
mod recording;
mod relay;
mod talk;
mod unseen;
