//! The ways in which exports write dates, and which of them a column is written in.
//!
//! A column has one form, decided from all of its values: a single value such as 03/04/2021 does
//! not say whether it is in March or in April. Nothing here keeps or repeats a value.

use crate::exit::Failure;
use crate::progress::Step;

use super::batch::Batch;
use super::date;
use super::facts::{self, FactTable, Opened};
use super::outcome::Outcome;
use super::schema::{Form, Schema};

/// A way of writing a date. Whatever follows it after a space, `T` or, as SAS writes times, `:`
/// is a time and not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateForm {
    /// `2021-01-31`, the form that is expected.
    YearFirst,
    /// `31/01/2021`, also with `-` or `.`, and without leading zeros.
    DayFirst,
    /// `01/31/2021`, the same.
    MonthFirst,
    /// `31JAN2021`, also with spaces or `-` between, and the whole name of the month.
    MonthName,
    /// `20210131`.
    Digits,
}

/// The forms besides the expected one.
const OTHERS: [DateForm; 4] = [
    DateForm::DayFirst,
    DateForm::MonthFirst,
    DateForm::MonthName,
    DateForm::Digits,
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl DateForm {
    /// The day that a text means in this form, `None` when it is not written so.
    pub(super) fn day(self, text: &[u8]) -> Option<i32> {
        if text.contains(&b'\n') {
            return None;
        }
        let (day, month, year) = match self {
            Self::YearFirst => return date::written_year_first(text),
            Self::DayFirst => numbers(text)?,
            Self::MonthFirst => {
                let (month, day, year) = numbers(text)?;
                (day, month, year)
            }
            Self::MonthName => named(text)?,
            Self::Digits => {
                if text.len() != 8 {
                    return None;
                }
                let (year, rest) = number(text, 4, 4)?;
                let (month, rest) = number(rest, 2, 2)?;
                let (day, _) = number(rest, 2, 2)?;
                (day, month, year)
            }
        };
        date::from_parts(year, month, day)
    }

    /// Whether some form besides the expected one fits a text.
    pub(super) fn another_fits(text: &[u8]) -> bool {
        OTHERS.iter().any(|form| form.day(text).is_some())
    }

    /// The form as people name it.
    fn shown(self) -> &'static str {
        match self {
            Self::YearFirst => "YYYY-MM-DD",
            Self::DayFirst => "DD/MM/YYYY",
            Self::MonthFirst => "MM/DD/YYYY",
            Self::MonthName => "DDMONYYYY",
            Self::Digits => "YYYYMMDD",
        }
    }
}

/// A whole number of so many digits at the start of a text, and what follows it.
fn number(text: &[u8], fewest: usize, most: usize) -> Option<(i32, &[u8])> {
    let digits = text
        .iter()
        .take(most)
        .take_while(|byte| byte.is_ascii_digit());
    let length = digits.clone().count();
    let value = digits.fold(0, |number, digit| number * 10 + i32::from(digit - b'0'));
    (length >= fewest).then_some((value, &text[length..]))
}

/// Two numbers of one or two digits and one of four, with one mark between them.
fn numbers(text: &[u8]) -> Option<(i32, i32, i32)> {
    let (first, rest) = number(text, 1, 2)?;
    let (mark @ (b'/' | b'-' | b'.'), rest) = rest.split_first()? else {
        return None;
    };
    let (second, rest) = number(rest, 1, 2)?;
    let rest = rest.strip_prefix(&[*mark])?;
    let (year, rest) = number(rest, 4, 4)?;
    ends(rest).then_some((first, second, year))
}

/// A day, the name of a month and a year.
fn named(text: &[u8]) -> Option<(i32, i32, i32)> {
    let (day, rest) = number(text, 1, 2)?;
    let unmarked = |text: &'_ [u8]| -> usize { usize::from(matches!(text, [b'-' | b' ', ..])) };
    let rest = &rest[unmarked(rest)..];
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let (name, rest) = rest.split_at(letters.count());
    let is_named = |month: &&str| {
        name.eq_ignore_ascii_case(month.as_bytes())
            || name.eq_ignore_ascii_case(&month.as_bytes()[..3])
    };
    let month = MONTHS.iter().position(|month| is_named(month))?;
    let (year, rest) = number(&rest[unmarked(rest)..], 4, 4)?;
    let month = i32::try_from(month).ok()? + 1;
    ends(rest).then_some((day, month, year))
}

/// Whether a date ends here: at the end, or where a time begins.
fn ends(rest: &[u8]) -> bool {
    matches!(rest, [] | [b' ' | b'T' | b':', ..])
}

