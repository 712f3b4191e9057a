//! Lists in sentences: "Bermondsey, Peckham and Walworth". Never more than the words given.

use crate::number;

/// The items joined with commas and a last "and".
#[must_use]
pub fn and(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The text with its first letter in upper case.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A name as it stands inside a sentence: `High blood pressure` loses its capital, `COPD` does
/// not.
#[must_use]
pub fn uncapitalised(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            let rest = &name[first.len_utf8()..];
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => name.to_owned(),
    }
}

/// Every one of so many neighbourhoods, as the subject of a sentence.
pub(crate) fn every_neighbourhood(count: usize) -> String {
    match count {
        1 => "the one neighbourhood".to_owned(),
        2 => "both neighbourhoods".to_owned(),
        _ => format!("all {} neighbourhoods", number::small(count)),
    }
}

/// Some of so many neighbourhoods, as the subject of a sentence: all of them together, up to two
/// by name, more by their number.
pub(crate) fn neighbourhoods(names: &[String], count: usize) -> String {
    match names.len() {
        all if all == count && all > 1 => every_neighbourhood(all),
        0..=2 => and(names),
        some => format!(
            "{} of {} neighbourhoods",
            number::small(some),
            number::small(count)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_they_are_spoken() {
        let rows: [(&[&str], &str); 4] = [
            (&[], ""),
            (&["Walworth"], "Walworth"),
            (&["Walworth", "Peckham"], "Walworth and Peckham"),
            (&["A", "B", "C"], "A, B and C"),
        ];
        for (items, expected) in rows {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            assert_eq!(and(&items), expected);
        }
        assert_eq!(capitalised("nobody"), "Nobody");
        for (name, within) in [
            ("High blood pressure", "high blood pressure"),
            ("COPD", "COPD"),
        ] {
            assert_eq!(uncapitalised(name), within);
        }
    }
}
