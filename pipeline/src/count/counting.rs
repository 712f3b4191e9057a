//! A count on its way: who sits where, what is asked of them, and what the sums become.
//!
//! Nothing here reads a fact: those go to blocks, and blocks to the fold.

use chrono::{Days, NaiveDate};
use disclosure::exact::Exact;
use measures::catalogue::Catalogue;
use measures::definition::{Measure, Rule};
use measures::period::Quarter;

use super::Detail;
use super::ages::Ages;
use super::figures::Figures;
use super::fold::{Counts, Fold};
use super::strata::{PlaceIndex, Strata, local_fifths};
use crate::blocks::{Blocks, Pass};
use crate::definitions::{Definitions, Geography, depends_on};
use crate::engine;
use crate::newcomers::{Newcomers, Stretch};
use crate::rules::{Asked, Rules};
use crate::seating::Seating;
use crate::tables::{Lives, People};
use crate::threads::Threads;
use crate::timeline::calendar::Calendar;

/// What is counted, where, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) definitions: &'a Definitions,
    /// The map that small areas are numbered by.
    pub(crate) geography: &'a Geography,
    /// Consecutive snapshots, earliest first; at least one.
    pub(crate) periods: &'a [Quarter],
    /// The first day whose events are complete, if there is one.
    pub(crate) events_from: Option<NaiveDate>,
    /// The first day whose answers are complete, if there is one.
    pub(crate) surveys_from: Option<NaiveDate>,
    pub(crate) threads: &'a Threads,
    pub(crate) detail: Detail,
}

impl<'a> Question<'a> {
    /// A count of the people of a table, with what facts are checked by, by row.
    pub(crate) fn seat(self, people: &People) -> (Counting<'a>, Lives) {
        let calendars = Calendar::series(self.periods);
        let newcomers = Newcomers::of(people, &calendars[0]).into_stretches();
        Counting::new(self, calendars, newcomers)
    }
}

/// Everything that must be known before facts are looked at.
pub(crate) struct Counting<'a> {
    question: Question<'a>,
    catalogue: Catalogue,
    strata: Strata,
    places: PlaceIndex,
    rules: Rules,
    asked: Asked,
    ages: Ages,
    calendars: Vec<Calendar>,
    /// For each calendar, the youngest ages by month of birth.
    youngest: Vec<Vec<u8>>,
    seating: Seating,
}

impl<'a> Counting<'a> {
    /// Seats people, and prepares what is asked of them at the snapshots of the calendars, which
    /// are those of the question's periods. Gives besides what facts about them are checked by,
    /// which are to be kept under the seat.
    ///
    /// # Panics
    /// Without a snapshot.
    pub(crate) fn new(
        question: Question<'a>,
        calendars: Vec<Calendar>,
        people: Vec<Stretch>,
    ) -> (Self, Lives) {
        let Question {
            definitions,
            geography,
            periods,
            threads,
            ..
        } = question;
        let minimum_age = definitions.partnership.minimum_age;
        let fifths = local_fifths(&people, geography, &calendars, minimum_age, threads);
        let strata = Strata::new(geography, &fifths);
        let mut catalogue = definitions.catalogue(geography, periods, Vec::new());
        catalogue.impossible_groups = strata.impossible_groups(&catalogue);
        let rules = Rules::new(definitions, question.detail);
        let ages = Ages::new(minimum_age, question.detail);
        let (seating, lives) = Seating::of(people, &strata, &calendars, minimum_age, threads);
        let counting = Self {
            seating,
            places: PlaceIndex::new(&catalogue),
            asked: Asked::of(&rules, &calendars[0]),
            rules,
            youngest: calendars.iter().map(|one| ages.youngest(one)).collect(),
            ages,
            question,
            catalogue,
            strata,
            calendars,
        };
        (counting, lives)
    }

    /// The first time that an extract is read, with room for facts of so many bytes.
    pub(crate) fn pass(&self, room: usize) -> Pass {
        Pass::first(self.seating.n_blocks(), room)
    }

    /// Where facts go.
    pub(crate) fn blocks<'p>(&'p self, pass: &'p Pass) -> Blocks<'p> {
        let threads = self.question.threads;
        Blocks::new(
            &self.seating,
            &self.calendars[0],
            &self.asked,
            pass,
            threads,
        )
    }

    /// Bytes of memory held, and needed to count into on every thread.
    pub(crate) fn memory(&self) -> usize {
        let counts: usize = self.nobody().iter().map(Counts::memory).sum();
        self.seating.memory() + counts * self.question.threads.number()
    }