/// How many values of a column are written in each form.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    year_first: u64,
    /// Days and months by number, where only the first can be the day.
    day_first: u64,
    /// The same, where only the second can be.
    month_first: u64,
    /// The same, where both can be.
    either_first: u64,
    month_name: u64,
    digits: u64,
}

impl Tally {
    fn add(&mut self, text: &[u8], months: bool) {
        if date::from_text(text, months) != date::MALFORMED {
            self.year_first += u64::from(!date::is_dummy(text));
            return;
        }
        let fits = |form: DateForm| form.day(text).is_some();
        let kind = match (fits(DateForm::DayFirst), fits(DateForm::MonthFirst)) {
            (true, true) => &mut self.either_first,
            (true, false) => &mut self.day_first,
            (false, true) => &mut self.month_first,
            (false, false) if fits(DateForm::MonthName) => &mut self.month_name,
            (false, false) if fits(DateForm::Digits) => &mut self.digits,
            (false, false) => return,
        };
        *kind += 1;
    }

    fn join(&mut self, other: Self) {
        self.year_first += other.year_first;
        self.day_first += other.day_first;
        self.month_first += other.month_first;
        self.either_first += other.either_first;
        self.month_name += other.month_name;
        self.digits += other.digits;
    }

    /// The form that most values have, the expected one among equals.
    fn form(&self) -> DateForm {
        let by_number = if self.month_first > self.day_first {
            DateForm::MonthFirst
        } else {
            DateForm::DayFirst
        };
        let mut most = (self.year_first, DateForm::YearFirst);
        for other in [
            (self.numbers(), by_number),
            (self.month_name, DateForm::MonthName),
            (self.digits, DateForm::Digits),
        ] {
            if other.0 > most.0 {
                most = other;
            }
        }
        most.1
    }

    fn numbers(&self) -> u64 {
        self.day_first + self.month_first + self.either_first
    }

    /// Values in a known form that is not the column's.
    fn others(&self, form: DateForm) -> u64 {
        let all = self.year_first + self.numbers() + self.month_name + self.digits;
        all - match form {
            DateForm::YearFirst => self.year_first,
            DateForm::DayFirst => self.day_first + self.either_first,
            DateForm::MonthFirst => self.month_first + self.either_first,
            DateForm::MonthName => self.month_name,
            DateForm::Digits => self.digits,
        }
    }

    /// What a person should know of a column, if anything.
    fn remark(&self) -> Option<String> {
        let form = self.form();
        let mut remark = match form {
            DateForm::YearFirst => String::new(),
            DateForm::DayFirst if self.day_first == 0 => {
                "no day is later than the 12th, so the dates may be DD/MM/YYYY or MM/DD/YYYY; \
                 taken as DD/MM/YYYY"
                    .to_owned()
            }
            other => format!("dates are written {}", other.shown()),
        };
        let others = self.others(form);
        if others > 0 {
            if remark.is_empty() {
                remark = format!("most dates are written {}", form.shown());
            }
            let are = if others == 1 {
                "1 is written in another form and was".to_owned()
            } else {
                format!("{others} are written in other forms and were")
            };
            remark = format!("{remark}; {are} set aside as malformed");
        }
        (!remark.is_empty()).then_some(remark)
    }
}

/// How the dates of a table's columns are read.
#[derive(Debug, Clone)]
pub(super) struct DateForms {
    by_column: Vec<DateForm>,
    is_decided: bool,
}

impl DateForms {
    /// Every column in the expected form, until something else is seen.
    pub(super) fn expected(schema: &Schema) -> Self {
        Self {
            by_column: vec![DateForm::YearFirst; schema.columns.len()],
            is_decided: false,
        }
    }

    /// Looks at every date of a table; gives the form of each column and what is worth knowing.
    pub(super) fn decide(
        opened: &Opened,
        threads: usize,
        step: &Step,
    ) -> Result<(Self, Vec<String>), Failure> {
        let schema = opened.schema;
        let mut forms = Self {
            by_column: vec![DateForm::YearFirst; schema.columns.len()],
            is_decided: true,
        };
        let mut tallies = vec![Tally::default(); schema.columns.len()];
        let table = DateColumns { schema };
        facts::read(opened, &table, &forms, threads, step, |_, outcome| {
            for (column, tally) in outcome.facts {
                tallies[column].join(tally);
            }
            Ok(true)
        })?;
        let mut remarks = Vec::new();
        for ((form, tally), column) in forms.by_column.iter_mut().zip(&tallies).zip(schema.columns)
        {
            *form = tally.form();
            if let Some(remark) = tally.remark() {
                remarks.push(format!(
                    "{}: column `{}`: {remark}",
                    schema.name, column.name
                ));
            }
        }
        Ok((forms, remarks))
    }

