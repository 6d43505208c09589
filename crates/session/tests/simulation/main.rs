//! A short run of the seeded simulation. The long one is `cargo run --release -p streaming-avatar-session --example simulate`.

mod world;

#[test]
fn many_lives_break_no_law() {
    let mut live = 0;
    for seed in 0..1000 {
        match world::live(seed, false) {
            Ok(life) => live += u32::from(life.reached_live),
            Err(what) => panic!("seed {seed}: {what}"),
        }
    }
    assert!(live > 650, "lives that get nowhere prove nothing: {live} were Live");
}

#[test]
fn a_kiosk_lives_for_weeks() {
    let mut live = 0;
    for seed in 0..4 {
        match world::week(seed, false) {
            Ok(life) => live += u32::from(life.reached_live),
            Err(what) => panic!("week {seed}: {what}"),
        }
    }
    assert!(live > 2, "weeks that get nowhere prove nothing: {live} were Live");
}
