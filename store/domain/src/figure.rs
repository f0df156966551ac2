//! Numbers as people read them.

/// A count with its thousands apart: "42,057". Not for frames, rounds or anything that names a thing.
#[must_use]
pub fn figure(count: usize) -> String {
    let digits = count.to_string();
    let mut told = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}

/// So many of something whose plural ends in an s: "1 row", "1,200 rows".
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", figure(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let told = [0, 7, 999, 1_000, 42_057, 100_000, 1_234_567].map(figure);
        assert_eq!(told, ["0", "7", "999", "1,000", "42,057", "100,000", "1,234,567"]);
        assert_eq!([0, 1, 1_200].map(|n| counted(n, "row")), ["0 rows", "1 row", "1,200 rows"]);
    }
}
