//! Set pages as a tagged PDF, held to PDF/UA-1 while it is written.
//!
//! No clock: the document's date is the release's. The same pages give the same bytes.

use std::num::NonZeroU16;

use charts::metrics::Weight;
use charts::theme::Theme;
use chrono::{Datelike, NaiveDate};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder, ValidationError};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, Node, TableHeaderScope,
    Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};

use super::{Branch, Entry, Ink, Mark, Paper, Piece, Place, Role, SHEET};
use crate::pack::letters::{BOLD, REGULAR};

/// The language of everything the project writes.
const LANGUAGE: &str = "en-GB";

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub(in super::super) enum NoPdf {
    /// A letter that the font has not.
    #[error("the report holds a letter that its font has not, in {0:?}: name it otherwise")]
    Letter(String),
    /// What was set is not a PDF that everybody can read.
    #[error("the report is not PDF/UA: {0:?}")]
    NotAccessible(Vec<ValidationError>),
    /// Anything else.
    #[error("the report cannot be written: {0}")]
    Other(String),
}

/// What the document says of itself.
#[derive(Debug, Clone)]
pub(in super::super) struct About {
    /// Its title.
    pub(in super::super) title: String,
    /// Who publishes it.
    pub(in super::super) author: String,
    /// What it is about.
    pub(in super::super) description: String,
    /// The day of its numbers.
    pub(in super::super) day: NaiveDate,
    /// The release's id, which is the document's as well.
    pub(in super::super) id: String,
}

/// The fonts and colours of a document.
struct Looks {
    regular: Font,
    bold: Font,
    theme: Theme,
}

