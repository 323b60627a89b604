//! Where a photo is cut if its author does not say: so that what stands out in it stays inside.
//!
//! No model and no tables of faces: places count that differ from the photo as a whole, that are
//! sharp, colourful, or of the colours of skin. All of it is whole numbers on a small copy, so the
//! same photo is cut alike everywhere. The numbers below were found with the photos and the
//! subjects of `benches/crop`.

use image::RgbImage;

/// Long side of the copy that is looked at; more shows nothing new.
pub const COPY: u32 = 128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    Width,
    Height,
}

/// Where a window that takes `share` of the photo along one side begins, as a share of that side.
pub fn place(small: &RgbImage, along: Along, share: f64) -> f64 {
    let (width, height) = (small.width() as usize, small.height() as usize);
    let map = notable(small.as_raw(), width, height);
    let lines = match along {
        Along::Width => (0..width).map(|x| (0..height).map(|y| i64::from(map[y * width + x])).sum()).collect::<Vec<i64>>(),
        Along::Height => map.chunks(width).map(|row| row.iter().map(|value| i64::from(*value)).sum()).collect(),
    };
    best(&lines, share, along)
}

/// The window with the most in it, the more so the nearer to its middle.
fn best(lines: &[i64], share: f64, along: Along) -> f64 {
    let length = lines.len() as i64;
    let window = ((share * lines.len() as f64).round() as i64).clamp(1, length);
    let room = length - window;
    // Where nothing else decides: the middle, and above it, where heads are.
    let usual = match along {
        Along::Width => room,
        Along::Height => room * 35 / 50,
    };
    let aside = |start: i64| (2 * start - usual).abs();
    let score = |start: i64| {
        let inside = (0..window).map(|at| {
            // Full weight in the middle, a third at the edges.
            let off = (2 * at + 1 - window).abs() * 256 / window;
            lines[(start + at) as usize] * (256 - off * off * 170 / 65_536)
        });
        inside.sum::<i64>() / 64 * (1000 - 350 * aside(start) / length)
    };
    let start = (0..=room).max_by_key(|start| (score(*start), -aside(*start), -*start)).unwrap_or(0);
    (start as f64 / lines.len() as f64).min(1.0 - share).max(0.0)
}

/// How much each place draws the eye.
fn notable(rgb: &[u8], width: usize, height: usize) -> Vec<u32> {
    let pixels = rgb.as_chunks::<3>().0;
    let light: Vec<i32> = pixels.iter().map(|[r, g, b]| (2 * i32::from(*r) + 5 * i32::from(*g) + i32::from(*b)) / 2).collect();
    let warm: Vec<i32> = pixels.iter().map(|[r, g, _]| 4 * (i32::from(*r) - i32::from(*g))).collect();
    let blue: Vec<i32> = pixels.iter().map(|[r, g, b]| 2 * (i32::from(*r) + i32::from(*g) - 2 * i32::from(*b))).collect();
    let long = width.max(height);
    let channels = [&light, &warm, &blue].map(|channel| {
        let sums = Sums::of(channel, width, height);
        let mean = sums.mean(0, 0, width, height);
        (sums, mean)
    });
    let detail: Vec<i32> = (0..width * height)
        .map(|at| {
            let (x, y) = (at % width, at / width);
            let across = light[y * width + (x + 1).min(width - 1)] - light[y * width + x.saturating_sub(1)];
            let down = light[(y + 1).min(height - 1) * width + x] - light[y.saturating_sub(1) * width + x];
            (across.abs() + down.abs()).min(600)
        })
        .collect();
    let detail = Sums::of(&detail, width, height);
    let mut map = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let unlike: i32 = channels.iter().map(|(sums, mean)| (sums.near(x, y, long * 3 / 128) - mean).abs()).sum();
            let sharp = detail.near(x, y, long * 2 / 128);
            let [r, g, b] = pixels[y * width + x];
            let colour = i32::from(r.max(g).max(b)) - i32::from(r.min(g).min(b));
            map.push(unlike + 3 * sharp + colour + 3 * skin(r, g, b));
        }
    }
    // Clutter is everywhere; what counts is what rises out of it, and the more the higher.
    let mean = map.iter().map(|value| i64::from(*value)).sum::<i64>() / map.len().max(1) as i64;
    map.iter().map(|value| (i64::from(*value) - mean * 14 / 10).max(0)).map(|over| (over * over / 4096) as u32).collect()
}

