//! What each number means, how good the data are, what was withheld and why, and the files.

use std::rc::Rc;

use aggregates::manifest::{File, Manifest, Reason, TableQuality};
use measures::definition::Measure;
use measures::published::Published;
use wording::list::{and, capitalised, uncapitalised};
use wording::{MethodNote, methods_of};
use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Tally, opening};
use crate::components::check::Check;
use crate::components::data_table::show;
use crate::components::opening::{FileLink, Opening};
use crate::components::pickers::{OptionGroup, measures};
use crate::components::surroundings::page_link;
use crate::exhibits::view::population;
use crate::state::Page;
use crate::table::Cell;

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let manifest = &properties.shelf.manifest;
    let said = [
        format!(
            "These numbers are of {} and were made from {}, extracted on {}.",
            manifest.catalogue.whole.name,
            manifest.extract.source,
            wording::date::day(manifest.extract.extracted_on)
        ),
        "Every figure is protected, so that nobody can be recognised, and can be worked out again \
         from the files below."
            .to_owned(),
    ];
    html! {
        <>
            { opening(properties, "What the numbers mean, and where they come from", &said, Tally::default()) }
            { not_in_it(manifest) }
            { small_numbers(properties) }
            { definitions(manifest) }
            { quality(manifest) }
            { method(manifest) }
            { downloads(manifest) }
            <Check manifest={Rc::clone(manifest)} />
            { release(properties) }
            <Opening />
        </>
    }
}

fn section(title: &str, body: Html) -> Html {
    html! { <section class="section"><h2>{ title.to_owned() }</h2>{ body }</section> }
}

/// What a reader may look for and will not find.
fn not_in_it(manifest: &Manifest) -> Html {
    let whole = &manifest.catalogue.whole.name;
    let mut missing = vec![
        (
            "Who gave the care",
            "The figures count that care was given, and not which organisation gave it. They cannot \
             be used to compare practices or teams."
                .to_owned(),
        ),
        (
            "Levels between a neighbourhood and the whole",
            format!(
                "There are figures for each neighbourhood and for {whole}, and none for federations \
                 of practices, wards or single practices."
            ),
        ),
        (
            "Carers\u{2019} own view",
            "Whether a family member or carer was involved is counted. What carers themselves say \
             is not asked here."
                .to_owned(),
        ),
        (
            "Housing, money and being alone",
            "The records that go in have none of these, so needs of that kind are not seen."
                .to_owned(),
        ),
        (
            "People who are not registered",
            "Only people registered with a general practice and living in a neighbourhood are \
             counted."
                .to_owned(),
        ),
    ];
    if manifest.catalogue.minimum_age > 0 {
        let youngest = manifest.catalogue.minimum_age;
        missing.push((
            "Younger people",
            format!("Nobody under {youngest} is counted."),
        ));
    }
    let one = |(what, why): &(&str, String)| {
        html! { <><dt>{ *what }</dt><dd>{ why.clone() }</dd></> }
    };
    section(
        "What is not in this release",
        html! { <dl class="words terms">{ for missing.iter().map(one) }</dl> },
    )
}

fn small_numbers(properties: &ViewProperties) -> Html {
    let reasons: [(Published<()>, Cell); 3] = [
        Published::Withheld,
        Published::NoPeople,
        Published::NotCalculable,
    ]
    .map(|why| (why, Cell::Absent(why)));
    let row = |cell: &Cell, meaning: &str| {
        html! { <tr><th scope="row">{ show(cell) }</th><td>{ meaning.to_owned() }</td></tr> }
    };
    let (withheld, all) = properties.shelf.n_withheld();
    let share = (all > 0).then(|| {
        format!(
            "Of the {} figures about everybody in an area that the overview holds, {} are withheld.",
            wording::number::thousands(all as u64),
            wording::number::thousands(withheld as u64)
        )
    });
    section(
        "Small numbers: what is withheld, and why",
        html! {
            <>
                <p class="words">{ &properties.shelf.manifest.disclosure.words }</p>
                if let Some(share) = share {
                    <p class="words">{ share }</p>
                }
                <div class="scroll" tabindex="0" role="region" aria-label="How figures are shown">
                    <table class="numbers">
                        <caption class="visually-hidden">{ "How figures are shown" }</caption>
                        <thead><tr><th scope="col">{ "Shown as" }</th><th scope="col">{ "Meaning" }</th></tr></thead>
                        <tbody>
                            { row(&Cell::count(Published::Shown(0)), "Counted, and there are none.") }
                            { for reasons.iter().map(|(why, cell)| row(cell, wording::status::reason(why).unwrap_or_default())) }
                        </tbody>
                    </table>
                </div>
            </>
        },
    )
}

