//! Numbers as a reader says them: one place decides every decimal, comma and unit.
//!
//! Percentages have one decimal; rates are whole numbers above 10; counts are rounded when they
//! are published, so a sentence says "about". Nothing here rounds for protection.

use measures::definition::Scale;
use measures::interval::Interval;

/// A share from 0 to 1 as a percentage with one decimal.
///
/// ```
/// assert_eq!(wording::number::percent(0.2136), "21.4%");
/// ```
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{}%", decimal(share * 100.0, 1))
}

/// A rate: a whole number with thousands from 10 upwards, one decimal below.
///
/// ```
/// assert_eq!(wording::number::rate(1234.5), "1,235");
/// assert_eq!(wording::number::rate(4.25), "4.3");
/// ```
#[must_use]
pub fn rate(value: f64) -> String {
    decimal(value, usize::from(value.abs() < 10.0))
}

/// A value of a measure, without its unit where the unit is "per so many people".
#[must_use]
pub fn value(scale: Scale, value: f64) -> String {
    match scale {
        Scale::Proportion => percent(value),
        Scale::RatePer(_) => rate(value),
    }
}

/// A value with its unit, for a sentence: `21.4%` or `320 per 1,000 people`.
#[must_use]
pub fn value_with_unit(scale: Scale, amount: f64) -> String {
    match scale {
        Scale::Proportion => percent(amount),
        Scale::RatePer(per) => format!("{} per {} people", rate(amount), thousands(u64::from(per))),
    }
}

/// The two ends of an interval: `20.9% to 21.9%`.
#[must_use]
pub fn interval(scale: Scale, interval: &Interval) -> String {
    format!(
        "{} to {}",
        value(scale, interval.lower),
        value(scale, interval.upper)
    )
}

/// A value and its 95% interval: `21.4% (20.9% to 21.9%)`.
#[must_use]
pub fn value_and_interval(scale: Scale, amount: f64, range: &Interval) -> String {
    format!("{} ({})", value(scale, amount), interval(scale, range))
}

/// A value on an axis whose ticks are `step` apart: no more decimals than the step needs.
///
/// ```
/// use measures::definition::Scale;
/// assert_eq!(wording::number::tick(Scale::Proportion, 0.15, 0.05), "15%");
/// assert_eq!(wording::number::tick(Scale::Proportion, 0.005, 0.005), "0.5%");
/// assert_eq!(wording::number::tick(Scale::RatePer(1000), 1500.0, 500.0), "1,500");
/// ```
#[must_use]
pub fn tick(scale: Scale, amount: f64, step: f64) -> String {
    let (amount, step, unit) = match scale {
        Scale::Proportion => (amount * 100.0, step * 100.0, "%"),
        Scale::RatePer(_) => (amount, step, ""),
    };
    // A hair below one, because 100 times a hundredth need not be one.
    let decimals = [(0.99, 0), (0.099, 1)]
        .iter()
        .find(|(least, _)| step >= *least)
        .map_or(2, |(_, decimals)| *decimals);
    format!("{}{unit}", decimal(amount, decimals))
}

/// The size of a difference between two values, without its sign.
///
/// ```
/// use measures::definition::Scale;
/// assert_eq!(wording::number::difference(Scale::Proportion, -0.042), "4.2 percentage points");
/// assert_eq!(wording::number::difference(Scale::RatePer(1000), 45.0), "45 per 1,000 people");
/// ```
#[must_use]
pub fn difference(scale: Scale, amount: f64) -> String {
    match scale {
        Scale::Proportion => {
            let points = decimal(amount.abs() * 100.0, 1);
            let unit = if points == "1.0" { "point" } else { "points" };
            format!("{points} percentage {unit}")
        }
        Scale::RatePer(per) => format!(
            "{} per {} people",
            rate(amount.abs()),
            thousands(u64::from(per))
        ),
    }
}

/// The size of a difference beside a mark, where the long unit has no room.
///
/// ```
/// use measures::definition::Scale;
/// assert_eq!(wording::number::points(Scale::Proportion, -0.01), "1.0 points");
/// assert_eq!(wording::number::points(Scale::RatePer(1000), 45.0), "45 per 1,000");
/// ```
#[must_use]
pub fn points(scale: Scale, amount: f64) -> String {
    match scale {
        Scale::Proportion => format!("{} points", decimal(amount.abs() * 100.0, 1)),
        Scale::RatePer(per) => {
            format!("{} per {}", rate(amount.abs()), thousands(u64::from(per)))
        }
    }
}

