//! Reads `data-smo-fit`: the box a text of a card layout is fitted into.

use crate::base::nearest::nearest;

/// What `data-smo-fit` says (`x:80 y:120 w:1040 h:320 lines:3 size:88..48`), in user units.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
    /// The largest and the smallest size that may be tried; whole units.
    pub largest: u32,
    pub smallest: u32,
    /// At most so many lines; nothing: as many as fit.
    pub lines: Option<usize>,
    /// Line height as a factor of the size.
    pub line: f32,
    pub align: Align,
    pub valign: Valign,
    pub balance: Balance,
    pub overflow: Overflow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Where the text's direction begins.
    Start,
    Middle,
    End,
    /// Whatever the direction.
    Left,
    Right,
}

impl Align {
    /// How much of the free room stands left of a text.
    pub fn left_of(self, is_rtl: bool) -> f32 {
        match (self, is_rtl) {
            (Align::Middle, _) => 0.5,
            (Align::Left, _) | (Align::Start, false) | (Align::End, true) => 0.0,
            (Align::Right, _) | (Align::Start, true) | (Align::End, false) => 1.0,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Valign {
    Top,
    Middle,
    Bottom,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Balance {
    /// Lines of nearly one length.
    Even,
    Greedy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// Cut, end in `…`, warn.
    Ellipsis,
    /// Cut all the same, but as an error.
    Error,
    /// Cut without a word: for what may be cut, such as a long name beside the headline.
    Quiet,
}

const KEYS: &[&str] = &["x", "y", "w", "h", "size", "lines", "line", "align", "valign", "balance", "overflow"];

impl Fit {
    /// Reads the attribute; `view` is the width and height of the view box. What is wrong is
    /// said, and the rest holds.
    pub fn parse(text: &str, view: (f32, f32)) -> (Self, Vec<String>) {
        let mut trouble = Vec::new();
        let mut fit = Self {
            x: f32::NAN,
            y: f32::NAN,
            w: f32::NAN,
            h: f32::NAN,
            largest: 48,
            smallest: 48,
            lines: None,
            line: 1.15,
            align: Align::Start,
            valign: Valign::Top,
            balance: Balance::Greedy,
            overflow: Overflow::Ellipsis,
        };
        for part in text.split_ascii_whitespace() {
            let Some((key, value)) = part.split_once(':') else {
                trouble.push(format!("`{part}` is no `key:value`"));
                continue;
            };
            if !KEYS.contains(&key) {
                let hint = nearest(key, KEYS.iter().copied()).map_or(String::new(), |known| format!("; did you mean `{known}`?"));
                trouble.push(format!("`{key}` is no key of data-smo-fit{hint}"));
            } else if fit.set(key, value).is_none() {
                trouble.push(format!("`{key}` cannot be `{value}`"));
            }
        }
        fit.inside(view, &mut trouble);
        (fit, trouble)
    }

    fn set(&mut self, key: &str, value: &str) -> Option<()> {
        let number = || value.parse::<f32>().ok().filter(|number| number.is_finite());
        match key {
            "x" => self.x = number()?,
            "y" => self.y = number()?,
            "w" => self.w = number()?,
            "h" => self.h = number()?,
            "size" => {
                let (largest, smallest) = value.split_once("..").unwrap_or((value, value));
                let (largest, smallest) = (largest.parse().ok()?, smallest.parse().ok()?);
                if smallest < 1 || largest < smallest || largest > 1000 {
                    return None;
                }
                (self.largest, self.smallest) = (largest, smallest);
            }
            "lines" => self.lines = Some(value.parse().ok().filter(|lines| *lines > 0)?),
            "line" => self.line = number().filter(|line| (0.5..=4.0).contains(line))?,
            "align" => {
                self.align = match value {
                    "start" => Align::Start,
                    "middle" => Align::Middle,
                    "end" => Align::End,
                    "left" => Align::Left,
                    "right" => Align::Right,
                    _ => return None,
                }
            }
            "valign" => {
                self.valign = match value {
                    "top" => Valign::Top,
                    "middle" => Valign::Middle,
                    "bottom" => Valign::Bottom,
                    _ => return None,
                }
            }
            "balance" => {
                self.balance = match value {
                    "yes" => Balance::Even,
                    "no" => Balance::Greedy,
                    _ => return None,
                }
            }
            "overflow" => {
                self.overflow = match value {
                    "ellipsis" => Overflow::Ellipsis,
                    "error" => Overflow::Error,
                    "quiet" => Overflow::Quiet,
                    _ => return None,
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// A missing side gets a wide margin, a box that sticks out is pulled in.
    fn inside(&mut self, (wide, high): (f32, f32), trouble: &mut Vec<String>) {
        let margin = 0.08 * wide.min(high);
        for (name, value, instead) in [("x", &mut self.x, margin), ("y", &mut self.y, margin)] {
            if value.is_nan() {
                trouble.push(format!("`{name}` is missing"));
                *value = instead;
            }
        }
        for (name, value, instead) in [("w", &mut self.w, wide - margin - self.x), ("h", &mut self.h, high - margin - self.y)] {
            if value.is_nan() {
                trouble.push(format!("`{name}` is missing"));
                *value = instead;
            }
        }
        if self.x < 0.0 || self.y < 0.0 || self.w < 1.0 || self.h < 1.0 || self.x + self.w > wide || self.y + self.h > high {
            trouble.push(format!("the box {}…{} × {}…{} is not inside {wide}×{high}", self.x, self.x + self.w, self.y, self.y + self.h));
            self.x = self.x.clamp(0.0, (wide - 1.0).max(0.0));
            self.y = self.y.clamp(0.0, (high - 1.0).max(0.0));
            self.w = self.w.min(wide - self.x).max(1.0);
            self.h = self.h.min(high - self.y).max(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_attribute_is_read() {
        let text = "x:80 y:120 w:1040 h:320 lines:3 size:88..48 line:1.05 align:middle valign:bottom balance:yes overflow:error";
        let (fit, trouble) = Fit::parse(text, (1200.0, 630.0));
        assert_eq!(trouble, Vec::<String>::new());
        assert_eq!((fit.x, fit.y, fit.w, fit.h, fit.largest, fit.smallest, fit.lines), (80.0, 120.0, 1040.0, 320.0, 88, 48, Some(3)));
        assert_eq!((fit.align, fit.valign, fit.balance, fit.overflow), (Align::Middle, Valign::Bottom, Balance::Even, Overflow::Error));
    }

    #[test]
    fn mistakes_are_said_and_survived() {
        let (fit, trouble) = Fit::parse("x:80 y:NaN w:2000 h:100 size:40..60 balanc:yes size:50", (1200.0, 630.0));
        let all = trouble.join("\n");
        for said in
            ["`y` cannot be `NaN`", "`size` cannot be `40..60`", "did you mean `balance`?", "`y` is missing", "is not inside 1200×630"]
        {
            assert!(all.contains(said), "{said} in\n{all}");
        }
        assert_eq!((fit.largest, fit.smallest), (50, 50));
        assert!(fit.x + fit.w <= 1200.0);
    }
}
