//! Sets text into a box: the largest size that fits, shaped and broken by parley, written as
//! outlines.
//!
//! A text is shaped once, at its largest size; smaller sizes are the same shapes scaled, so trying
//! one costs a new break into lines and no more.

use parley::{
    Alignment, AlignmentOptions, FontContext, FontWeight, Layout, LayoutContext, OverflowWrap, PositionedLayoutItem, StyleProperty,
    WordBreak,
};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use unicode_segmentation::UnicodeSegmentation;

use super::fit::{Align, Balance, Fit, Valign};
use super::fonts::{Fonts, is_invisible, simple_emoji};

/// How a text of a layout is written.
#[derive(Clone, Debug)]
pub struct Style<'a> {
    /// The `font-family` list; unknown names are passed over.
    pub family: &'a str,
    pub weight: f32,
    /// In em.
    pub tracking: f32,
    pub lang: &'a str,
}

/// A text that was set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Set {
    /// The `d` of a path; empty if nothing was left to write.
    pub path: String,
    pub size: u32,
    pub lines: usize,
    /// Left, top, right and bottom of the ink.
    pub bounds: Option<[f32; 4]>,
    /// Graphemes that did not fit.
    pub cut: usize,
    /// What no font of the chain can write, each once, in order.
    pub missing: Vec<String>,
}

/// Sets texts; scratch space is kept from one to the next.
pub struct Setter<'a> {
    fonts: &'a Fonts,
    context: FontContext,
    scratch: LayoutContext<()>,
}

/// A single line that stands where the layout says: `<text>` without a box.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    pub x: f32,
    pub baseline: f32,
    pub align: Align,
    pub size: f32,
}