    /// Nobody counted yet, for each calendar.
    pub(crate) fn nobody(&self) -> Vec<Counts> {
        self.folds().iter().map(Fold::nobody).collect()
    }

    /// Counts everybody whose facts these are, besides who was counted before.
    pub(crate) fn fold(&self, blocks: Blocks<'_>, counts: &mut Vec<Counts>) {
        let (kept, threads) = (blocks.into_kept().collect(), self.question.threads);
        engine::fold(&self.folds(), &self.seating, kept, threads, counts);
    }

    fn folds(&self) -> Vec<Fold<'_>> {
        let calendars = self.calendars.iter().zip(&self.youngest);
        let folds = calendars.map(|(calendar, youngest)| Fold {
            calendar,
            rules: &self.rules,
            strata: &self.strata,
            places: &self.places,
            ages: &self.ages,
            youngest,
            minimum_age: self.question.definitions.partnership.minimum_age,
            detail: self.question.detail,
        });
        folds.collect()
    }

    /// The grid, with what was counted of everybody.
    pub(crate) fn finish(self, counts: &[Counts]) -> (Catalogue, Exact) {
        let mut exact = Exact::new(&self.catalogue);
        self.mark_not_calculable(&mut exact);
        let first = |calendar: usize| calendar * Calendar::MOST_SNAPSHOTS;
        for (calendar, counts) in counts.iter().enumerate() {
            self.set_counts(first(calendar), counts, &mut exact);
        }
        let counts = counts.iter().enumerate();
        let with_first = counts.map(|(calendar, counts)| (first(calendar), counts));
        self.set_figures(with_first, &mut exact);
        (self.catalogue, exact)
    }

    fn set_counts(&self, first: usize, counts: &Counts, exact: &mut Exact) {
        for (measure, columns) in self.rules.columns.iter().enumerate() {
            for place in 0..self.places.n_places {
                let numerators = counts.at_places.running(place, columns.numerator);
                let denominators = counts.at_places.running(place, columns.denominator);
                let people = counts.at_places.running(place, columns.people_with_event);
                for (period, ((numerator, denominator), people_with_event)) in
                    (first..).zip(numerators.zip(denominators).zip(people))
                {
                    let cell = &mut exact.cells_mut(measure, period)[place];
                    cell.numerator = numerator;
                    cell.denominator = denominator;
                    cell.people_with_event = people_with_event;
                }
            }
        }
    }

    /// Standardised figures and sets of conditions; nothing where only counts are wanted.
    fn set_figures<'c>(
        &self,
        counts: impl DoubleEndedIterator<Item = (usize, &'c Counts)>,
        exact: &mut Exact,
    ) {
        let figures = Figures {
            catalogue: &self.catalogue,
            rules: &self.rules,
            places: &self.places,
            ages: &self.ages,
        };
        let mut standards = None;
        let mut combinations = Vec::new();
        // The latest first, because its people are the standard of all the others.
        for (first, counts) in counts.rev() {
            let Some(for_figures) = &counts.for_figures else {
                return;
            };
            let standards =
                standards.get_or_insert_with(|| figures.standards(&for_figures.by_age_and_sex));
            figures.set(counts, for_figures, standards, first, exact);
            combinations.extend(for_figures.combinations.exact(
                first,
                counts.n_snapshots(),
                self.catalogue.neighbourhoods.len(),
            ));
        }
        exact.set_combinations(combinations);
    }

    fn mark_not_calculable(&self, exact: &mut Exact) {
        for (measure, definition) in self.catalogue.measures.iter().enumerate() {
            for (place, period) in self.question.periods.iter().enumerate() {
                if !self.reaches_back(definition, *period) {
                    exact.set_not_calculable(measure, place);
                }
            }
        }
    }

    /// Whether events and answers are complete over the window of a measure, of the measures it
    /// is made of, and of the one its population comes from. `event_ever` has no window: it says
    /// what has been recorded so far, however far back the records go.
    fn reaches_back(&self, measure: &Measure, period: Quarter) -> bool {
        let complete_from = match &measure.rule {
            Rule::EventWithin(_) | Rule::EventRate(_) => self.question.events_from,
            Rule::SurveyAtLeast(_) => self.question.surveys_from,
            _ => None,
        };
        let own = match (complete_from, measure.window_months()) {
            (Some(from), Some(months)) => period.window_start(months) + Days::new(1) >= from,
            _ => true,
        };
        own && depends_on(measure).all(|key| {
            self.catalogue
                .measure(key)
                .is_none_or(|other| self.reaches_back(other, period))
        })
    }
}
