//! The nine neighbourhoods of the golden that both platforms draw. All numbers are made up.

use charts::area_comparison::{AreaComparison, AreaMark, AreaRow};
use charts::caption::Caption;
use charts::svg::{Purpose, Size, render};
use charts::{Chart, Reference};
use measures::comparison::compare;
use measures::definition::{Direction, Scale};
use measures::figure::{Figure, figure};
use measures::published::Published::{self, Shown, Withheld};

pub(crate) const NAMES: [&str; 9] = [
    "Borough and Bankside",
    "Bermondsey",
    "Rotherhithe",
    "Walworth",
    "Faraday and Aylesbury",
    "Camberwell",
    "Peckham",
    "Nunhead",
    "Dulwich",
];
pub(crate) const PEOPLE: [u32; 9] = [4100, 5200, 4400, 6900, 6100, 5600, 7100, 4800, 3500];
pub(crate) const OF: [u32; 9] = [
    31_000, 34_000, 33_000, 36_000, 29_500, 35_000, 37_500, 30_500, 32_000,
];

pub(crate) fn share(numerator: u32, denominator: u32) -> Published<Figure> {
    figure(
        Scale::Proportion,
        Shown(numerator),
        Shown(denominator),
        None,
    )
}

pub(crate) fn whole() -> Reference {
    Reference {
        name: "Southwark".to_owned(),
        value: 0.1597,
    }
}

pub(crate) fn area(index: usize, figure: Published<Figure>, direction: Direction) -> AreaRow {
    let name = NAMES.get(index).map_or_else(
        || format!("Neighbourhood number {}", index + 1),
        ToString::to_string,
    );
    AreaRow {
        code: format!("N{}", index + 1),
        name,
        comparison: figure
            .shown()
            .map(|figure| compare(&figure, whole().value, direction)),
        figure,
        note: String::new(),
    }
}

/// The nine neighbourhoods, the third withheld.
pub(crate) fn nine(direction: Direction, mark: AreaMark) -> AreaComparison {
    let rows = (0..9).map(|index| {
        let figure = if index == 2 {
            Withheld
        } else {
            share(PEOPLE[index], OF[index])
        };
        area(index, figure, direction)
    });
    comparison(rows.collect(), mark)
}

pub(crate) fn comparison(rows: Vec<AreaRow>, mark: AreaMark) -> AreaComparison {
    AreaComparison {
        rows,
        reference: Some(whole()),
        scale: Scale::Proportion,
        mark,
        selected: None,
        basis: String::new(),
    }
}

pub(crate) fn caption() -> Caption {
    Caption {
        title: "Walworth, Faraday and Aylesbury & Peckham are higher than Southwark".to_owned(),
        description: "Values go from 10.9% in Dulwich to 20.7% in Faraday and Aylesbury.".to_owned(),
        subtitle: "Adults with three or more long-term conditions, neighbourhoods of Southwark, 30 September 2026".to_owned(),
        filters: "Area: Southwark. Measure: Three or more conditions. Snapshot: 30 September 2026.".to_owned(),
        source: "Neighbourhood Outcomes from Partnership Southwark".to_owned(),
        release: "2026-09-30-5f1c2a".to_owned(),
        as_of: "30 September 2026".to_owned(),
        caveat: "Lines are 95% intervals. 1 figure is withheld so that nobody can be identified.".to_owned(),
        link: format!("https://example.org/outcomes/#overview?area=E09000028{}", "&measure=ltc_3_plus".repeat(4)),
    }
}

/// Draws a chart for a page, and checks what holds for every picture.
#[track_caller]
pub(crate) fn draw<C: Chart>(chart: &C, width: u32, purpose: Purpose) -> String {
    let svg = render(chart, &Size::wide(width), &caption(), purpose);
    for forbidden in [" style=", "NaN", "inf", " id=", "<script"] {
        assert!(!svg.contains(forbidden), "{forbidden} in {svg}");
    }
    assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count());
    assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    svg
}

/// A chart, whichever it is, as the bytes of its picture at a width.
pub(crate) type Drawing = Box<dyn Fn(u32, Purpose) -> String>;

/// How a chart is drawn.
pub(crate) fn drawing<C: Chart + 'static>(chart: C) -> Drawing {
    Box::new(move |width, purpose| draw(&chart, width, purpose))
}

/// A line for each picture: its name, its length, and the digest of its bytes (FNV-1a), at two
/// widths and as an export.
pub(crate) fn digests(pictures: &[(&'static str, Drawing)]) -> String {
    let ways = [
        (360, Purpose::Page),
        (1280, Purpose::Page),
        (900, Purpose::Export),
    ];
    let lines = pictures.iter().flat_map(|(name, picture)| {
        ways.map(|(width, purpose)| {
            let svg = picture(width, purpose);
            let digest = svg.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
                (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
            format!("{name} {width} {} {digest:016x}\n", svg.len())
        })
    });
    lines.collect()
}
