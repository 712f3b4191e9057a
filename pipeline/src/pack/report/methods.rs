//! How the numbers are made: small numbers, intervals, comparisons, what each measure counts,
//! quality, and whom to ask.

use measures::definition::Rule;

use super::Setter;
use crate::pack::paper::Style;

/// What a reader needs to know of every figure.
const OF_FIGURES: [&str; 5] = [
    "Values and intervals are computed from the published, rounded counts, so that anybody can \
     compute them again from the release.",
    "A 95% interval is a range of plausible values: it says how far chance alone could have moved \
     the figure. Shares of people have Wilson\u{2019}s interval; rates of events an exact or \
     Byar\u{2019}s interval, widened where the same people have several events.",
    "A neighbourhood is called better, worse, higher or lower than the whole only where its 95% \
     interval is clear of the whole\u{2019}s value, and much so only where its 99.8% interval is. \
     Of twenty comparisons one would differ by chance.",
    "A gap by deprivation is the figure of the least deprived fifth of people minus that of the \
     most deprived. Fifths are of the partnership\u{2019}s own people, by the small area they \
     live in.",
    "Withheld is not zero: a figure is withheld so that nobody can be identified. Missing and not \
     calculable are said as such.",
];

impl Setter<'_> {
    pub(super) fn methods(&mut self) {
        let manifest = &self.shelf.manifest;
        let catalogue = &manifest.catalogue;
        self.paper.new_page();
        self.paper.heading(2, "Methods and small numbers");
        self.paper.heading(3, "Small numbers");
        self.paper
            .paragraph(&manifest.disclosure.words, Style::TEXT);
        self.paper.heading(3, "How to read the figures");
        self.paper.list(&OF_FIGURES.map(str::to_owned));
        self.paper.heading(3, "Where the numbers come from");
        let publication = &manifest.publication;
        let mut from = vec![
            format!(
                "{}, extracted on {}. People were counted on {}.",
                manifest.extract.source,
                wording::date::day(manifest.extract.extracted_on),
                wording::date::snapshot(manifest.coverage.last_snapshot)
            ),
            format!(
                "Published by {} under the {}. Questions: {}.",
                publication.publisher, publication.licence, publication.contact
            ),
            format!("Release {}.", manifest.release_id),
        ];
        let dashboard = self.chosen.address.as_ref();
        from.extend(dashboard.map(|address| format!("Every chart can be opened at {address}.")));
        let next = publication.next_release.as_ref();
        from.extend(next.map(|next| format!("Next release: {next}.")));
        self.paper.list(&from);
        self.paper.heading(3, "What each measure counts");
        // Single conditions differ in nothing but the condition.
        let (single, others): (Vec<usize>, Vec<usize>) =
            self.chosen.measures.iter().copied().partition(|measure| {
                matches!(catalogue.measures[*measure].rule, Rule::HasCondition(_))
            });
        for measure in others {
            let measure = &catalogue.measures[measure];
            let people = wording::people::of(measure, &catalogue.measures, catalogue.minimum_age);
            let words = format!(
                "{} Counted out of {people}. {}",
                measure.question, measure.caveat
            );
            self.paper.need(44.0);
            self.paper.paragraph(&measure.title, Style::NAME);
            self.paper.paragraph(&words, Style::TEXT);
        }
        if let Some(first) = single.first() {
            let titles: Vec<String> = single
                .iter()
                .map(|measure| catalogue.measures[*measure].title.clone())
                .collect();
            self.paper.need(44.0);
            self.paper.paragraph("Single conditions", Style::NAME);
            let caveat = &catalogue.measures[*first].caveat;
            let words = format!("{}. {caveat}", titles.join("; "));
            self.paper.paragraph(&words, Style::TEXT);
        }
    }
}