fn definitions(manifest: &Manifest) -> Html {
    let catalogue = &manifest.catalogue;
    let one = |measure: &Measure| {
        let direction = wording::direction::sentence(measure.direction);
        html! {
            <details class="definition">
                <summary>{ &measure.title }</summary>
                <p>{ &measure.question }</p>
                <p>
                    { format!("Of {}; {}. {direction}", population(measure, catalogue), measure.unit) }
                    if let Some(months) = measure.window_months() {
                        { format!(" Looks back {months} months from each snapshot.") }
                    }
                </p>
                <p>{ &measure.caveat }</p>
                <p>{ format!("How it is made: {}.", methods(measure)) }</p>
            </details>
        }
    };
    let every: Vec<usize> = (0..catalogue.measures.len()).collect();
    let kind = |group: &OptionGroup| {
        let measures = group
            .options
            .iter()
            .map(|(place, _)| one(&catalogue.measures[*place]));
        html! { <><h3 class="kind">{ &group.name }</h3>{ for measures }</> }
    };
    section(
        "Definitions",
        html! {
            <div class="words">{ for measures(&every, catalogue).iter().map(kind) }</div>
        },
    )
}

fn quality(manifest: &Manifest) -> Html {
    let quality = &manifest.quality;
    let said = |reasons: &[Reason]| {
        let reason = |reason: &Reason| {
            let words = capitalised(&reason.reason.replace('_', " "));
            html! { <li>{ words }{ ": " }{ show(&Cell::count(reason.rows)) }</li> }
        };
        if reasons.is_empty() {
            html! { { "none" } }
        } else {
            html! { <ul class="plain">{ for reasons.iter().map(reason) }</ul> }
        }
    };
    let row = |table: &TableQuality| {
        html! {
            <tr>
                <th scope="row">{ capitalised(&table.table) }</th>
                <td class="number">{ show(&Cell::count(table.rows_read)) }</td>
                <td>{ said(&table.set_aside) }</td>
                <td>{ said(&table.kept_out) }</td>
            </tr>
        }
    };
    let not_known = Cell::number(quality.ethnic_group_not_known_percent, |percent| {
        format!("{percent:.1}%")
    });
    section(
        "Quality of the records",
        html! {
            <>
                <p class="words">
                    { "Ethnic group is not known for " }{ show(&not_known) }
                    { " of the people counted at the last snapshot. People who live in no neighbourhood: " }
                    { show(&Cell::count(quality.outside_area)) }{ "." }
                </p>
                <div class="scroll" tabindex="0" role="region" aria-label="Rows read and set aside">
                    <table class="numbers">
                        <caption class="visually-hidden">{ "Rows read and set aside" }</caption>
                        <thead><tr>
                            <th scope="col">{ "Table" }</th>
                            <th scope="col" class="number">{ "Rows read" }</th>
                            <th scope="col">{ "Set aside, by reason" }</th>
                            <th scope="col">{ "Kept out of the numbers" }</th>
                        </tr></thead>
                        <tbody>{ for quality.tables.iter().map(row) }</tbody>
                    </table>
                </div>
            </>
        },
    )
}

/// The methods of a measure by name, as one list.
fn methods(measure: &Measure) -> String {
    let names = methods_of(measure).into_iter();
    let names: Vec<String> = names.map(|note| uncapitalised(note.name)).collect();
    and(&names)
}

/// Each method once, in the order in which measures use them.
fn method(manifest: &Manifest) -> Html {
    let mut notes: Vec<MethodNote> = Vec::new();
    for note in manifest.catalogue.measures.iter().flat_map(methods_of) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    let one = |note: &MethodNote| {
        html! {
            <details class="definition">
                <summary>{ note.name }</summary>
                <p>{ note.text }</p>
            </details>
        }
    };
    section(
        "How the figures are made",
        html! {
            <div class="words">
                <p>
                    { "A snapshot is the last day of a quarter. A person counts when registered, \
                       alive, old enough and living in a neighbourhood on that day. The \
                       neighbourhood somebody lives in today is used for every snapshot. Local \
                       fifths split the partnership’s own people by the deprivation of the small \
                       area they live in; England’s fifths split England’s." }
                </p>
                { for notes.iter().map(one) }
            </div>
        },
    )
}

