//! A short run of the seeded simulation. The long one is `cargo run --release -p streaming-avatar-session --example simulate`.

mod world;

#[test]
fn many_lives_break_no_law() {
    let mut live = 0;
    for seed in 0..3000 {
        match world::live(seed, false) {
            Ok(life) => live += u32::from(life.reached_live),
            Err(what) => panic!("seed {seed}: {what}"),
        }
    }
    // Lives that never get anywhere would prove nothing. (The good day at the end of each is one.)
    assert_eq!(live, 3000);
}
