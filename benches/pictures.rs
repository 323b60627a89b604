//! How long pictures take, one thread: `cargo bench --bench pictures -- [--layouts default,quote] [--photos DIR] [--sheet DIR]`.
//!
//! Without `--photos` inputs are made up. `--sheet` writes the pictures too, to be looked at. `--crops DIR`
//! prints which part of each photo is shown at four sizes, as JSON for `benches/crop/compare.mjs`;
//! `--item PHOTO` makes it 60 times and prints what the whole process cost an item, to stand beside
//! `benches/sharp.mjs`; `--probe` reads names of files from its input and prints what their headers say, for
//! `tests/pictures/torture.py`.

#![allow(clippy::print_stdout, reason = "a bench speaks to the terminal")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use smo_build::Settings;
use smo_build::app::{SPECIMENS, plan_specimen};
use smo_build::base::UrlPath;
use smo_build::model::files::Digest;
use smo_build::model::picture::{OG, Picture, Size};
use smo_build::picture::{Kit, make, shown};
use smo_build::theme::Theme;

/// As the program has it.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut sheet = None;
    let mut photos = None;
    let mut layouts = vec!["default".to_owned()];
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--photos" => photos = args.next(),
            "--sheet" => sheet = args.next(),
            "--crops" => return crops(&args.next().expect("a folder")),
            "--probe" => return probes(),
            "--item" => return item(&args.next().expect("a photo")),
            "--layouts" => layouts = args.next().unwrap_or_default().split(',').map(str::to_owned).collect(),
            other => panic!("`{other}` is not known"),
        }
    }
    let (kit, _) = Kit::new(Vec::new(), 300);
    for layout in &layouts {
        cards(layout, &kit, sheet.as_deref());
    }
    match photos {
        Some(folder) => folder_of_photos(&folder, &kit, sheet.as_deref()),
        None => photo(&kit, sheet.as_deref()),
    }
}

fn crops(folder: &str) {
    let size = |name, width, height| Size { name, width, height };
    let sizes = [OG, size("square", 1200, 1200), size("pin", 1000, 1500), size("story", 1080, 1920)];
    let mut all = serde_json::Map::new();
    for file in std::fs::read_dir(folder).expect("the folder can be read").flatten() {
        let Ok(bytes) = std::fs::read(file.path()) else { continue };
        let parts = sizes.iter().filter_map(|size| Some((size.name.to_owned(), shown(&bytes, *size, None).ok()?.as_slice().into())));
        all.insert(file.file_name().to_string_lossy().into_owned(), serde_json::Value::Object(parts.collect()));
    }
    println!("{}", serde_json::Value::Object(all));
}

fn probes() {
    let files = std::io::read_to_string(std::io::stdin()).expect("names of files, a line each");
    let known = files.lines().filter_map(|file| {
        let probe = smo_build::base::image_size::probe(&std::fs::read(file).ok()?)?;
        Some((file.to_owned(), serde_json::json!({"format": probe.format, "width": probe.width, "height": probe.height})))
    });
    println!("{}", known.collect::<serde_json::Map<_, _>>().into_iter().collect::<serde_json::Value>());
}

fn item(file: &str) {
    const ITEMS: u32 = 60;
    let bytes = std::fs::read(file).expect("the photo can be read");
    let (kit, _) = Kit::new(Vec::new(), 300);
    let path = UrlPath::from_plain("photo.jpg").expect("a plain path");
    let picture = Picture::photo("bench", OG, path, Digest::of(&bytes), None);
    let mut size = 0;
    for _ in 0..ITEMS {
        size = make(&picture, &|_| Ok(bytes.clone()), &kit).expect("the photo can be read").bytes.len();
    }
    // User and system time of the process since it began, in ticks of 10 ms.
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: u32 =
        stat.rsplit(')').next().unwrap_or("").split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    println!("{file}: {:.1} ms an item, {} kB", f64::from(ticks) * 10.0 / f64::from(ITEMS), size / 1000);
}