/// 0 to 255: the hues of all human skin lie near each other, from dark to light.
fn skin(r: u8, g: u8, b: u8) -> i32 {
    let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
    if r < 60 || r <= g || g < b {
        return 0;
    }
    // Shares of the sum in thousandths: pale skin is nearly grey, dark skin redder and a little less green.
    let sum = r + g + b;
    let (red, green) = (1000 * r / sum, 1000 * g / sum);
    let usual = 334 - (red - 370) * 3 / 10;
    let far = (385 - red).max(0) * 12 + (red - 445).max(0) * 4 + (green - usual).abs() * 6;
    (255 - far).max(0)
}

/// Sums of all values above and left of each place: the mean of any box in four look-ups.
struct Sums {
    sums: Vec<i64>,
    width: usize,
    height: usize,
}

impl Sums {
    fn of(values: &[i32], width: usize, height: usize) -> Self {
        let across = width + 1;
        let mut sums = vec![0_i64; across * (height + 1)];
        for y in 0..height {
            let mut row = 0;
            for x in 0..width {
                row += i64::from(values[y * width + x]);
                sums[(y + 1) * across + x + 1] = sums[y * across + x + 1] + row;
            }
        }
        Self { sums, width, height }
    }

    fn mean(&self, left: usize, top: usize, right: usize, bottom: usize) -> i32 {
        let at = |x: usize, y: usize| self.sums[y * (self.width + 1) + x];
        let sum = at(right, bottom) + at(left, top) - at(left, bottom) - at(right, top);
        (sum / ((right - left) * (bottom - top)) as i64) as i32
    }

    fn near(&self, x: usize, y: usize, radius: usize) -> i32 {
        let (right, bottom) = ((x + radius + 1).min(self.width), (y + radius + 1).min(self.height));
        self.mean(x.saturating_sub(radius), y.saturating_sub(radius), right, bottom)
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    /// A quiet gradient with a red ball.
    fn scene(width: u32, height: u32, ball: (u32, u32)) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let inside = x.abs_diff(ball.0).pow(2) + y.abs_diff(ball.1).pow(2) < 100;
            if inside { Rgb([200, 40, 30]) } else { Rgb([90 + (x / 8) as u8, 120, 140 + (y / 8) as u8]) }
        })
    }

    #[test]
    fn what_stands_out_stays_inside() {
        for x in [12, 40, 64, 90, 116] {
            let start = place(&scene(128, 80, (x, 40)), Along::Width, 0.4) * 128.0;
            assert!(start <= f64::from(x) - 10.0 && start + 51.2 >= f64::from(x) + 10.0, "ball at {x}, window from {start}");
        }
        let start = place(&scene(80, 128, (40, 100)), Along::Height, 0.4) * 128.0;
        assert!(start <= 90.0 && start + 51.2 >= 110.0, "{start}");
    }

    #[test]
    fn where_nothing_stands_out_the_middle_is_taken() {
        let grey = RgbImage::from_pixel(128, 80, Rgb([120, 120, 120]));
        let start = place(&grey, Along::Width, 0.5);
        assert!((start - 0.25).abs() < 0.01, "{start}");
        for (width, height) in [(1, 1), (1, 128), (128, 1), (2, 3)] {
            let start = place(&RgbImage::from_pixel(width, height, Rgb([9, 9, 9])), Along::Width, 0.5);
            assert!((0.0..=0.5).contains(&start), "{width}×{height}: {start}");
        }
    }
}
