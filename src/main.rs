//! The app.

use leptos::mount::mount_to_body;
use streaming_avatar::app::App;

fn main() {
    mount_to_body(App);
}
