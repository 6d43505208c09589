//! What the three browser binaries share.