/// The pages as a PDF.
///
/// # Errors
/// [`NoPdf`], when a name has letters that the font has not.
pub(in super::super) fn written(paper: &Paper, about: &About) -> Result<Vec<u8>, NoPdf> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| NoPdf::Other(format!("{error:?}")))?;
    let font = |bytes: &'static [u8]| {
        Font::new(bytes.into(), 0).ok_or_else(|| NoPdf::Other("a font is broken".to_owned()))
    };
    let looks = Looks {
        regular: font(REGULAR)?,
        bold: font(BOLD)?,
        theme: Theme::default(),
    };
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(about));
    document.set_outline(outline(&paper.headings));
    // An artifact has no place in the structure, so no leaf is left without its identifier.
    let mut leaves: Vec<Option<Identifier>> = vec![None; paper.n_leaves];
    let mut links: Vec<Option<Identifier>> = vec![None; paper.n_leaves];
    let mut of_page: Vec<Vec<&Branch>> = vec![Vec::new(); paper.pages.len()];
    collect_links(&paper.structure, &mut of_page);
    for (number, pieces) in paper.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(single(SHEET.0), single(SHEET.1))
            .ok_or_else(|| NoPdf::Other("a page has no size".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for piece in pieces {
            let identifier = paint(piece, &mut surface, &looks);
            if let Some(leaf) = piece.leaf {
                leaves[leaf] = Some(identifier);
            }
        }
        surface.finish();
        for link in &of_page[number] {
            annotate(link, &mut page, &mut links);
        }
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    for branch in &paper.structure {
        for node in nodes(branch, &leaves, &links) {
            tree.push(node);
        }
    }
    document.set_tag_tree(tree);
    document.finish().map_err(refused)
}

fn refused(error: KrillaError) -> NoPdf {
    match error {
        KrillaError::Validation(errors) => {
            let letter = errors.iter().find_map(|(error, _)| match error {
                ValidationError::ContainsNotDefGlyph(_, _, text) => Some(text.clone()),
                _ => None,
            });
            letter.map_or_else(
                || NoPdf::NotAccessible(errors.into_iter().map(|(error, _)| error).collect()),
                NoPdf::Letter,
            )
        }
        other => NoPdf::Other(other.to_string()),
    }
}

fn metadata(about: &About) -> Metadata {
    let day = about.day;
    let [month, of_month] = [day.month(), day.day()].map(|part| u8::try_from(part).unwrap_or(1));
    let date = DateTime::new(u16::try_from(day.year()).unwrap_or_default())
        .month(month)
        .day(of_month);
    Metadata::new()
        .title(about.title.clone())
        .description(about.description.clone())
        .authors(vec![about.author.clone()])
        .language(LANGUAGE.to_owned())
        .creator(concat!("outcomes ", env!("CARGO_PKG_VERSION")).to_owned())
        .creation_date(date)
        .document_id(about.id.clone())
}

/// Headings of the first two levels, the second within the first.
fn outline(headings: &[Entry]) -> Outline {
    let mut tops: Vec<OutlineNode> = Vec::new();
    for heading in headings.iter().filter(|heading| heading.level <= 2) {
        let place = XyzDestination::new(heading.page, Point::from_xy(0.0, single(heading.top)));
        let node = OutlineNode::new(heading.words.clone(), place);
        match tops.last_mut() {
            Some(top) if heading.level > 1 => top.push_child(node),
            _ => tops.push(node),
        }
    }
    let mut outline = Outline::new();
    for node in tops {
        outline.push_child(node);
    }
    outline
}

fn paint(piece: &Piece, surface: &mut Surface, looks: &Looks) -> Identifier {
    let tag = match piece.leaf {
        Some(_) => ContentTag::Other,
        None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
    };
    let identifier = surface.start_tagged(tag);
    for mark in &piece.marks {
        draw(mark, surface, looks);
    }
    surface.end_tagged();
    identifier
}

fn draw(mark: &Mark, surface: &mut Surface, looks: &Looks) {
    match mark {
        Mark::Words {
            text,
            left,
            baseline,
            size,
            weight,
            ink,
        } => {
            let font = match weight {
                Weight::Regular => &looks.regular,
                Weight::Bold => &looks.bold,
            };
            surface.set_fill(Some(fill(*ink, &looks.theme)));
            surface.draw_text(
                Point::from_xy(single(*left), single(*baseline)),
                font.clone(),
                single(*size),
                text,
                false,
                TextDirection::LeftToRight,
            );
        }
        Mark::Block {
            left,
            top,
            width,
            height,
            ink,
        } => {
            let mut path = PathBuilder::new();
            let [left, top, width, height] = [*left, *top, *width, *height].map(single);
            if let Some(block) = Rect::from_xywh(left, top, width, height) {
                path.push_rect(block);
            }
            if let Some(path) = path.finish() {
                surface.set_fill(Some(fill(*ink, &looks.theme)));
                surface.draw_path(&path);
            }
        }
        Mark::Picture {
            left,
            top,
            width,
            height,
            tree,
        } => {
            let Some(size) = Size::from_wh(single(*width), single(*height)) else {
                return;
            };
            surface.push_transform(&Transform::from_translate(single(*left), single(*top)));
            surface.draw_svg(tree, size, SvgSettings::default());
            surface.pop();
        }
    }
}

fn fill(ink: Ink, theme: &Theme) -> Fill {
    let colour = match ink {
        Ink::Text => theme.ink,
        Ink::Muted => theme.muted,
        Ink::Accent => theme.series[0],
        Ink::Rule => theme.rest,
        Ink::Shade => theme.absent,
    };
    Fill {
        paint: rgb::Color::new(colour.0, colour.1, colour.2).into(),
        ..Fill::default()
    }
}

/// Every link, by the page it stands on.
fn collect_links<'a>(branches: &'a [Branch], of_page: &mut [Vec<&'a Branch>]) {
    for branch in branches {
        match branch {
            Branch::Link { place, .. } => of_page[place.page].push(branch),
            Branch::Part(_, inside) => collect_links(inside, of_page),
            Branch::Leaf(_) => {}
        }
    }
}

fn annotate(link: &Branch, page: &mut Page, links: &mut [Option<Identifier>]) {
    let Branch::Link {
        leaf,
        place,
        to_page,
        words,
    } = link
    else {
        return;
    };
    if let Some(around) = rectangle(place) {
        let to = XyzDestination::new(*to_page, Point::from_xy(0.0, 0.0));
        let link = LinkAnnotation::new(around, Target::Destination(to.into()));
        let annotation = Annotation::new_link(link, Some(words.clone()));
        links[*leaf] = Some(page.add_tagged_annotation(annotation));
    }
}

fn rectangle(place: &Place) -> Option<Rect> {
    let [left, top, width, height] = [place.left, place.top, place.width, place.height].map(single);
    Rect::from_xywh(left, top, width, height)
}

/// A branch as nodes of the structure tree.
fn nodes(
    branch: &Branch,
    leaves: &[Option<Identifier>],
    links: &[Option<Identifier>],
) -> Vec<Node> {
    let leaf_of = |leaf: &usize| leaves[*leaf].map(Node::from);
    match branch {
        Branch::Leaf(leaf) => leaf_of(leaf).into_iter().collect(),
        Branch::Link { leaf, .. } => {
            let inside = leaf_of(leaf)
                .into_iter()
                .chain(links[*leaf].map(Node::from));
            vec![TagGroup::with_children(Tag::Link, inside.collect()).into()]
        }
        Branch::Part(role, inside) => {
            let inside = inside
                .iter()
                .flat_map(|branch| nodes(branch, leaves, links));
            vec![TagGroup::with_children(tag(role), inside.collect()).into()]
        }
    }
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Heading(level, words) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(words.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::Disc).into(),
        Role::Item => Tag::LI.into(),
        Role::ItemBody => Tag::LBody.into(),
        Role::Contents => Tag::TOC.into(),
        Role::ContentsItem => Tag::TOCI.into(),
        Role::Table(about) => Tag::Table.with_summary(Some(about.clone())).into(),
        Role::Head => Tag::THead.into(),
        Role::Body => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Figure(shows, place) => {
            let figure = Tag::Figure(Some(shows.clone()));
            let around = rectangle(place).map(|around| BBox::new(place.page, around));
            figure.with_bbox(around).into()
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a place on a page to a millionth of a point is as good"
)]
fn single(length: f64) -> f32 {
    length as f32
}
