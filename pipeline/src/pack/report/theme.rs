//! A page for each theme: its question, the sentences that answer it, its charts for the whole.

use exhibits::state::{LOCAL_FIFTHS, Page};
use exhibits::view::View;
use exhibits::{
    by_area, by_group, combinations, conditions, deprivation, over_time, sentences, slope, steps,
};
use measures::definition::Family;

use super::{NoReport, Setter};
use crate::pack::charts::selection;

impl Setter<'_> {
    pub(super) fn themes(&mut self) -> Result<(), NoReport> {
        self.multimorbidity()?;
        self.coordination()?;
        self.inequalities()?;
        self.outcomes()
    }

    /// The measure that a page is about: what it opens with where that is chosen, else the first
    /// chosen one of the page's own; none where none is chosen.
    fn measure_of(&self, page: Page) -> Option<usize> {
        let catalogue = self.shelf.catalogue();
        let offered = page.measures(catalogue);
        let opening = page.opening_measure(catalogue);
        let chosen = &self.chosen.measures;
        [opening]
            .into_iter()
            .chain(chosen.iter().copied())
            .find(|measure| offered.contains(measure) && chosen.contains(measure))
    }

    /// Whether a chosen measure is of a family.
    fn has(&self, family: Family) -> bool {
        let measures = &self.shelf.catalogue().measures;
        let chosen = &self.chosen.measures;
        chosen.iter().any(|one| measures[*one].family == family)
    }

    fn multimorbidity(&mut self) -> Result<(), NoReport> {
        let page = Page::Multimorbidity;
        let Some(measure) = self
            .measure_of(page)
            .filter(|_| self.has(Family::Multimorbidity))
        else {
            return Ok(());
        };
        let (release, whole) = (self.shelf, self.shelf.catalogue().whole_index());
        let opening = selection(release.catalogue(), page, measure, whole);
        let view = View::of(release, &opening);
        let (area, group) = (by_area::comparison(&view), by_group::bars(&view));
        let mut said = vec![sentences::share(&view, measure)];
        let findings = [&group, &area].into_iter().flatten();
        said.extend(findings.map(|exhibit| exhibit.words.follow_on.clone()));
        self.opening("How many people live with several conditions?", &said);
        self.exhibit(&view, area)?;
        self.exhibit(&view, group)?;
        self.exhibit(&view, over_time::chart(&view))?;
        // These two share a page; the next fills one.
        self.exhibit(&view, combinations::upset(&view))?;
        self.exhibit(&view, conditions::bars(&view))
    }

    fn coordination(&mut self) -> Result<(), NoReport> {
        let page = Page::Coordination;
        let Some(measure) = self
            .measure_of(page)
            .filter(|_| self.has(Family::Coordination))
        else {
            return Ok(());
        };
        let (release, whole) = (self.shelf, self.shelf.catalogue().whole_index());
        let opening = selection(release.catalogue(), page, measure, whole);
        let view = View::of(release, &opening);
        let (cascade, group) = (steps::cascade(&view), by_group::bars(&view));
        let mut said = vec![sentences::share(&view, measure)];
        let findings = [&group, &cascade].into_iter().flatten();
        said.extend(findings.map(|exhibit| exhibit.words.follow_on.clone()));
        self.opening("How joined up is people\u{2019}s care?", &said);
        self.exhibit(&view, by_area::comparison(&view))?;
        self.exhibit(&view, group)?;
        self.exhibit(&view, cascade)?;
        self.exhibit(&view, by_area::funnel(&view))?;
        self.exhibit(&view, over_time::chart(&view))
    }

    fn inequalities(&mut self) -> Result<(), NoReport> {
        let page = Page::Inequalities;
        let Some(measure) = self.measure_of(page) else {
            return Ok(());
        };
        let (release, whole) = (self.shelf, self.shelf.catalogue().whole_index());
        let opening = selection(release.catalogue(), page, measure, whole);
        let view = View::of(release, &opening);
        let mut said = vec![sentences::share(&view, measure)];
        if deprivation::has_gap(&view) {
            said.push(deprivation::gap(&view).follow_on);
            said.extend(deprivation::in_people(&view));
        }
        self.opening("Who is better and worse off?", &said);
        let publishes = view.measure().publishes(LOCAL_FIFTHS, true);
        self.exhibit(&view, slope::slope(&view))?;
        self.exhibit(
            &view,
            publishes.then(|| deprivation::dumbbell(&view)).flatten(),
        )?;
        self.exhibit(&view, deprivation::over_time(&view))
    }

    fn outcomes(&mut self) -> Result<(), NoReport> {
        let (release, page) = (self.shelf, Page::Outcomes);
        let catalogue = release.catalogue();
        let whole = catalogue.whole_index();
        let of = |family: Family| -> Vec<usize> {
            let chosen = self.chosen.measures.iter().copied();
            chosen
                .filter(|measure| catalogue.measures[*measure].family == family)
                .collect()
        };
        let (outcomes, experience) = (of(Family::Outcome), of(Family::Experience));
        let all: Vec<usize> = outcomes.iter().chain(&experience).copied().collect();
        if all.is_empty() {
            return Ok(());
        }
        let said: Vec<String> = all
            .iter()
            .map(|measure| {
                let opening = selection(catalogue, page, *measure, whole);
                sentences::share(&View::of(release, &opening), *measure)
            })
            .collect();
        self.opening("What happens to people, and what do they say?", &said);
        for measure in outcomes.first().into_iter().chain(experience.first()) {
            let opening = selection(catalogue, page, *measure, whole);
            let view = View::of(release, &opening);
            self.exhibit(&view, by_area::comparison(&view))?;
            self.exhibit(&view, over_time::chart(&view))?;
        }
        Ok(())
    }

    /// A new page with its question and the sentences that answer it.
    fn opening(&mut self, question: &str, said: &[String]) {
        self.paper.new_page();
        self.paper.heading(2, question);
        self.paper.list(said);
    }
}
