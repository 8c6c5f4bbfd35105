//! QR codes of texts: for a terminal, and as SVG and PNG for screens and printers.

use std::path::Path;

use qrcode::{Color, EcLevel, QrCode};

use crate::{
    problem::Problem,
    secret_file::{save, Existing},
};

/// The light border that readers need, in modules.
const QUIET: usize = 4;

/// How wide a module of a PNG is, in pixels.
const MODULE: usize = 8;

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// Row by row, whether it is dark.
    modules: Vec<bool>,
    width: usize,
}

impl Qr {
    /// The code of a text, which can still be read with 15 % of it covered.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` if the text is too long for any code: above 2,331 bytes.
    pub fn of(text: &str) -> Result<Self, Problem> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| {
            Problem::argument(format!("{} bytes make no QR code: {error}", text.len()))
        })?;
        let modules = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { modules, width: code.width() })
    }

    /// The width with its quiet zone, in modules.
    fn full_width(&self) -> usize {
        self.width + 2 * QUIET
    }

    /// Whether the module is dark, counted with the quiet zone.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = QUIET..QUIET + self.width;
        inside.contains(&x)
            && inside.contains(&y)
            && self.modules[(y - QUIET) * self.width + x - QUIET]
    }

    /// Two modules to a character, for a dark terminal: what is light is drawn.
    pub fn for_terminal(&self) -> String {
        let mut text = String::new();
        for y in (0..self.full_width()).step_by(2) {
            for x in 0..self.full_width() {
                let below = y + 1 < self.full_width() && !self.is_dark(x, y + 1);
                text.push(match (!self.is_dark(x, y), below) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            text.push('\n');
        }
        text
    }

    /// An SVG whose unit is a module.
    pub fn svg(&self) -> String {
        let width = self.full_width();
        let mut path = String::new();
        for (y, x) in (0..width).flat_map(|y| (0..width).map(move |x| (y, x))) {
            if self.is_dark(x, y) {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{width}v{width}h-{width}z\"/>\
             <path d=\"{path}\"/></svg>\n"
        )
    }

    /// A PNG in black and white.
    pub fn png(&self) -> Vec<u8> {
        let side = self.full_width() * MODULE;
        let mut pixels = vec![0u8; side.div_ceil(8) * side];
        for (y, row) in pixels.chunks_mut(side.div_ceil(8)).enumerate() {
            for x in (0..side).filter(|x| !self.is_dark(x / MODULE, y / MODULE)) {
                row[x / 8] |= 0x80 >> (x % 8);
            }
        }
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, side as u32, side as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&pixels)?;
            writer.finish()
        });
        written.expect("memory takes all that is written, and the pixels fit the header");
        file
    }

    /// Saves the code for its owner only, for a link is a secret.
    ///
    /// # Errors
    ///
    /// `File`, `DiskFull`.
    pub fn save_png(&self, path: &Path) -> Result<(), Problem> {
        save(path, &self.png(), Existing::Replace)
    }

    /// The same as SVG.
    ///
    /// # Errors
    ///
    /// `File`, `DiskFull`.
    pub fn save_svg(&self, path: &Path) -> Result<(), Problem> {
        save(path, self.svg().as_bytes(), Existing::Replace)
    }
}
