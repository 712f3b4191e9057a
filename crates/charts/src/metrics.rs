//! How wide text is: the advance widths of Arial, which Arimo and Liberation Sans share.
//!
//! Measured here, and not by the page or the system, so that a chart is laid out in the same way
//! in a browser and in the program. It knows Latin-1 and the punctuation of our sentences; any
//! other letter counts as wide, so that a label may be short of its room but never over it.

use std::iter;

/// The units of the tables below in one em.
const UNITS_PER_EM: f64 = 2048.0;
/// The advance of a letter that is in no table.
const WIDE: u16 = 2048;
/// How far letters without a tail reach above the baseline, in em.
pub(crate) const CAP_HEIGHT: f64 = 0.716;
/// How far any letter reaches above the baseline, in em.
pub(crate) const ASCENT: f64 = 0.905;
/// How far any letter reaches below the baseline, in em.
pub(crate) const DESCENT: f64 = 0.212;

/// Regular, from space to `~`.
#[rustfmt::skip]
const REGULAR_ASCII: [u16; 95] = [
    569, 569, 727, 1139, 1139, 1821, 1366, 391, 682, 682, 797, 1196, 569, 682, 569, 569, 1139, 1139,
    1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 569, 569, 1196, 1196, 1196, 1139, 2079, 1366,
    1366, 1479, 1479, 1366, 1251, 1593, 1479, 569, 1024, 1366, 1139, 1706, 1479, 1593, 1366, 1593,
    1479, 1366, 1251, 1479, 1366, 1933, 1366, 1366, 1251, 569, 569, 569, 961, 1139, 682, 1139, 1139,
    1024, 1139, 1139, 569, 1139, 1139, 455, 455, 1024, 455, 1706, 1139, 1139, 1139, 1139, 682, 1024,
    569, 1139, 1024, 1479, 1024, 1024, 1024, 684, 532, 684, 1196,
];
/// Regular, from the no-break space to `ÿ`.
#[rustfmt::skip]
const REGULAR_LATIN_1: [u16; 96] = [
    569, 682, 1139, 1139, 1139, 1139, 532, 1139, 682, 1509, 758, 1139, 1196, 682, 1509, 1131, 819,
    1124, 682, 682, 682, 1180, 1100, 569, 682, 682, 748, 1139, 1708, 1708, 1708, 1251, 1366, 1366,
    1366, 1366, 1366, 1366, 2048, 1479, 1366, 1366, 1366, 1366, 569, 569, 569, 569, 1479, 1479,
    1593, 1593, 1593, 1593, 1593, 1196, 1593, 1479, 1479, 1479, 1479, 1366, 1366, 1251, 1139, 1139,
    1139, 1139, 1139, 1139, 1821, 1024, 1139, 1139, 1139, 1139, 569, 569, 569, 569, 1139, 1139,
    1139, 1139, 1139, 1139, 1139, 1124, 1251, 1139, 1139, 1139, 1139, 1024, 1139, 1024,
];
/// Bold, from space to `~`.
#[rustfmt::skip]
const BOLD_ASCII: [u16; 95] = [
    569, 682, 971, 1139, 1139, 1821, 1479, 487, 682, 682, 797, 1196, 569, 682, 569, 569, 1139, 1139,
    1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 682, 682, 1196, 1196, 1196, 1251, 1997, 1479,
    1479, 1479, 1479, 1366, 1251, 1593, 1479, 569, 1139, 1479, 1251, 1706, 1479, 1593, 1366, 1593,
    1479, 1366, 1251, 1479, 1366, 1933, 1366, 1366, 1251, 682, 569, 682, 1196, 1139, 682, 1139,
    1251, 1139, 1251, 1139, 682, 1251, 1251, 569, 569, 1139, 569, 1821, 1251, 1251, 1251, 1251, 797,
    1139, 682, 1251, 1139, 1593, 1139, 1139, 1024, 797, 573, 797, 1196,
];
/// Bold, from the no-break space to `ÿ`.
#[rustfmt::skip]
const BOLD_LATIN_1: [u16; 96] = [
    569, 682, 1139, 1139, 1139, 1139, 573, 1139, 682, 1509, 758, 1139, 1196, 682, 1509, 1131, 819,
    1124, 682, 682, 682, 1180, 1139, 569, 682, 682, 748, 1139, 1708, 1708, 1708, 1251, 1479, 1479,
    1479, 1479, 1479, 1479, 2048, 1479, 1366, 1366, 1366, 1366, 569, 569, 569, 569, 1479, 1479,
    1593, 1593, 1593, 1593, 1593, 1196, 1593, 1479, 1479, 1479, 1479, 1366, 1366, 1251, 1139, 1139,
    1139, 1139, 1139, 1139, 1821, 1139, 1139, 1139, 1139, 1139, 569, 569, 569, 569, 1251, 1251,
    1251, 1251, 1251, 1251, 1251, 1124, 1251, 1251, 1251, 1251, 1251, 1139, 1251, 1139,
];
/// Other punctuation: the letter, its regular and its bold advance.
const OTHERS: [(char, u16, u16); 11] = [
    ('–', 1139, 1139),
    ('—', 2048, 2048),
    ('‘', 455, 569),
    ('’', 455, 569),
    ('“', 682, 1024),
    ('”', 682, 1024),
    ('•', 717, 717),
    ('…', 2048, 2048),
    ('−', 1196, 1196),
    ('≤', 1124, 1124),
    ('≥', 1124, 1124),
];

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As text runs.
    Regular,
    /// Standing out.
    Bold,
}