fn downloads(manifest: &Manifest) -> Html {
    let row = |file: &File| {
        html! {
            <tr>
                <th scope="row"><FileLink name={file.name.clone()} /></th>
                <td class="number">{ wording::number::thousands(file.rows) }</td>
                <td class="number">{ size(file.bytes) }</td>
                <td class="digest">{ &file.sha256 }</td>
            </tr>
        }
    };
    let (people, machines): (Vec<&File>, Vec<&File>) = manifest
        .files
        .iter()
        .partition(|file| file.name.starts_with("downloads/"));
    let table = |name: &str, files: Vec<&File>| {
        html! {
            <div class="scroll" tabindex="0" role="region" aria-label={name.to_owned()}>
                <table class="numbers">
                    <caption>{ name.to_owned() }</caption>
                    <thead><tr>
                        <th scope="col">{ "File" }</th>
                        <th scope="col" class="number">{ "Rows" }</th>
                        <th scope="col" class="number">{ "Size" }</th>
                        <th scope="col">{ "SHA-256" }</th>
                    </tr></thead>
                    <tbody>{ for files.into_iter().map(row) }</tbody>
                </table>
            </div>
        }
    };
    section(
        "Downloads",
        html! {
            <>
                { table("For people: every figure with its name and interval", people) }
                { table("For programs: what this page reads", machines) }
            </>
        },
    )
}

/// A length as a reader says it, in steps of 1,000 bytes.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}

fn release(properties: &ViewProperties) -> Html {
    let manifest = &properties.shelf.manifest;
    let changes = page_link(Page::Changes, &properties.selection, &manifest.catalogue);
    let publication = &manifest.publication;
    let opt_out = match manifest.extract.national_data_opt_out.as_str() {
        "applied" => "applied",
        _ => "not applicable",
    };
    let follows = manifest.follows.as_ref().map_or_else(
        || "no other release".to_owned(),
        |follows| format!("release {}", follows.release_id),
    );
    let rows = [
        ("Release", manifest.release_id.clone()),
        ("Follows", follows),
        (
            "Snapshots",
            format!(
                "{} to {}",
                wording::date::snapshot(manifest.coverage.first_snapshot),
                wording::date::snapshot(manifest.coverage.last_snapshot)
            ),
        ),
        ("Controller", publication.controller.clone()),
        ("Publisher", publication.publisher.clone()),
        ("Licence", publication.licence.clone()),
        ("National data opt-out", opt_out.to_owned()),
        ("Made by", format!("outcomes {}", manifest.program_version)),
        (
            "Digest of the configuration",
            manifest.config_sha256.clone(),
        ),
    ];
    let row = |(name, value): &(&str, String)| {
        let digest = (name.starts_with("Digest")).then_some("digest");
        html! { <tr><th scope="row">{ *name }</th><td class={classes!(digest)}>{ value.clone() }</td></tr> }
    };
    let link = |link: &aggregates::manifest::Link| {
        let web = link.url.starts_with("https://") || link.url.starts_with("http://");
        html! {
            <li>
                if web { <a href={link.url.clone()} rel="noreferrer">{ &link.title }</a> } else { { &link.title } }
            </li>
        }
    };
    section(
        "This release",
        html! {
            <>
                <div class="scroll" tabindex="0" role="region" aria-label="This release">
                    <table class="numbers">
                        <caption class="visually-hidden">{ "This release" }</caption>
                        <tbody>{ for rows.iter().map(row) }</tbody>
                    </table>
                </div>
                <p class="words">
                    { super::changes::told(manifest).join(" ") }{ " " }
                    <a href={changes}>{ "What changed since the release before" }</a>
                </p>
                if let Some(notes) = &manifest.extract.notes {
                    <p class="words">{ notes }</p>
                }
                <ul>{ for publication.links.iter().map(link) }</ul>
            </>
        },
    )
}
