//! A text that was changed before it was parsed, and the way back to the bytes its author wrote.

/// Copies a text with pieces left out or put in, and remembers what came from where.
pub struct Rewriter<'a> {
    source: &'a str,
    at: usize,
    out: String,
    map: Vec<(usize, usize)>,
}

/// From bytes of the new text to bytes of the old.
#[derive(Clone, Debug, Default)]
pub struct Offsets {
    /// (new, old): from `new` on the text is a copy of what begins at `old`.
    map: Vec<(usize, usize)>,
}

impl<'a> Rewriter<'a> {
    pub fn new(source: &'a str) -> Self {
        Self { source, at: 0, out: String::with_capacity(source.len() + 256), map: Vec::new() }
    }

    /// Copies up to byte `end` of the source.
    pub fn copy_to(&mut self, end: usize) {
        if end > self.at {
            self.map.push((self.out.len(), self.at));
            self.out.push_str(&self.source[self.at..end]);
            self.at = end;
        }
    }

    pub fn skip_to(&mut self, end: usize) {
        self.at = self.at.max(end);
    }

    /// Puts in a text that stands for the source at its present place.
    pub fn insert(&mut self, text: &str) {
        self.map.push((self.out.len(), self.at));
        self.out.push_str(text);
    }

    pub fn out(&self) -> &str {
        &self.out
    }

    pub fn finish(mut self) -> (String, Offsets) {
        self.copy_to(self.source.len());
        (self.out, Offsets { map: self.map })
    }
}

impl Offsets {
    /// Where the byte at `new` came from.
    pub fn back(&self, new: usize) -> usize {
        let next = self.map.partition_point(|(start, _)| *start <= new);
        let Some(&(start, old)) = next.checked_sub(1).and_then(|at| self.map.get(at)) else { return new };
        let limit = self.map.get(next).map_or(usize::MAX, |(_, old)| *old);
        (old + (new - start)).min(limit.max(old))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_copied_byte_finds_its_way_back() {
        let source = "aaa[gone]bbb\nccc";
        let mut rewriter = Rewriter::new(source);
        rewriter.copy_to(3);
        rewriter.insert("<div class=\"long\">");
        rewriter.skip_to(9);
        let (text, offsets) = rewriter.finish();
        assert_eq!(text, "aaa<div class=\"long\">bbb\nccc");
        for word in ["aaa", "bbb", "ccc"] {
            assert_eq!(offsets.back(text.find(word).unwrap()), source.find(word).unwrap(), "{word}");
        }
        assert_eq!(Offsets::default().back(7), 7);
    }
}