/// A difference with its sign beside a mark or in a table. A zero has no sign.
///
/// ```
/// use measures::definition::Scale;
/// assert_eq!(wording::number::signed_points(Scale::Proportion, 0.012), "+1.2 points");
/// assert_eq!(wording::number::signed_points(Scale::Proportion, -0.01), "\u{2212}1.0 points");
/// assert_eq!(wording::number::signed_points(Scale::Proportion, -0.0001), "0.0 points");
/// ```
#[must_use]
pub fn signed_points(scale: Scale, amount: f64) -> String {
    format!("{}{}", sign(scale, amount), points(scale, amount))
}

/// A difference with its sign, for a sentence: `−3.0 percentage points`.
#[must_use]
pub fn signed_difference(scale: Scale, amount: f64) -> String {
    format!("{}{}", sign(scale, amount), difference(scale, amount))
}

/// The ends of a signed difference's interval, lower first: `−7.0 to +1.0`.
#[must_use]
pub fn signed_interval(scale: Scale, range: &Interval) -> String {
    let end = |end: f64| format!("{}{}", sign(scale, end), size(scale, end));
    format!("{} to {}", end(range.lower), end(range.upper))
}

/// The sign of a difference that is not zero as it is written.
fn sign(scale: Scale, amount: f64) -> &'static str {
    let is_zero = size(scale, amount)
        .bytes()
        .all(|byte| !(b'1'..=b'9').contains(&byte));
    match amount {
        _ if is_zero => "",
        below if below < 0.0 => "\u{2212}",
        _ => "+",
    }
}

fn size(scale: Scale, amount: f64) -> String {
    match scale {
        Scale::Proportion => decimal(amount.abs() * 100.0, 1),
        Scale::RatePer(_) => rate(amount.abs()),
    }
}

/// The ends of a difference's interval, smaller size first, with its unit once.
///
/// ```
/// use measures::{definition::Scale, interval::Interval};
/// let range = Interval { lower: -0.064, upper: -0.02 };
/// assert_eq!(wording::number::difference_interval(Scale::Proportion, &range), "2.0 to 6.4");
/// ```
///
/// Ends on both sides of zero keep their sign, because their size alone would hide that.
#[must_use]
pub fn difference_interval(scale: Scale, range: &Interval) -> String {
    let number = |end: f64| match scale {
        Scale::Proportion => decimal(end * 100.0, 1),
        Scale::RatePer(_) => rate(end),
    };
    if range.lower > 0.0 {
        format!("{} to {}", number(range.lower), number(range.upper))
    } else if range.upper < 0.0 {
        format!("{} to {}", number(-range.upper), number(-range.lower))
    } else {
        format!("{} to {}", number(range.lower), number(range.upper))
    }
}

/// A ratio with two decimals: `1.42 times`.
#[must_use]
pub fn times(ratio: f64) -> String {
    format!("{} times", self::ratio(ratio))
}

/// A ratio as a bare number with two decimals: `1.42`.
#[must_use]
pub fn ratio(ratio: f64) -> String {
    decimal(ratio, 2)
}

/// A ratio with its 95% interval, before what it is of: `1.42 times (1.20 to 1.70)`.
#[must_use]
pub fn times_with_interval(amount: f64, range: &Interval) -> String {
    let ends = [range.lower, range.upper].map(ratio);
    format!("{} ({} to {})", times(amount), ends[0], ends[1])
}

/// A published count, which is a rounded one: `about 1,250 people`, `no people`.
///
/// ```
/// assert_eq!(wording::number::about_people(1250), "about 1,250 people");
/// assert_eq!(wording::number::about_people(0), "no people");
/// ```
#[must_use]
pub fn about_people(count: u32) -> String {
    about(count, "people")
}

/// A published count of what a measure counts: `about 480 people`, `about 95 events`.
#[must_use]
pub fn about_counted(scale: Scale, count: u32) -> String {
    match scale {
        Scale::Proportion => about(count, "people"),
        Scale::RatePer(_) => about(count, "events"),
    }
}