impl<'a> Setter<'a> {
    pub fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, context: fonts.context(), scratch: LayoutContext::new() }
    }

    /// See [`Fonts::knows`].
    pub fn knows(&self, family: &str) -> bool {
        self.fonts.knows(family)
    }

    pub fn fit(&mut self, text: &str, fit: &Fit, style: &Style) -> Set {
        let (text, missing) = self.writable(text);
        if text.is_empty() {
            return Set { missing, ..Set::default() };
        }
        let mut layout = self.shape(&text, fit.largest as f32, style, OverflowWrap::Normal);
        let mut size = largest_that(fit.smallest, fit.largest, |size| fits(&mut layout, fit, size));
        let mut cut = 0;
        if size.is_none() {
            // A word is wider than the box even at the smallest size: let words break.
            layout = self.shape(&text, fit.largest as f32, style, OverflowWrap::Anywhere);
            size = if text.contains(' ') {
                fits(&mut layout, fit, fit.smallest).then_some(fit.smallest)
            } else {
                largest_that(fit.smallest, fit.largest, |size| fits(&mut layout, fit, size))
            };
        }
        let size = size.unwrap_or_else(|| {
            (layout, cut) = self.cut(&text, fit, style);
            fit.smallest
        });
        let scale = size as f32 / fit.largest as f32;
        let width = break_into_lines(&mut layout, fit.w / scale, fit.balance);
        align(&mut layout, fit.align);
        let lines = layout.len();
        // The box in which lines stand may be narrower than the text's box.
        let slack = fit.w - width * scale;
        let side = slack * fit.align.left_of(layout.is_rtl());
        let step = size as f32 * fit.line;
        let free = fit.h - lines as f32 * step;
        let top = fit.y
            + match fit.valign {
                Valign::Top => 0.0,
                Valign::Middle => free / 2.0,
                Valign::Bottom => free,
            };
        // Every line has the rhythm of the main font, whatever font its words come from.
        let first = top + step / 2.0 + size as f32 * MIDDLE;
        let mut path = String::with_capacity(text.len() * 300);
        let bounds = write_lines(&layout, scale, fit.x + side, |line| first + line as f32 * step, &mut path);
        Set { path, size, lines, bounds, cut, missing }
    }

    pub fn line(&mut self, text: &str, at: Anchor, style: &Style) -> Set {
        let (text, missing) = self.writable(text);
        let mut path = String::new();
        let mut bounds = None;
        if !text.is_empty() {
            let mut layout = self.shape(&text, at.size, style, OverflowWrap::Normal);
            layout.break_all_lines(None);
            let shift = layout.width() * at.align.left_of(layout.is_rtl());
            bounds = write_lines(&layout, 1.0, at.x - shift, |_| at.baseline, &mut path);
        }
        Set { path, size: at.size.round() as u32, lines: 1, bounds, cut: 0, missing }
    }

    /// The text without what no font can write, white space collapsed. Whole graphemes go: half
    /// an emoji is worse than none.
    fn writable(&self, text: &str) -> (String, Vec<String>) {
        let mut kept = String::with_capacity(text.len());
        let mut missing: Vec<String> = Vec::new();
        for grapheme in text.graphemes(true) {
            if grapheme.chars().all(char::is_whitespace) {
                if !kept.is_empty() && !kept.ends_with(' ') {
                    kept.push(' ');
                }
            } else if self.has(grapheme) {
                // Thai and Lao have no blanks between words, and dictionaries are heavy; a vowel that is
                // written before its consonant begins a syllable at least.
                if grapheme.starts_with(|c| matches!(c, '\u{0E40}'..='\u{0E44}' | '\u{0EC0}'..='\u{0EC4}')) && !kept.is_empty() {
                    kept.push('\u{200B}');
                }
                kept.push_str(grapheme);
            } else if let Some(simple) = simple_emoji(grapheme).filter(|simple| self.has(simple)) {
                kept.push_str(&simple);
            } else if !missing.iter().any(|known| known == grapheme) && !grapheme.chars().all(char::is_control) {
                missing.push(grapheme.to_owned());
            }
        }
        kept.truncate(kept.trim_end().len());
        if kept.chars().all(is_invisible) {
            kept.clear();
        }
        (kept, missing)
    }

    fn has(&self, grapheme: &str) -> bool {
        grapheme.chars().all(|c| self.fonts.covers(c) && !c.is_control())
    }

    fn shape(&mut self, text: &str, size: f32, style: &Style, wrap: OverflowWrap) -> Layout<()> {
        let mut builder = self.scratch.ranged_builder(&mut self.context, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(self.fonts.chain(style.family, text, style.lang)));
        builder.push_default(StyleProperty::FontSize(size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(style.weight)));
        builder.push_default(StyleProperty::LetterSpacing(style.tracking * size));
        builder.push_default(StyleProperty::OverflowWrap(wrap));
        // Korean has blanks and is broken at them, unlike its neighbours.
        if text.chars().any(|c| matches!(c, '\u{AC00}'..='\u{D7A3}')) {
            builder.push_default(StyleProperty::WordBreak(WordBreak::KeepAll));
        }
        if let Ok(language) = style.lang.parse() {
            builder.push_default(StyleProperty::Locale(Some(language)));
        }
        builder.build(text)
    }

    /// The longest beginning of the text that fits at the smallest size with an ellipsis, and
    /// how many graphemes are missing from it.
    fn cut(&mut self, text: &str, fit: &Fit, style: &Style) -> (Layout<()>, usize) {
        let ends: Vec<usize> = text.grapheme_indices(true).map(|(start, _)| start).collect();
        let (mut keeps, mut fails) = (0, ends.len());
        while fails - keeps > 1 {
            let middle = keeps + (fails - keeps) / 2;
            let mut layout = self.shape(&ended(&text[..ends[middle]]), fit.largest as f32, style, OverflowWrap::Anywhere);
            if fits(&mut layout, fit, fit.smallest) { keeps = middle } else { fails = middle }
        }
        // The end of a word, if one is near, reads better than its middle.
        let hard = ends.get(keeps).copied().unwrap_or(0);
        let word = text[..hard].rfind(' ').filter(|_| !text[hard..].starts_with(' ')).unwrap_or(hard);
        let end = if text[word..hard].chars().count() <= 10 { word } else { hard };
        let layout = self.shape(&ended(&text[..end]), fit.largest as f32, style, OverflowWrap::Anywhere);
        (layout, text[end..].graphemes(true).count())
    }
}

/// Where a line's middle lies above its baseline, in em: half of Inter's ascent less descent.
const MIDDLE: f32 = (0.968_75 - 0.241_21) / 2.0;

fn ended(text: &str) -> String {
    format!("{}…", text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '.' | '…')))
}

/// The largest whole number in the range for which `fits` holds, if it holds for the smallest.
fn largest_that(smallest: u32, largest: u32, mut fits: impl FnMut(u32) -> bool) -> Option<u32> {
    if fits(largest) {
        return Some(largest);
    }
    let (mut good, mut bad) = (smallest, largest);
    if smallest == largest || !fits(smallest) {
        return None;
    }
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if fits(middle) { good = middle } else { bad = middle }
    }
    Some(good)
}

fn fits(layout: &mut Layout<()>, fit: &Fit, size: u32) -> bool {
    let room = fit.w * fit.largest as f32 / size as f32;
    layout.break_all_lines(Some(room));
    let lines = layout.len();
    lines <= fit.lines.unwrap_or(usize::MAX) && lines as f32 * size as f32 * fit.line <= fit.h + 0.5 && layout.width() <= room + 0.01
}

