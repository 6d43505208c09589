//! The header extensions that a section takes (RFC 8285), out of those that were offered.

use std::collections::HashMap;

use crate::peer::sdp::description::Section;

/// The numbers of extensions with a header of one byte.
const NUMBERS: std::ops::RangeInclusive<u8> = 1..=14;

/// The extensions of a section as number and name. `used` holds what the numbers mean in the sections before it: in a bundle a
/// number means one thing.
pub fn read(section: &Section, offered: &Section, used: &mut HashMap<u8, String>) -> Vec<(u8, String)> {
    let offers: Vec<&str> = offered.named("extmap").filter_map(|line| name(&line.value)).collect();
    let mut taken: Vec<(u8, String)> = Vec::new();
    for line in section.named("extmap") {
        let (Some(number), Some(name)) = (number(&line.value), name(&line.value)) else {
            continue;
        };
        let is_new = !taken.iter().any(|(other, known)| *other == number || known == name);
        let means_the_same = used.get(&number).is_none_or(|known| known == name);
        let has_one_number = used.iter().all(|(other, known)| known != name || *other == number);
        if offers.contains(&name) && NUMBERS.contains(&number) && is_new && means_the_same && has_one_number {
            used.insert(number, name.to_owned());
            taken.push((number, name.to_owned()));
        }
    }
    taken
}

/// The number, which a direction may follow: `3/recvonly urn:…`.
fn number(value: &str) -> Option<u8> {
    let word = value.split_ascii_whitespace().next()?;
    word.split('/').next()?.parse().ok()
}

fn name(value: &str) -> Option<&str> {
    value.split_ascii_whitespace().nth(1)
}
