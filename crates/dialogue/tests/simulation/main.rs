//! A short run of the seeded simulation. The long one is `cargo xtask bench turns`.

mod world;

#[test]
fn conversations_break_no_law() {
    let mut all = world::Life::default();
    for seed in 0..5000 {
        match world::live(seed, false) {
            Ok(life) => all.add(&life),
            Err(what) => panic!("seed {seed}: {what}"),
        }
    }
    println!("{all:?}");
    // Conversations in which nothing happens prove nothing.
    assert!(all.turns > 13_000 && all.asks > 8000, "{all:?}");
    assert!(
        all.pauses > 5000 && all.resumed > 1000 && all.interrupts > 4000,
        "{all:?}"
    );
    assert!(all.discards > 4000 && all.untranscribed > 1000, "{all:?}");
}