/// Breaks into lines of at most `room` and returns the width they were broken at: the narrowest
/// that needs no further line, if they shall be even.
fn break_into_lines(layout: &mut Layout<()>, room: f32, balance: Balance) -> f32 {
    layout.break_all_lines(Some(room));
    let lines = layout.len();
    if balance == Balance::Greedy || lines < 2 {
        return room;
    }
    let (mut narrow, mut wide) = (room / lines as f32 * 0.5, room);
    for _ in 0..8 {
        let middle = f32::midpoint(narrow, wide);
        layout.break_all_lines(Some(middle));
        if layout.len() <= lines && layout.width() <= middle + 0.01 { wide = middle } else { narrow = middle }
    }
    layout.break_all_lines(Some(wide));
    if lines > 2 {
        even_out(layout, lines, wide);
    }
    wide
}

/// The narrowest box alone may leave a lone word in the last line: from the end upwards, each line gives
/// words to the next as long as that makes them more alike.
fn even_out(layout: &mut Layout<()>, lines: usize, wide: f32) {
    let mut rooms = vec![wide; lines];
    let mut best = raggedness(layout, wide);
    for line in (0..lines - 1).rev() {
        for step in 1..=8 {
            let before = rooms[line];
            rooms[line] = wide * (1.0 - 0.06 * step as f32);
            break_with(layout, &rooms);
            let now = raggedness(layout, wide);
            if layout.len() == lines && layout.width() <= wide + 0.01 && now < best * 0.999 {
                best = now;
            } else {
                rooms[line] = before;
            }
        }
    }
    break_with(layout, &rooms);
}

fn break_with(layout: &mut Layout<()>, rooms: &[f32]) {
    let mut breaker = layout.break_lines();
    for line in 0.. {
        let room = rooms.get(line).or(rooms.last()).copied().unwrap_or(f32::MAX);
        breaker.state_mut().set_layout_max_advance(room);
        breaker.state_mut().set_line_max_advance(room);
        if breaker.break_next().is_none() {
            break;
        }
    }
    breaker.finish();
}

/// Squares of what is missing from each line, the last one too.
fn raggedness(layout: &Layout<()>, wide: f32) -> f32 {
    let missing = |line: parley::Line<'_, ()>| wide - (line.metrics().advance - line.metrics().hanging_advance);
    layout.lines().map(missing).map(|missing| missing * missing).sum()
}

fn align(layout: &mut Layout<()>, align: Align) {
    let alignment = match align {
        Align::Start => Alignment::Start,
        Align::Middle => Alignment::Center,
        Align::End => Alignment::End,
        Align::Left => Alignment::Left,
        Align::Right => Alignment::Right,
    };
    layout.align(alignment, AlignmentOptions::default());
}

fn write_lines(layout: &Layout<()>, scale: f32, left: f32, baseline: impl Fn(usize) -> f32, path: &mut String) -> Option<[f32; 4]> {
    let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for (number, line) in layout.lines().enumerate() {
        let down = baseline(number);
        let level = line.metrics().baseline;
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(glyphs) = item else { continue };
            let run = glyphs.run();
            let Ok(font) = FontRef::from_index(run.font().data.as_ref(), run.font().index) else { continue };
            let outlines = font.outline_glyphs();
            let coords: Vec<NormalizedCoord> =
                run.normalized_coords().iter().map(|coord| NormalizedCoord::from_bits(coord.to_bits())).collect();
            let size = Size::new(run.font_size() * scale);
            for glyph in glyphs.positioned_glyphs() {
                let Some(outline) = outlines.get(GlyphId::new(glyph.id)) else { continue };
                let mut pen = Pen { path, bounds: &mut bounds, x: left + glyph.x * scale, y: down + (glyph.y - level) * scale };
                // An outline that cannot be read leaves a gap, as its advance stays.
                let _ = outline.draw(DrawSettings::unhinted(size, LocationRef::new(&coords)), &mut pen);
            }
        }
    }
    (bounds[0] <= bounds[2]).then_some(bounds)
}

/// Writes outlines as path data: y grows downwards, two decimals.
struct Pen<'a> {
    path: &'a mut String,
    bounds: &'a mut [f32; 4],
    x: f32,
    y: f32,
}

impl Pen<'_> {
    fn step(&mut self, command: char, points: &[(f32, f32)]) {
        self.path.push(command);
        let [left, top, right, bottom] = self.bounds;
        for (x, y) in points {
            (*left, *right) = (left.min(self.x + x), right.max(self.x + x));
            (*top, *bottom) = (top.min(self.y - y), bottom.max(self.y - y));
            push_number(self.path, self.x + x);
            self.path.push(' ');
            push_number(self.path, self.y - y);
            self.path.push(' ');
        }
    }
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.step('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.step('L', &[(x, y)]);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.step('Q', &[(cx, cy), (x, y)]);
    }

    fn curve_to(&mut self, cx: f32, cy: f32, dx: f32, dy: f32, x: f32, y: f32) {
        self.step('C', &[(cx, cy), (dx, dy), (x, y)]);
    }

    fn close(&mut self) {
        self.path.push('Z');
    }
}

