//! A sweep of counts through every statistic, as one number.
//!
//! It tests nothing by itself, and no digest of it says that a figure is right.

use measures::definition::Scale;
use measures::difference::{Difference, of_figures};
use measures::figure::{Figure, figure};
use measures::in_people::GapInPeople;
use measures::interval::{Confidence, Interval};
use measures::limits::Funnel;
use measures::process::Process;
use measures::proportion::Proportion;
use measures::published::Published::Shown;
use measures::ratio::Ratio;
use measures::slope::{Fifth, Slope};
use measures::standardised::{Standardised, Stratum};
use measures::trend::Trend;

/// FNV-1a over the bits of numbers.
struct Digest(u64);

impl Digest {
    fn add(&mut self, value: f64) {
        for byte in value.to_bits().to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn add_interval(&mut self, interval: Interval) {
        self.add(interval.lower);
        self.add(interval.upper);
    }

    fn add_figure(&mut self, figure: &Figure) {
        self.add(figure.value);
        self.add_interval(figure.interval_95);
        self.add_interval(figure.interval_998);
    }
}

fn shown(scale: Scale, numerator: u32, denominator: u32, dispersion: Option<f64>) -> Figure {
    figure(scale, Shown(numerator), Shown(denominator), dispersion)
        .shown()
        .unwrap()
}

/// The digest of the whole sweep.
pub(super) fn digest() -> u64 {
    let mut digest = Digest(0xcbf2_9ce4_8422_2325);
    for people in (1..=60).chain([199, 1_000, 33_111, 330_000]) {
        for part in 0..=20 {
            let count = people * part / 20;
            single_figures(&mut digest, count, people);
            two_figures(&mut digest, count, people);
        }
    }
    for seed in 1..=40 {
        several_figures(&mut digest, seed);
    }
    digest.0
}

fn single_figures(digest: &mut Digest, count: u32, people: u32) {
    digest.add_figure(&shown(Scale::Proportion, count, people, None));
    digest.add_figure(&shown(Scale::RatePer(1_000), count, people, None));
    digest.add_figure(&shown(Scale::RatePer(1_000), count, people, Some(1.7)));
    let funnel = Funnel::new(f64::from(count) / f64::from(people)).unwrap();
    let limits = funnel.limits(u64::from(people), Confidence::Percent998);
    digest.add_interval(limits.unwrap());
}

fn two_figures(digest: &mut Digest, count: u32, people: u32) {
    let first = Proportion::new(u64::from(count), u64::from(people)).unwrap();
    let second = Proportion::new(17, 60).unwrap();
    let difference = Difference { first, second };
    digest.add_interval(difference.newcombe_interval(Confidence::Percent95));
    if let Ok(ratio) = Ratio::new(first, second) {
        digest.add_interval(ratio.log_interval(Confidence::Percent95));
    }
}

/// Five groups, years or strata whose counts differ by `seed`.
fn several_figures(digest: &mut Digest, seed: u32) {
    let counts: Vec<(u32, u32)> = (1..=5_u32)
        .map(|group| (100 + seed * group * 7 % 90, 400 + seed * group * 31 % 350))
        .collect();
    for scale in [Scale::Proportion, Scale::RatePer(1_000)] {
        let fifths: Vec<Fifth> = counts
            .iter()
            .map(|&(count, people)| Fifth {
                people: u64::from(people),
                figure: shown(scale, count, people, None),
            })
            .collect();
        let slope = Slope::new(scale, &fifths, 5).unwrap();
        digest.add(slope.slope_index());
        digest.add_interval(slope.slope_interval(Confidence::Percent95));
        digest.add_interval(slope.relative_interval(Confidence::Percent998));
        digest.add_interval(GapInPeople::new(scale, &fifths).unwrap().interval_998);
        let figures: Vec<Figure> = fifths.iter().map(|fifth| fifth.figure).collect();
        digest.add_interval(of_figures(&figures[0], &figures[1]).1);
        let trend = Trend::new(&figures).unwrap();
        digest.add(trend.slope());
        digest.add(trend.chi_squared());
        let values: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
        digest.add_interval(Process::new(&values).unwrap().limits());
    }
    let strata = counts
        .iter()
        .map(|&(count, people)| {
            Stratum::of_people(f64::from(seed), u64::from(people), u64::from(count))
        })
        .collect();
    let standardised = Standardised::new(&[strata]).unwrap();
    digest.add(standardised.value());
    digest.add_interval(standardised.interval(Confidence::Percent998));
}