    pub(super) fn of(&self, column: usize) -> DateForm {
        self.by_column[column]
    }

    pub(super) fn are_decided(&self) -> bool {
        self.is_decided
    }
}

/// The dates of a table and nothing else of it.
struct DateColumns {
    schema: &'static Schema,
}

impl FactTable for DateColumns {
    type Fact = (usize, Tally);
    type Memory = Vec<Tally>;

    fn batch(&self, batch: &Batch, memory: &mut Vec<Tally>, _: &mut Outcome<(usize, Tally)>) {
        memory.resize(self.schema.columns.len(), Tally::default());
        for (place, column) in self.schema.columns.iter().enumerate() {
            let months = match column.form {
                Form::DayOrMonth => true,
                Form::Day => false,
                _ => continue,
            };
            batch.cells[place].each_text(batch.rows, |text| memory[place].add(text, months));
        }
    }

    fn end(&self, memory: Vec<Tally>, outcome: &mut Outcome<(usize, Tally)>) {
        outcome.facts = memory.into_iter().enumerate().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(form: DateForm, text: &str, expected: &str) {
        let day = form
            .day(text.as_bytes())
            .and_then(|day| chrono::NaiveDate::from_epoch_days(day).map(|day| day.to_string()));
        assert_eq!(day.as_deref().unwrap_or("no"), expected, "{text}");
    }

    #[test]
    fn each_form_reads_its_own_dates() {
        use DateForm::{DayFirst, Digits, MonthFirst, MonthName};
        reads(DayFirst, "25/02/2026", "2026-02-25");
        reads(DayFirst, "5/2/2026 00:00", "2026-02-05");
        reads(DayFirst, "25-02-2026", "2026-02-25");
        reads(DayFirst, "25.02.2026T10:00", "2026-02-25");
        reads(DayFirst, "25/02-2026", "no");
        reads(DayFirst, "25/02/26", "no");
        reads(DayFirst, "02/25/2026", "no");
        reads(DayFirst, "30/02/2026", "no");
        reads(DayFirst, "25/02/20261", "no");
        reads(MonthFirst, "02/25/2026", "2026-02-25");
        reads(MonthName, "04JAN2021", "2021-01-04");
        reads(MonthName, "4-jan-2021", "2021-01-04");
        reads(MonthName, "04 September 2021", "2021-09-04");
        reads(MonthName, "04JAN2021:10:11:12", "2021-01-04");
        reads(MonthName, "04JANU2021", "no");
        reads(MonthName, "04JAN21", "no");
        reads(Digits, "20210104", "2021-01-04");
        reads(Digits, "20211304", "no");
        reads(Digits, "202101", "no");
    }

    #[track_caller]
    fn column(values: &[&str], form: DateForm, expected: &str) {
        let mut tally = Tally::default();
        for value in values {
            tally.add(value.as_bytes(), false);
        }
        assert_eq!(tally.form(), form, "{values:?}");
        assert_eq!(tally.remark().unwrap_or_default(), expected, "{values:?}");
    }

    #[test]
    fn a_column_has_the_form_that_most_of_its_values_have() {
        use DateForm::{DayFirst, Digits, MonthFirst, MonthName, YearFirst};
        column(&[], YearFirst, "");
        column(&["2021-01-04", "soon"], YearFirst, "");
        column(
            &["2021-01-04", "04/01/2021"],
            YearFirst,
            "most dates are written YYYY-MM-DD; 1 is written in another form and was set aside as \
             malformed",
        );
        column(
            &["03/04/2021", "25/12/2021"],
            DayFirst,
            "dates are written DD/MM/YYYY",
        );
        column(
            &["03/04/2021", "12/25/2021"],
            MonthFirst,
            "dates are written MM/DD/YYYY",
        );
        column(
            &["03/04/2021", "1900-01-01", "1900-01-01"],
            DayFirst,
            "no day is later than the 12th, so the dates may be DD/MM/YYYY or MM/DD/YYYY; taken \
             as DD/MM/YYYY",
        );
        column(
            &["13/04/2021", "04/13/2021", "14/04/2021"],
            DayFirst,
            "dates are written DD/MM/YYYY; 1 is written in another form and was set aside as \
             malformed",
        );
        column(&["04JAN2021"], MonthName, "dates are written DDMONYYYY");
        column(&["20210104"], Digits, "dates are written YYYYMMDD");
    }
}