fn folder_of_photos(folder: &str, kit: &Kit, sheet: Option<&str>) {
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the folder can be read").flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let path = UrlPath::from_plain(&name).expect("a file name is a path");
        let picture = Picture::photo("bench", OG, path, Digest::of(&bytes), None);
        let start = clock();
        match make(&picture, &|_| Ok(bytes.clone()), kit) {
            Ok(made) => {
                println!("{name}: {:.1?}, {} kB", clock() - start, made.bytes.len() / 1000);
                if let Some(folder) = sheet {
                    std::fs::create_dir_all(folder).expect("the folder can be made");
                    std::fs::write(format!("{folder}/{name}.jpg"), &made.bytes).expect("the picture can be written");
                }
            }
            Err(finding) => println!("{name}: {}", finding.message),
        }
    }
}

/// Every made-up page in one layout.
fn cards(layout: &str, kit: &Kit, sheet: Option<&str>) {
    let (theme, _) = Theme::load_core(&Settings::default(), Path::new("/nowhere")).expect("what is built in can be read");
    let mut kinds: BTreeMap<&str, (Vec<Duration>, usize)> = BTreeMap::new();
    for page in SPECIMENS {
        let kind = if page.name.ends_with("photo") { "with photo" } else { "drawn" };
        let card = plan_specimen(&theme, kit, Some("#1d4e63"), Some(layout), OG, page);
        for _ in 0..5 {
            let start = clock();
            let (made, _) = black_box(card.draw(kit));
            let (times, bytes) = kinds.entry(kind).or_default();
            times.push(clock() - start);
            *bytes += made.len();
            if let Some(folder) = sheet {
                std::fs::create_dir_all(folder).expect("the folder can be made");
                let name = format!("{folder}/{layout}-{}.{}", page.name, card.picture.encoding.extension());
                std::fs::write(name, &made).expect("the picture can be written");
            }
        }
    }
    for (kind, (mut times, bytes)) in kinds {
        let count = times.len();
        report(&format!("card {layout}, {kind}"), &mut times, bytes / count);
    }
}

fn photo(kit: &Kit, sheet: Option<&str>) {
    let bytes = made_up_photo(3000, 2000);
    let path = UrlPath::from_plain("/photo.jpg").expect("a plain path");
    let picture = Picture::photo("bench", OG, path, Digest::of(&bytes), None);
    let mut times = Vec::new();
    let mut size = 0;
    for _ in 0..20 {
        let start = clock();
        let made = black_box(make(&picture, &|_| Ok(bytes.clone()), kit)).expect("the photo can be read");
        times.push(clock() - start);
        size = made.bytes.len();
        if let Some(folder) = sheet {
            std::fs::write(format!("{folder}/photo.jpg"), &made.bytes).expect("the picture can be written");
        }
    }
    report("photo 3000×2000", &mut times, size);
}

/// Time that this thread spent computing, so that a busy machine does not count; elsewhere than on
/// Linux, time that passed.
fn clock() -> Duration {
    let on_cpu = std::fs::read_to_string("/proc/thread-self/schedstat").ok().and_then(|line| line.split(' ').next()?.parse().ok());
    on_cpu.map_or_else(|| std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default(), Duration::from_nanos)
}

fn report(what: &str, times: &mut [Duration], bytes: usize) {
    times.sort();
    let mean = times.iter().sum::<Duration>() / times.len().max(1) as u32;
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    println!(
        "{what}: mean {mean:.2?}, median {middle:.2?}, fastest {:.2?}, {} kB",
        times.first().copied().unwrap_or_default(),
        bytes / 1000
    );
}

/// Waves of colour with grain, so that the encoder has work to do.
fn made_up_photo(width: u16, height: u16) -> Vec<u8> {
    let mut noise: u32 = 1;
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
    for y in 0..height {
        for x in 0..width {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (noise >> 28) as f32;
            let wave = |speed: f32, turn: f32| 110.0 + 90.0 * (f32::from(x) * speed + f32::from(y) * speed * turn).sin() + grain;
            pixels.extend([wave(0.004, 0.7) as u8, wave(0.006, -0.4) as u8, wave(0.009, 1.3) as u8]);
        }
    }
    let mut bytes = Vec::new();
    jpeg_encoder::Encoder::new(&mut bytes, 90).encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).expect("writing to memory");
    bytes
}
