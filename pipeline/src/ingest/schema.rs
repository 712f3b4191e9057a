//! The tables of an extract and their columns: all that is ever read of one.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Opaque text or a whole number, different in nearly every row.
    Id,
    /// Text or a whole number, of which few different ones occur.
    Code,
    /// Text of which few different ones occur.
    Word,
    /// A date.
    Day,
    /// A date, or a month, which means its first day.
    DayOrMonth,
    /// Known, but no measure uses it yet, so it is not read.
    NotRead,
}

impl Form {
    /// What a Parquet file may hold in such a column, in words.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Id | Self::Code => "text or a whole number",
            Self::Word | Self::NotRead => "text",
            Self::Day | Self::DayOrMonth => "a date, a timestamp, or text such as 1970-01-31",
        }
    }
}

/// One column of a table.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) form: Form,
}

/// One table.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) name: &'static str,
    pub(super) required: bool,
    /// Whether several rows may be about one person.
    pub(super) ids_repeat: bool,
    pub(super) columns: &'static [Column],
}

const fn required(name: &'static str, form: Form) -> Column {
    Column {
        name,
        required: true,
        form,
    }
}

const fn optional(name: &'static str, form: Form) -> Column {
    Column {
        name,
        required: false,
        form,
    }
}

/// One row for each person.
pub(super) const PERSON: Schema = Schema {
    name: "person",
    required: true,
    ids_repeat: false,
    columns: &[
        required("person_id", Form::Id),
        required("birth_date", Form::DayOrMonth),
        optional("person_stated_gender_code", Form::Code),
        optional("ethnic_category", Form::Word),
        required("lsoa21_code", Form::Word),
        required("registration_start_date", Form::Day),
        optional("registration_end_date", Form::Day),
        optional("death_date", Form::Day),
    ],
};

/// Any number of diagnoses for each person.
pub(super) const CONDITION: Schema = Schema {
    name: "condition",
    required: true,
    ids_repeat: true,
    columns: &[
        required("person_id", Form::Id),
        required("code_system", Form::Word),
        required("code", Form::Code),
        required("diagnosis_date", Form::Day),
        required("resolved_date", Form::Day),
    ],
};

/// Any number of events for each person.
pub(super) const EVENT: Schema = Schema {
    name: "event",
    required: true,
    ids_repeat: true,
    columns: &[
        required("person_id", Form::Id),
        required("event_type", Form::Word),
        required("event_date", Form::Day),
        optional("organisation_code", Form::NotRead),
    ],
};

/// Any number of answers for each person.
pub(super) const SURVEY: Schema = Schema {
    name: "survey",
    required: false,
    ids_repeat: true,
    columns: &[
        required("person_id", Form::Id),
        required("survey_date", Form::Day),
        required("question", Form::Word),
        required("response", Form::Code),
    ],
};
