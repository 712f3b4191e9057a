//! How hard a text is to read. For tests only.

/// The reading age that a text for everybody may ask for, in years.
pub const READING_AGE_YEARS: f64 = 12.0;

/// A school grade of the United States begins at this age, in years, when counted from 0.
const AGE_AT_GRADE_0_YEARS: f64 = 5.0;

/// The reading age of a text in years, by Flesch and Kincaid (Kincaid et al. 1975). A colon or
/// semicolon ends a unit of thought as a full stop does (Flesch 1948), and a figure is one short word.
#[must_use]
pub fn reading_age_years(text: &str) -> f64 {
    let spoken = text.replace([':', ';'], ".");
    let words = spoken.split_whitespace().map(|word| {
        let end = if word.ends_with('.') { "." } else { "" };
        if word.contains(|letter: char| letter.is_ascii_digit()) {
            format!("ten{end}")
        } else {
            word.to_owned()
        }
    });
    let words: Vec<String> = words.collect();
    textstat::flesch_kincaid_grade(&words.join(" ")) + AGE_AT_GRADE_0_YEARS
}