/// What a measure counts, out of whom: `about 26,640 of 235,945 people`, `about 95 events among
/// 1,250 people`.
///
/// ```
/// use measures::definition::Scale;
/// assert_eq!(
///     wording::number::about_of(Scale::Proportion, 26_640, 235_945),
///     "about 26,640 of 235,945 people"
/// );
/// assert_eq!(wording::number::about_of(Scale::Proportion, 0, 45), "none of 45 people");
/// assert_eq!(
///     wording::number::about_of(Scale::RatePer(1000), 95, 1250),
///     "about 95 events among 1,250 people"
/// );
/// ```
#[must_use]
pub fn about_of(scale: Scale, numerator: u32, denominator: u32) -> String {
    let people = thousands(u64::from(denominator));
    match (scale, numerator) {
        (Scale::Proportion, 0) => format!("none of {people} people"),
        (Scale::Proportion, _) => {
            format!(
                "about {} of {people} people",
                thousands(u64::from(numerator))
            )
        }
        (Scale::RatePer(_), _) => {
            format!("{} among {people} people", about_counted(scale, numerator))
        }
    }
}

fn about(count: u32, counted: &str) -> String {
    if count == 0 {
        format!("no {counted}")
    } else {
        format!("about {} {counted}", thousands(u64::from(count)))
    }
}

/// A whole number with a comma between thousands.
///
/// ```
/// assert_eq!(wording::number::thousands(1234567), "1,234,567");
/// ```
#[must_use]
pub fn thousands(number: u64) -> String {
    grouped(&number.to_string())
}

/// A number to the nearest ten, where the counts behind it are rounded.
///
/// ```
/// assert_eq!(wording::number::tens(1234.5), "1,230");
/// assert_eq!(wording::number::tens(3.0), "0");
/// ```
#[must_use]
pub fn tens(number: f64) -> String {
    decimal((number / 10.0).round() * 10.0, 0)
}

/// A whole number up to nine as a word, as a sentence begins or runs: `three`, `12`.
#[must_use]
pub fn small(number: usize) -> String {
    const WORDS: [&str; 10] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    WORDS
        .get(number)
        .map_or_else(|| thousands(number as u64), ToString::to_string)
}

/// A number with so many decimals, commas between thousands, and no minus before a zero.
///
/// Halves are rounded away from zero, as a calculator and a spreadsheet do: 25 of 400 is 6.3%.
fn decimal(number: f64, decimals: usize) -> String {
    let scale = [1.0, 10.0, 100.0][decimals];
    let scaled = (number.abs() * scale).round();
    let digits = if scaled < WHOLE_NUMBERS {
        whole(scaled).to_string()
    } else {
        format!("{scaled:.0}")
    };
    let digits = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let mut written = grouped(whole);
    if !fraction.is_empty() {
        written.push('.');
        written.push_str(fraction);
    }
    let is_zero = digits.bytes().all(|digit| digit == b'0');
    if number < 0.0 && !is_zero {
        written.insert(0, '-');
    }
    written
}

/// Below this a float holds every whole number, and integers are written much faster than floats.
const WHOLE_NUMBERS: f64 = 9_007_199_254_740_992.0;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "given what is whole, not negative and small enough"
)]
fn whole(number: f64) -> u64 {
    number as u64
}

fn grouped(digits: &str) -> String {
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_have_one_decimal() {
        let rows = [
            (0.0, "0.0%"),
            (1.0, "100.0%"),
            (0.2136, "21.4%"),
            (0.0625, "6.3%"),
            (0.1235, "12.4%"),
            (0.0004, "0.0%"),
            (-0.0004, "0.0%"),
            (-0.05, "-5.0%"),
        ];
        for (share, expected) in rows {
            assert_eq!(percent(share), expected);
        }
    }

    #[test]
    fn rates_are_whole_from_ten() {
        let rows = [
            (0.0, "0.0"),
            (9.94, "9.9"),
            (9.96, "10.0"),
            (10.0, "10"),
            (10.5, "11"),
            (320.4, "320"),
            (12_345.6, "12,346"),
        ];
        for (value, expected) in rows {
            assert_eq!(rate(value), expected);
        }
    }

    #[test]
    fn thousands_have_commas() {
        let rows = [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (330_000, "330,000"),
            (10_000_000, "10,000,000"),
        ];
        for (number, expected) in rows {
            assert_eq!(thousands(number), expected);
        }
    }

    #[test]
    fn differences_say_their_size_and_keep_doubt_visible() {
        let shares = Scale::Proportion;
        assert_eq!(difference(shares, 0.01), "1.0 percentage point");
        assert_eq!(difference(shares, 0.0), "0.0 percentage points");
        let rows = [
            (-0.01, 0.03, "-1.0 to 3.0"),
            (0.01, 0.03, "1.0 to 3.0"),
            (-0.03, -0.01, "1.0 to 3.0"),
        ];
        for (lower, upper, expected) in rows {
            assert_eq!(
                difference_interval(shares, &Interval { lower, upper }),
                expected
            );
        }
    }
}
