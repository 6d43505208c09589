//! The tools that seeded simulations share: random numbers that repeat from a seed, and a search for seeds that break a law.
//!
//! Tests and examples use it; no product links it.
//!
//! ```
//! use streaming_avatar_simulation::Dice;
//!
//! let numbers = |seed| Dice::new(seed).range(1, 1000);
//! assert_eq!(numbers(7), numbers(7));
//! ```

mod dice;
mod search;

pub use dice::Dice;
pub use search::{Search, SearchOptions};
