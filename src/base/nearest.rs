//! "Did you mean …?": the nearest known name, if one is near enough to be meant.

/// The name in `known` closest to `typed`: one edit for up to five letters, two for more.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = typed.chars().flat_map(char::to_lowercase).collect();
    let reach = if typed.len() <= 5 { 1 } else { 2 };
    let bytes: Option<Vec<u8>> = typed.iter().map(|c| u8::try_from(*c).ok().filter(u8::is_ascii)).collect();
    let mut rows = Rows::default();
    let mut distance = |name: &str| match &bytes {
        Some(typed) if name.is_ascii() => rows.of_bytes(typed, name, reach),
        _ => rows.of_chars(&typed, name, reach),
    };
    known.into_iter().filter_map(|name| Some((distance(name)?, name))).min().map(|(_, name)| name)
}

/// Room for the comparison, used again for every name: a site has thousands of paths.
#[derive(Default)]
struct Rows {
    bytes: Vec<u8>,
    chars: Vec<char>,
    before: Vec<usize>,
    last: Vec<usize>,
    row: Vec<usize>,
}

const FAR: usize = usize::MAX / 2;

impl Rows {
    fn of_bytes(&mut self, typed: &[u8], name: &str, reach: usize) -> Option<usize> {
        if name.len().abs_diff(typed.len()) > reach {
            return None;
        }
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        bytes.extend_from_slice(name.as_bytes());
        bytes.make_ascii_lowercase();
        let distance = self.distance(typed, &bytes, reach);
        self.bytes = bytes;
        distance
    }

    fn of_chars(&mut self, typed: &[char], name: &str, reach: usize) -> Option<usize> {
        let mut chars = std::mem::take(&mut self.chars);
        chars.clear();
        chars.extend(name.chars().flat_map(char::to_lowercase));
        let distance = self.distance(typed, &chars, reach);
        self.chars = chars;
        distance
    }

    /// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`, if they are
    /// at most `reach`.
    fn distance<T: PartialEq>(&mut self, a: &[T], b: &[T], reach: usize) -> Option<usize> {
        let same_start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[same_start..], &b[same_start..]);
        let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[..a.len() - same_end], &b[..b.len() - same_end]);
        if a.len().abs_diff(b.len()) > reach {
            return None;
        }
        let Self { before, last, row, .. } = self;
        last.clear();
        last.extend(0..=b.len());
        before.clear();
        before.resize(b.len() + 1, FAR);
        row.clear();
        row.resize(b.len() + 1, FAR);
        for i in 1..=a.len() {
            // Cells further off the diagonal than `reach` cannot matter.
            let (from, to) = (i.saturating_sub(reach).max(1), (i + reach).min(b.len()));
            row[from - 1] = if from == 1 { i } else { FAR };
            let mut least = row[from - 1];
            for j in from..=to {
                let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = change.min(last[j] + 1).min(row[j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(before[j - 2] + 1);
                }
                row[j] = best;
                least = least.min(best);
            }
            if to < b.len() {
                row[to + 1] = FAR;
            }
            if least > reach {
                return None;
            }
            std::mem::swap(before, last);
            std::mem::swap(last, row);
        }
        Some(last[b.len()]).filter(|distance| *distance <= reach)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["title", "description", "date"];
        assert_eq!(nearest("descripton", known), Some("description"));
        assert_eq!(nearest("tilte", known), Some("title"));
        assert_eq!(nearest("data", known), Some("date"));
        assert_eq!(nearest("weather", known), None);
        assert_eq!(nearest("/blog/Tilte-of/", ["/blog/title-on/", "/blog/title-of/x/", "/blog/title-of/"]), Some("/blog/title-of/"));
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("GRÖSSE", ["größe", "grösse"]), Some("grösse"));
    }
}
