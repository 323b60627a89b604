//! "Did you mean …?": the nearest known name, if one is near enough to be meant.

/// The most edits that a name may be away.
const MOST: usize = 2;

/// The name in `known` closest to `typed`: one edit for up to five letters, two for more.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = typed.chars().flat_map(char::to_lowercase).collect();
    let bytes: Option<Vec<u8>> = typed.iter().map(|c| u8::try_from(*c).ok().filter(u8::is_ascii)).collect();
    let reach = if typed.len() <= 5 { 1 } else { MOST };
    let mut chars = Vec::new();
    let mut distance = |name: &str| match &bytes {
        Some(typed) if name.is_ascii() => distance(typed, name.as_bytes(), |a, b| *a == b.to_ascii_lowercase(), reach),
        _ => {
            chars.clear();
            chars.extend(name.chars().flat_map(char::to_lowercase));
            distance(&typed, &chars, |a, b| a == b, reach)
        }
    };
    known.into_iter().filter_map(|name| Some((distance(name)?, name))).min().map(|(_, name)| name)
}

const FAR: usize = usize::MAX / 2;

/// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`, if they are at most `reach`.
fn distance<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool, reach: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > reach {
        return None;
    }
    let start = a.iter().zip(b).take_while(|(a, b)| same(a, b)).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    // Cells further off the diagonal than `reach` cannot matter: of the row of `a[i]`, cell `k` belongs to `b[i + k - reach]`.
    let width = 2 * reach + 1;
    let mut before = [FAR; 2 * MOST + 1];
    let mut last = [FAR; 2 * MOST + 1];
    for (edits, cell) in last[reach..width].iter_mut().enumerate() {
        *cell = edits;
    }
    for i in 1..=a.len() {
        let mut row = [FAR; 2 * MOST + 1];
        for k in 0..width {
            let Some(j) = (i + k).checked_sub(reach).filter(|j| *j <= b.len()) else { continue };
            let mut best = if k + 1 < width { last[k + 1] + 1 } else { FAR };
            if j > 0 {
                best = best.min(last[k] + usize::from(!same(&a[i - 1], &b[j - 1])));
                best = if k > 0 { best.min(row[k - 1] + 1) } else { best };
                if i > 1 && j > 1 && same(&a[i - 1], &b[j - 2]) && same(&a[i - 2], &b[j - 1]) {
                    best = best.min(before[k] + 1);
                }
            }
            row[k] = best;
        }
        if row.iter().all(|cell| *cell > reach) {
            return None;
        }
        (before, last) = (last, row);
    }
    Some(last[b.len() + reach - a.len()]).filter(|distance| *distance <= reach)
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

    /// The whole table, cell by cell.
    fn slowly(a: &[u8], b: &[u8]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                let mut best = if i == 0 || j == 0 { i + j } else { table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]) };
                if i > 0 && j > 0 {
                    best = best.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                }
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(table[i - 2][j - 2] + 1);
                }
                table[i][j] = best;
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn what_is_left_out_would_not_have_counted() {
        let word = |number: usize| -> Vec<u8> { (0..number % 7).map(|at| b"abc"[number / 7 / 3_usize.pow(at as u32) % 3]).collect() };
        for (a, b) in (0..4000).step_by(37).flat_map(|a| (0..4000).step_by(11).map(move |b| (word(a), word(b)))) {
            for reach in [1, 2] {
                let whole = Some(slowly(&a, &b)).filter(|edits| *edits <= reach);
                assert_eq!(distance(&a, &b, |a, b| a == b, reach), whole, "{a:?} {b:?}");
            }
        }
    }
}