fn push_number(out: &mut String, number: f32) {
    let hundredths = (number * 100.0).round() as i32;
    if hundredths < 0 {
        out.push('-');
    }
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    let mut digits = [0_u8; 10];
    let mut at = digits.len();
    let mut left = whole;
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    out.extend(digits[at..].iter().map(|digit| char::from(*digit)));
    if rest > 0 {
        out.push('.');
        out.push(char::from(b'0' + (rest / 10) as u8));
        if rest % 10 > 0 {
            out.push(char::from(b'0' + (rest % 10) as u8));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { family: "", weight: 700.0, tracking: 0.0, lang: "en" };

    fn set(text: &str, fit: &str) -> Set {
        let (fonts, _) = Fonts::new(Vec::new());
        let (fit, trouble) = Fit::parse(fit, (1200.0, 630.0));
        assert!(trouble.is_empty(), "{trouble:?}");
        Setter::new(&fonts).fit(text, &fit, &STYLE)
    }

    /// Left, top, right, bottom of what was written.
    fn extent(path: &str) -> (f32, f32, f32, f32) {
        let numbers: Vec<f32> = path.split(|c: char| c.is_ascii_alphabetic() || c == ' ').filter_map(|part| part.parse().ok()).collect();
        let (xs, ys): (Vec<f32>, Vec<f32>) = numbers.as_chunks::<2>().0.iter().map(|[x, y]| (*x, *y)).unzip();
        let low = |values: &[f32]| values.iter().copied().fold(f32::MAX, f32::min);
        let high = |values: &[f32]| values.iter().copied().fold(f32::MIN, f32::max);
        (low(&xs), low(&ys), high(&xs), high(&ys))
    }

    const BOX: &str = "x:80 y:120 w:1040 h:320 lines:3 size:88..48 line:1.1 balance:yes";

    #[test]
    fn short_text_is_large_and_long_text_is_small_and_both_stay_in_the_box() {
        let short = set("Hi!", BOX);
        assert_eq!((short.size, short.lines, short.cut), (88, 1, 0));
        let long = set("Everything I learned about measuring rain in a small garden over eleven years of daily notes", BOX);
        assert!(long.size < 88 && long.lines == 3 && long.cut == 0, "{} {}", long.size, long.lines);
        for text in [short, long] {
            let (left, top, right, bottom) = extent(&text.path);
            assert!(left >= 76.0 && right <= 1122.0 && top >= 118.0 && bottom <= 442.0, "{:?}", extent(&text.path));
        }
    }

    #[test]
    fn even_lines_are_nearer_in_length() {
        let text = "Measuring rain at home for a whole year";
        let narrow = extent(&set(text, "x:0 y:0 w:900 h:400 lines:2 size:80 balance:yes").path);
        let greedy = extent(&set(text, "x:0 y:0 w:900 h:400 lines:2 size:80").path);
        assert!(narrow.2 < greedy.2 - 50.0, "{narrow:?} {greedy:?}");
    }

    #[test]
    fn what_does_not_fit_is_cut_with_an_ellipsis_and_counted() {
        let text = "word ".repeat(100);
        let cut = set(&text, BOX);
        assert!(cut.size == 48 && cut.lines == 3 && cut.cut > 100, "{cut:?}");
        let one = set(&"Donaudampfschiff".repeat(3), BOX);
        assert!(one.lines > 1 && one.cut == 0 && one.size > 48, "a long word breaks, and stays large: {one:?}");
    }

    #[test]
    fn arabic_starts_at_the_right() {
        let (left, _, right, _) = extent(&set("مرحبا بالعالم", BOX).path);
        assert!(right > 1100.0 && left > 400.0, "{left} {right}");
        let (left, _, _, _) = extent(&set("Rain", BOX).path);
        assert!(left < 90.0);
    }

    #[test]
    fn what_no_font_has_is_left_out_by_whole_graphemes() {
        let text = "Rain 𒀀 at\n home ა 𒀀";
        assert_eq!(set(text, BOX).missing, ["𒀀", "ა"]);
        let (fonts, _) = Fonts::new(Vec::new());
        assert_eq!(Setter::new(&fonts).writable(text).0, "Rain at home");
        assert_eq!(set("𒀀", BOX).path, "");
        assert_eq!(Setter::new(&fonts).writable("Go 👩🏽‍💻!").0, "Go 👩🏽‍💻!");
    }

    #[test]
    fn chinese_breaks_between_characters() {
        let set = set(&"我们为什么每天都要测量花园里的雨水".repeat(2), BOX);
        assert!(set.lines > 1 && set.cut == 0 && set.size > 48, "{} {}", set.lines, set.size);
    }
}
