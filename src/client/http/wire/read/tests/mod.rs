//! Tests of reading.

mod hostile;
mod parity;
