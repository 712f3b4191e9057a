//! Which form the dates of a column are written in, decided from all of its values: a single
//! value such as 03/04/2021 does not say whether it is in March or in April.
//!
//! Nothing here keeps or repeats a value.

use crate::exit::Failure;
use crate::progress::Step;
use crate::tables::Keep;
use crate::threads::Threads;

use super::batch::Batch;
use super::date;
use super::date_form::DateForm;
use super::facts::{self, FactTable, Opened, Work};
use super::outcome::Outcome;
use super::schema::{Form, Schema};

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
        threads: &Threads,
        step: &Step,
    ) -> Result<(Self, Vec<String>), Failure> {
        let schema = opened.schema;
        let mut forms = Self {
            by_column: vec![DateForm::YearFirst; schema.columns.len()],
            is_decided: true,
        };
        let mut tallies = vec![Tally::default(); schema.columns.len()];
        let table = DateColumns { schema };
        let work = Work {
            opened,
            forms: &forms,
            table: &table,
        };
        facts::read(&[work], threads, step, &Vec::new, |_, _, outcome| {
            for (column, tally) in outcome.kept {
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

    fn batch<K: Keep<(usize, Tally)>>(
        &self,
        batch: &Batch,
        memory: &mut Vec<Tally>,
        _: &mut Outcome<K>,
    ) {
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

    fn end<K: Keep<(usize, Tally)>>(&self, memory: Vec<Tally>, outcome: &mut Outcome<K>) {
        for tally in memory.into_iter().enumerate() {
            outcome.kept.keep(tally);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
