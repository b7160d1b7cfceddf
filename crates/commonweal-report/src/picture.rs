//! How does a chart become pixels, for what cannot draw it?

use crate::pdf::{FONTS, in_our_typeface};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::{Arc, LazyLock};

/// Pixels of the picture for each pixel of the chart: sharp on paper.
const SHARPNESS: f32 = 2.0;

static TYPEFACES: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    for font in FONTS {
        database.load_font_data(font.to_vec());
    }
    Arc::new(database)
});

/// A picture as PNG with the size it is drawn at.
pub(crate) struct Pixels {
    pub(crate) png: Vec<u8>,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// Draws a chart.
pub(crate) fn draw(svg: &str) -> Result<Pixels, String> {
    let options = Options { fontdb: Arc::clone(&TYPEFACES), font_family: "Inter".to_owned(), ..Options::default() };
    let tree = Tree::from_str(&in_our_typeface(svg), &options).map_err(|error| error.to_string())?;
    let (width, height) = (tree.size().width(), tree.size().height());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a chart is a few hundred pixels wide")]
    let pixels = |length: f32| (length * SHARPNESS).ceil() as u32;
    let mut map = Pixmap::new(pixels(width), pixels(height)).ok_or("the picture has no size")?;
    map.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SHARPNESS, SHARPNESS), &mut map.as_mut());
    let png = map.encode_png().map_err(|error| error.to_string())?;
    Ok(Pixels { png, width, height })
}
