//! What the end-to-end tests share: a running server, a browser, a page.
