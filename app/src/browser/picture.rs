//! A chart's SVG as a PNG, painted by the browser itself.
//!
//! Nothing is laid out again, and no font is fetched: the letters are the ones that the browser
//! shows the SVG in.

use gloo::utils::document;
use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

/// A picture as PNG, so many pixels wide and as high as its shape asks.
///
/// # Errors
/// A sentence, where the browser does not paint it.
pub async fn png(svg: &str, width: u32) -> Result<Blob, String> {
    painted(svg, width).await.map_err(|why| {
        let why = why.as_string().unwrap_or_default();
        format!("This browser could not paint the picture. {why}")
            .trim_end()
            .to_owned()
    })
}

async fn painted(svg: &str, width: u32) -> Result<Blob, JsValue> {
    let image = HtmlImageElement::new()?;
    // As data: an address that is never another origin's, so that the canvas may be read, from a
    // file on the disk as well.
    let encoded = String::from(js_sys::encode_uri_component(svg));
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{encoded}"));
    JsFuture::from(image.decode()).await?;
    let (natural_width, natural_height) = (image.natural_width(), image.natural_height());
    if natural_width == 0 || natural_height == 0 {
        return Err("It has no size.".into());
    }
    let height = (width * natural_height).div_ceil(natural_width);
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?;
    let context = context.ok_or("It has no canvas to paint on.")?;
    context
        .dyn_into::<CanvasRenderingContext2d>()?
        .draw_image_with_html_image_element_and_dw_and_dh(
            &image,
            0.0,
            0.0,
            f64::from(width),
            f64::from(height),
        )?;
    let blob = Promise::new(&mut |resolve, reject| {
        let given = Closure::once_into_js(move |blob: JsValue| {
            // Either function is the promise's own, which does not throw.
            let _ = if blob.is_null() {
                reject.call1(&JsValue::NULL, &"It may be too large.".into())
            } else {
                resolve.call1(&JsValue::NULL, &blob)
            };
        });
        // What cannot be asked for is never given, and the canvas above can be read.
        let _ = canvas.to_blob(given.unchecked_ref());
    });
    JsFuture::from(blob).await?.dyn_into()
}
