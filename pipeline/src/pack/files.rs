//! The pictures and tables of a pack, painted by as many threads as there are processors.
//!
//! Each file depends on its own chart alone, so the threads change nothing but the time.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use aggregates::manifest::Manifest;
use exhibits::shelf::Shelf;

use super::charts::{self, Chart};
use super::chosen::{Chosen, Linked};
use super::contents::{Contents, Entry};
use super::letters::Letters;
use super::{not_made, picture};
use crate::exit::Failure;
use crate::folder::NewFolder;
use crate::progress::Step;

/// How many charts may wait to be painted.
const WAITING: usize = 64;

/// A chart's files that need no more than its text.
struct Drawn {
    path: String,
    svg: String,
    csv: String,
}

/// Writes every chart as SVG, PNG and CSV.
///
/// # Errors
/// Exit 13 when the disk cannot be written.
pub(super) fn charts(
    folder: &NewFolder,
    shelf: &Shelf,
    chosen: &Chosen,
    letters: &Letters,
    step: &Step,
    contents: &mut Contents,
) -> Result<(), Failure> {
    let (give, take) = sync_channel::<Drawn>(WAITING);
    let take = Mutex::new(take);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let painters: Vec<_> = (0..threads)
            .map(|_| scope.spawn(|| paint_all(folder, letters, &take, step)))
            .collect();
        let manifest = &shelf.manifest;
        let drawn = charts::each(
            shelf,
            chosen,
            |Chart {
                 folder,
                 chart: Linked { exhibit, link },
             }| {
                let path = format!("charts/{folder}/{}", exhibit.file_stem());
                let drawn = Drawn {
                    svg: exhibit.export_svg(manifest, &link),
                    csv: exhibit.csv(manifest, &link),
                    path: path.clone(),
                };
                contents.push(Entry::of(&exhibit, path, "svg, png, csv"));
                give.send(drawn)
            },
        );
        // Without more to come the painters end.
        drop(give);
        // When nobody takes charts any more, each painter says why.
        let mut all = Ok(());
        for painter in painters {
            let painted = painter
                .join()
                .unwrap_or_else(|_panic| Err(not_made("painting a chart panicked")));
            all = all.and(painted);
        }
        all.and(drawn.map_err(|_unsent| not_made("no thread paints charts")))
    })
}

fn paint_all(
    folder: &NewFolder,
    letters: &Letters,
    take: &Mutex<Receiver<Drawn>>,
    step: &Step,
) -> Result<(), Failure> {
    loop {
        // A painter that panicked leaves the queue as it was.
        let next = take
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .recv();
        let Ok(drawn) = next else {
            return Ok(());
        };
        let tree = letters.tree(&drawn.svg).map_err(not_made)?;
        let png = picture::png(&tree).map_err(not_made)?;
        let parts = [
            ("svg", drawn.svg.as_bytes()),
            ("png", &png),
            ("csv", drawn.csv.as_bytes()),
        ];
        let mut bytes = 0;
        for (ending, part) in parts {
            folder.write(&format!("{}.{ending}", drawn.path), part)?;
            bytes += part.len() as u64;
        }
        step.advance(1, bytes);
    }
}

/// Writes the report's charts as slides, in its order.
///
/// # Errors
/// Exit 13 when the disk cannot be written.
pub(super) fn slides(
    folder: &NewFolder,
    exhibits: &[Linked],
    manifest: &Manifest,
    letters: &Letters,
    step: &Step,
    contents: &mut Contents,
) -> Result<(), Failure> {
    for (place, Linked { exhibit, link }) in exhibits.iter().enumerate() {
        let name = format!("{:02}-{}", place + 1, exhibit.file_name("png"));
        let png = picture::slide(exhibit, manifest, link, letters).map_err(not_made)?;
        folder.write(&format!("slides/{name}"), &png)?;
        step.advance(1, png.len() as u64);
        let path = name.trim_end_matches(".png").to_owned();
        contents.push(Entry::of(exhibit, path, "png"));
    }
    Ok(())
}
