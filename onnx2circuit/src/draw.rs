//! A greyscale image as terminal text: two pixels a character, in half blocks.

/// Draws `pixels` (row-major, `width` a row, 0 dark to 255 bright) without colour, in shades.
///
/// Two rows make one line of text; each character shows the brighter of its two pixels by how much ink it
/// has, and the halves by its shape.
pub fn image(pixels: &[f64], width: usize) -> String {
    let rows: Vec<&[f64]> = pixels.chunks(width.max(1)).collect();
    let lit = |row: Option<&&[f64]>, x: usize| row.and_then(|r| r.get(x)).is_some_and(|v| *v >= 96.0);
    let mut text = String::new();
    for pair in rows.chunks(2) {
        let line: String = (0..width)
            .map(|x| match (lit(pair.first(), x), lit(pair.get(1), x)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            })
            .collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
