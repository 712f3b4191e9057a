//! Lists in sentences: "Bermondsey, Peckham and Walworth". Never more than the words given.

use crate::number;

/// The items joined with commas and a last "and".
pub(crate) fn and(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The text with its first letter in upper case.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Every one of so many neighbourhoods, as the subject of a sentence.
pub(crate) fn every_neighbourhood(count: usize) -> String {
    match count {
        1 => "the one neighbourhood".to_owned(),
        2 => "both neighbourhoods".to_owned(),
        _ => format!("all {} neighbourhoods", number::small(count)),
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
    }
}
