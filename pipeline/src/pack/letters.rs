//! The two fonts that pictures and the report are set in, carried inside the program.
//!
//! Arimo has the widths of Arial, which charts are laid out by. No font of the machine is looked
//! for, so that a picture is the same everywhere.

use std::sync::Arc;

use resvg::usvg::fontdb::Database;
use resvg::usvg::{self, Options, Tree};

/// Arimo, regular. SIL Open Font Licence 1.1: `pipeline/fonts/LICENCE.txt`.
pub(super) const REGULAR: &[u8] = include_bytes!("../../fonts/Arimo-Regular.ttf");
/// Arimo, bold. The same licence.
pub(super) const BOLD: &[u8] = include_bytes!("../../fonts/Arimo-Bold.ttf");

/// Reads our SVG as shapes and text in these fonts.
#[derive(Debug, Clone)]
pub(super) struct Letters(Arc<Database>);

impl Letters {
    /// The two fonts, ready.
    pub(super) fn new() -> Self {
        let mut fonts = Database::new();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(BOLD.to_vec());
        Self(Arc::new(fonts))
    }

    /// A chart's SVG as what is to be painted.
    ///
    /// # Errors
    /// When the text is not SVG; what `charts` writes always is.
    pub(super) fn tree(&self, svg: &str) -> Result<Tree, usvg::Error> {
        let options = Options {
            fontdb: Arc::clone(&self.0),
            ..Options::default()
        };
        Tree::from_str(svg, &options)
    }
}
