//! The ways in which a chart can be taken along, and what each does.
//!
//! Every one takes the same words along; none works out a number.

use std::pin::Pin;
use std::rc::Rc;

use aggregates::manifest::Manifest;

use crate::browser::{self, clipboard, picture, workbook};
use crate::exhibit::{EXPORT_WIDTH, Exhibit};
use crate::exhibits::book::Book;
use crate::exhibits::provenance::as_text;
use crate::route;

/// A way to take a chart along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// PNG, as large as it is drawn.
    Picture,
    /// PNG, twice as large.
    LargePicture,
    /// PNG of a slide's size.
    Slide,
    /// SVG.
    Drawing,
    /// CSV.
    Numbers,
    /// XLSX.
    Workbook,
    /// PNG on the clipboard.
    CopyPicture,
    /// The address of the view.
    CopyLink,
    /// Words and numbers.
    CopyText,
}

/// What became of it, to be said to the reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// A sentence or two.
    pub(super) said: String,
    /// Text for the reader to copy by hand, where the browser does not let the page copy it.
    pub(super) by_hand: Option<String>,
}

/// The width of a slide in pixels.
const SLIDE_WIDTH: u32 = 1920;
/// The media type of an XLSX file.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl Way {
    /// What becomes a file. The last needs a module, for which the page in one file has no room.
    pub(super) const SAVE: [Self; 6] = [
        Self::Picture,
        Self::LargePicture,
        Self::Slide,
        Self::Drawing,
        Self::Numbers,
        Self::Workbook,
    ];
    /// What is pasted somewhere.
    pub(super) const COPY: [Self; 3] = [Self::CopyPicture, Self::CopyLink, Self::CopyText];

    /// What a reader presses, and the same in a word for files.
    #[must_use]
    pub(super) fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Picture => ("Picture", "PNG"),
            Self::LargePicture => ("Large picture", "PNG, double size"),
            Self::Slide => ("Slide", "PNG, 1920 \u{d7} 1080"),
            Self::Drawing => ("Drawing for print", "SVG"),
            Self::Numbers => ("Numbers", "CSV"),
            Self::Workbook => ("Numbers with notes", "Excel, XLSX"),
            Self::CopyPicture => ("Copy picture", ""),
            Self::CopyLink => ("Copy link", ""),
            Self::CopyText => ("Copy as text", ""),
        }
    }

    /// Does it. What a browser allows only while a reader presses something is asked of it before
    /// this returns.
    pub(super) fn take(
        self,
        exhibit: &Rc<Exhibit>,
        manifest: &Rc<Manifest>,
    ) -> Pin<Box<dyn Future<Output = Outcome>>> {
        let link = browser::link(&route::leading_to(&browser::fragment(), exhibit.name));
        match self {
            Self::Picture => paint(
                exhibit.export_svg(manifest, &link),
                EXPORT_WIDTH,
                exhibit.file_name("png"),
            ),
            Self::LargePicture => paint(
                exhibit.export_svg(manifest, &link),
                2 * EXPORT_WIDTH,
                format!("{}-double.png", exhibit.file_stem()),
            ),
            Self::Slide => paint(
                exhibit.slide_svg(manifest, &link),
                SLIDE_WIDTH,
                format!("{}-slide.png", exhibit.file_stem()),
            ),
            Self::Drawing => {
                let svg = exhibit.export_svg(manifest, &link);
                saved(&exhibit.file_name("svg"), "image/svg+xml", svg.as_bytes())
            }
            Self::Numbers => {
                let csv = exhibit.csv(manifest, &link);
                let kind = "text/csv;charset=utf-8";
                saved(&exhibit.file_name("csv"), kind, csv.as_bytes())
            }
            Self::Workbook => {
                let (name, book) = (
                    exhibit.file_name("xlsx"),
                    Book::of_exhibit(exhibit, manifest, &link),
                );
                Box::pin(async move {
                    match workbook::xlsx(&book).await {
                        Ok(bytes) => saved(&name, XLSX, &bytes).await,
                        Err(why) => why.into(),
                    }
                })
            }
            Self::CopyPicture => {
                let svg = exhibit.export_svg(manifest, &link);
                let copied = clipboard::copy_picture(svg, 2 * EXPORT_WIDTH);
                Box::pin(async move {
                    match copied.await {
                        Ok(()) => "Picture copied. Paste it into a document or a slide.",
                        Err(clipboard::Refused) => {
                            "This browser does not let this page copy pictures. Save the picture \
                             instead, and put that into your document."
                        }
                    }
                    .into()
                })
            }
            Self::CopyLink if browser::is_on_disk() => copy(
                browser::address(),
                "Link copied. It opens this file on this device only.",
            ),
            Self::CopyLink => copy(link, "Link copied. It opens this view."),
            Self::CopyText => copy(
                as_text(exhibit, manifest, &link),
                "Text copied: the words and numbers of this chart.",
            ),
        }
    }
}

impl From<&str> for Outcome {
    fn from(said: &str) -> Self {
        said.to_owned().into()
    }
}

impl From<String> for Outcome {
    fn from(said: String) -> Self {
        Self {
            said,
            by_hand: None,
        }
    }
}

fn paint(svg: String, width: u32, name: String) -> Pin<Box<dyn Future<Output = Outcome>>> {
    Box::pin(async move {
        match picture::png(&svg, width).await {
            Ok(blob) => {
                browser::save_blob(&name, &blob);
                downloaded(&name)
            }
            Err(why) => format!("{why} The drawing (SVG) can be saved instead.").into(),
        }
    })
}

fn saved(name: &str, media_type: &str, bytes: &[u8]) -> Pin<Box<dyn Future<Output = Outcome>>> {
    browser::save(name, media_type, bytes);
    Box::pin(std::future::ready(downloaded(name)))
}

fn downloaded(name: &str) -> Outcome {
    format!("Sent to your downloads: {name}").into()
}

fn copy(text: String, said: &'static str) -> Pin<Box<dyn Future<Output = Outcome>>> {
    let copied = clipboard::copy_text(&text);
    Box::pin(async move {
        match copied.await {
            Ok(()) => said.into(),
            Err(clipboard::Refused) => Outcome {
                said: "This browser does not let this page copy. Copy the text below: press Ctrl \
                       and C, or Command and C on a Mac."
                    .to_owned(),
                by_hand: Some(text),
            },
        }
    })
}
