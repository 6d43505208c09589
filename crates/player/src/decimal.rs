//! Numbers in words. The formatting of the standard library weighs kilobytes of wasm.

/// A number in decimal digits.
#[must_use]
pub fn decimal(number: u32) -> String {
    let mut rest = number;
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    digits.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn as_the_standard_library_writes_them() {
        for number in [0, 7, 10, 4_096, u32::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}