/// The width of a line of text, in the unit of `size`.
///
/// ```
/// use charts::metrics::{Weight, width};
/// assert!((width("Ii", 2048.0, Weight::Regular) - 1024.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let units: u32 = text
        .chars()
        .map(|letter| u32::from(advance(letter, weight)))
        .sum();
    f64::from(units) * size / UNITS_PER_EM
}

fn advance(letter: char, weight: Weight) -> u16 {
    let (ascii, latin_1) = match weight {
        Weight::Regular => (&REGULAR_ASCII, &REGULAR_LATIN_1),
        Weight::Bold => (&BOLD_ASCII, &BOLD_LATIN_1),
    };
    let code = letter as usize;
    if let Some(known) = code.checked_sub(0x20).and_then(|place| ascii.get(place)) {
        return *known;
    }
    if let Some(known) = code.checked_sub(0xA0).and_then(|place| latin_1.get(place)) {
        return *known;
    }
    OTHERS
        .iter()
        .find(|(other, _, _)| *other == letter)
        .map_or(WIDE, |(_, regular, bold)| match weight {
            Weight::Regular => *regular,
            Weight::Bold => *bold,
        })
}

/// The text in lines no wider than `room`, broken at spaces, and with a hyphen within a word that is
/// longer than a line.
///
/// When there are more than `most_lines`, the last of them ends with an ellipsis.
#[must_use]
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64, most_lines: usize) -> Vec<String> {
    let fits = |line: &str| width(line, size, weight) <= room;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if fits(&format!("{line} {word}")) => {
                line.push(' ');
                line.push_str(word);
            }
            _ if most_lines > 1 && !fits(word) => lines.extend(hyphenated(word, &fits)),
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > most_lines {
        let rest = lines.split_off(most_lines.max(1) - 1).join(" ");
        lines.push(rest);
    }
    lines
        .into_iter()
        .map(|line| shorten(&line, size, weight, room))
        .collect()
}

/// A long word in parts that fit, each but the last with a hyphen, and none of one or two letters.
fn hyphenated(word: &str, fits: &impl Fn(&str) -> bool) -> Vec<String> {
    const LEAST: usize = 3;
    let (mut parts, mut rest) = (Vec::new(), word);
    while !fits(rest) {
        let letters: Vec<usize> = rest.char_indices().map(|(place, _)| place).collect();
        let ends = letters.get(LEAST..(letters.len() + 1).saturating_sub(LEAST));
        let longest = ends.into_iter().flatten().rev().find_map(|end| {
            let part = format!("{}-", &rest[..*end]);
            fits(&part).then_some((part, *end))
        });
        let Some((part, end)) = longest else { break };
        parts.push(part);
        rest = &rest[end..];
    }
    parts.push(rest.to_owned());
    parts
}

/// A text without spaces in it, such as an address, as lines that each fit in `room` pixels.
#[must_use]
pub fn cut(text: &str, size: f64, weight: Weight, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for letter in text.chars() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line}{letter}"), size, weight) <= room => {
                line.push(letter);
            }
            _ => lines.push(letter.to_string()),
        }
    }
    lines
}

/// The text itself if there is room for it, otherwise its beginning and an ellipsis.
#[must_use]
pub fn shorten(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let ends = text.char_indices().map(|(place, _)| place).rev();
    ends.chain(iter::once(0))
        .map(|end| format!("{}\u{2026}", text[..end].trim_end()))
        .find(|short| width(short, size, weight) <= room)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        let rows = [
            ("", 0),
            ("0", 1139),
            (
                "Southwark",
                1366 + 1139 + 1139 + 569 + 1139 + 1479 + 1139 + 682 + 1024,
            ),
            ("\u{a3}", 1139),
            ("\u{2013}", 1139),
            ("\u{4e2d}", 2048),
        ];
        for (text, units) in rows {
            let measured = width(text, UNITS_PER_EM, Weight::Regular);
            assert!((measured - f64::from(units)).abs() < 1e-9, "{text}");
        }
    }

    #[test]
    fn an_address_is_cut_where_its_room_ends_and_loses_nothing() {
        let address = "https://example.org/#coordination?area=E09000028&measure=care_plan";
        for room in [1.0, 60.0, 200.0, 4_000.0] {
            let lines = cut(address, 13.0, Weight::Regular, room);
            assert_eq!(lines.concat(), address);
            for line in lines.iter().filter(|line| line.chars().count() > 1) {
                assert!(
                    width(line, 13.0, Weight::Regular) <= room,
                    "{line} in {room}"
                );
            }
        }
        assert_eq!(cut("", 13.0, Weight::Regular, 60.0), [""; 0]);
    }

    #[test]
    fn no_line_is_wider_than_its_room() {
        let text = "Borough and Bankside with Llanfairpwllgwyngyllgogerychwyrndrobwll";
        for room in [10.0, 40.0, 80.0, 120.0, 400.0] {
            for most in 1..4 {
                let lines = wrap(text, 14.0, Weight::Bold, room, most);
                assert!(lines.len() <= most, "{lines:?}");
                for line in lines {
                    assert!(width(&line, 14.0, Weight::Bold) <= room, "{line} in {room}");
                }
            }
        }
    }
}
