//! What a reader sees before the program in the page has arrived, or without it: place and pages,
//! warnings, title, date, headline figures and the first chart, written into the page's own HTML.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use aggregates::estimate::Estimate;
use aggregates::manifest::{FILE_NAME, Manifest};
use aggregates::schema::Table;
use exhibits::exhibit::Widths;
use exhibits::provenance::source;
use exhibits::shelf::{Arrival, Need, Shelf};
use exhibits::state::{Page, Selection};
use exhibits::view::View;
use exhibits::{by_area, warning};
use html_escape::encode_quoted_attribute as escaped;
use measures::breakdown::Breakdown;
use measures::definition::Measure;
use measures::figure::figure;

use super::unreadable;
use crate::exit::{Failure, INPUT_UNREADABLE};

/// The manifest of a published folder.
///
/// # Errors
/// Exit 10 when there is none, when it cannot be read, or when it names files outside the folder.
pub(super) fn manifest(data: &Path) -> Result<Manifest, Failure> {
    let path = data.join(FILE_NAME);
    let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
    Manifest::from_json(&text)
        .map_err(|error| Failure::new(INPUT_UNREADABLE, format!("{}: {error}", path.display())))
}

/// Some HTML and the name of its place in the built page.
type Part = (&'static str, String);

/// What a release says in the built page: the place's name, the pages, the warnings, and headline
/// figures with their chart.
///
/// # Errors
/// Exit 10 when the overview cannot be read.
pub(super) fn parts(manifest: &Manifest, data: &Path) -> Result<[Part; 5], Failure> {
    let path = data.join(Table::Overview.file_name());
    let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
    let overview = aggregates::decode::overview(&bytes, &manifest.catalogue)
        .map_err(|error| Failure::new(INPUT_UNREADABLE, format!("{}: {error}", path.display())))?;
    let place = escaped(&manifest.catalogue.whole.name);
    Ok([
        ("place", format!("<p class=\"masthead__about\">{place}</p>")),
        ("pages", pages()),
        ("warnings", warnings(manifest)),
        ("headline", written(manifest, &overview)),
        ("charts", first_charts(manifest, &overview)),
    ])
}

/// A built page with each part in its place. What stands there before is for no release.
pub(super) fn filled(page: &str, parts: &[Part]) -> String {
    parts
        .iter()
        .fold(page.to_owned(), |page, (name, html)| put(&page, name, html))
}

/// A page with some HTML in the place that it marks by a name, if it does.
fn put(page: &str, name: &str, html: &str) -> String {
    let [start, end] = ["start", "end"].map(|side| format!("<!-- {name}:{side} -->"));
    let place = page
        .split_once(&start)
        .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    match place {
        Some((before, after)) => format!("{before}{start}\n{html}{end}{after}"),
        None => page.to_owned(),
    }
}

/// The pages of the navigation, as the dashboard has them.
fn pages() -> String {
    let pages = Page::EVERY
        .into_iter()
        .filter(|page| page.is_in_navigation());
    let links = pages.map(|page| {
        format!(
            "<li><a class=\"pages__link\" href=\"#{}\" data-name=\"{name}\">{name}</a></li>\n",
            page.key(),
            name = page.title()
        )
    });
    links.collect()
}

/// What must be known before any number is read, as the dashboard says it.
fn warnings(manifest: &Manifest) -> String {
    let banners = warning::of_release(manifest).into_iter().map(|warning| {
        let plain = if warning.is_grave {
            ""
        } else {
            " banner--plain"
        };
        format!(
            "<aside class=\"banner{plain}\" aria-label=\"{}\"><div class=\"banner__inner\">\
             <p><strong>{}</strong> {}</p></div></aside>\n",
            warning.about, warning.title, warning.meaning
        )
    });
    banners.collect()
}

/// A page that says in its head which release it belongs to.
pub(super) fn named(page: &str, release_id: &str) -> String {
    let element = format!("<meta name=\"release\" content=\"{release_id}\">");
    page.replacen("</head>", &format!("{element}\n</head>"), 1)
}

fn written(manifest: &Manifest, overview: &[Estimate]) -> String {
    let catalogue = &manifest.catalogue;
    let last = catalogue.periods.len().saturating_sub(1);
    let figures = catalogue
        .headline_measures()
        .into_iter()
        .filter_map(|index| {
            let measure = &catalogue.measures[index];
            let estimate = overview.iter().find(|estimate| {
                estimate.measure == index
                    && estimate.period == last
                    && estimate.place.area == catalogue.whole_index()
                    && estimate.place.breakdown == Breakdown::All
            })?;
            Some(format!(
                "<dt>{}</dt><dd>{}</dd>\n",
                escaped(&measure.title),
                escaped(&said(measure, estimate))
            ))
        });
    let figures: String = figures.collect();
    let downloads = manifest
        .files
        .iter()
        .filter(|file| file.name.starts_with("downloads/"))
        .map(|file| {
            let name = escaped(&file.name);
            format!("<li><a href=\"data/{name}\" download>{name}</a></li>\n")
        });
    let downloads: String = downloads.collect();
    format!(
        "<h1 class=\"nhsuk-heading-l\">Long-term conditions in {}, neighbourhood by \
         neighbourhood</h1>\n<p class=\"lede\">People counted on {}.</p>\n\
         <dl class=\"headline-figures\">\n{figures}</dl>\n\
         <noscript>\n<p>The tables behind these figures:</p>\n<ul>\n{downloads}</ul>\n</noscript>\n",
        escaped(&catalogue.whole.name),
        wording::date::snapshot(manifest.coverage.last_snapshot),
    )
}

/// Windows of a computer and of a phone, in CSS pixels.
const WINDOWS: [(&str, f64); 2] = [("wide", 1_280.0), ("narrow", 360.0)];

/// The chart that the overview opens with, as it is drawn in the browser: in the widths of a computer
/// and of a phone, of which the style sheet shows one.
fn first_charts(manifest: &Manifest, overview: &[Estimate]) -> String {
    let shelf = Shelf::new(Rc::new(manifest.clone()))
        .after(Arrival::Estimates(Need::Overview, Ok(overview.to_vec())));
    let selection = Selection::opening(&manifest.catalogue);
    let Some(map) = by_area::map(&View::of(&shelf, &selection)) else {
        return String::new();
    };
    let pictures = WINDOWS.map(|(name, width)| {
        let svg = map.svg(Widths::of_window(width).half);
        format!("<div class=\"picture first-chart--{name}\">{svg}</div>\n")
    });
    format!(
        "<div class=\"exhibits exhibits--two first-charts\"><article class=\"exhibit\">\n\
         <h2 class=\"exhibit__headline\">{}</h2>\n<p class=\"exhibit__subtitle\">{}</p>\n{}\
         <div class=\"exhibit__foot\"><p>{}</p>\n<p>Source: {}. Release {}, data as of {}.</p></div>\n\
         </article></div>\n",
        escaped(&map.words.headline),
        escaped(&map.words.subtitle),
        pictures.concat(),
        escaped(&map.notes()),
        escaped(&source(manifest)),
        escaped(&manifest.release_id),
        wording::date::day(manifest.as_of),
    )
}

/// A figure with its interval and its two counts, or why there is none.
fn said(measure: &Measure, estimate: &Estimate) -> String {
    let scale = measure.scale();
    let figure = figure(
        scale,
        estimate.numerator,
        estimate.denominator,
        estimate.dispersion,
    );
    match (
        figure.shown(),
        estimate.numerator.shown(),
        estimate.denominator.shown(),
    ) {
        (Some(figure), Some(numerator), Some(denominator)) => format!(
            "{}: {}",
            wording::number::value_and_interval(scale, figure.value, &figure.interval_95),
            wording::number::about_of(scale, numerator, denominator),
        ),
        _ => wording::status::reason(&figure)
            .unwrap_or_default()
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_takes_the_place_of_its_name_and_no_other() {
        let page = "<main><!-- a:start -->old<!-- a:end --><p>rest</p></main>";
        let expected = "<main><!-- a:start -->\nnew<!-- a:end --><p>rest</p></main>";
        assert_eq!(put(page, "a", "new"), expected);
        assert_eq!(put(page, "b", "new"), page);
        assert_eq!(put("<!-- a:start -->", "a", "new"), "<!-- a:start -->");
    }

    #[test]
    fn a_name_cannot_become_markup() {
        assert_eq!(
            escaped("<b>\"A & B's\"</b>"),
            "&lt;b&gt;&quot;A &amp; B&#x27;s&quot;&lt;/b&gt;"
        );
    }
}
