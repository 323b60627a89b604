//! How long pictures take, one thread: `cargo bench --bench pictures -- [TITLES] [--photos DIR] [--sheet DIR]`.
//!
//! TITLES is a file with one title a line; without it and without `--photos`, inputs are made up.
//! `--sheet` writes the pictures too, to be looked at.

#![allow(clippy::print_stdout, reason = "a bench speaks to the terminal")]

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use smo_build::base::UrlPath;
use smo_build::model::files::Digest;
use smo_build::model::picture::{Focus, OG, Picture};
use smo_build::picture::{Kit, make};
use tera::{Context, Kwargs, State, Tera, Value};

fn main() {
    let mut titles = None;
    let mut sheet = None;
    let mut photos = None;
    let mut layouts = vec!["default".to_owned()];
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--photos" => photos = args.next(),
            "--sheet" => sheet = args.next(),
            "--layouts" => layouts = args.next().unwrap_or_default().split(',').map(str::to_owned).collect(),
            file => titles = Some(std::fs::read_to_string(file).expect("the file with titles can be read")),
        }
    }
    let titles: Vec<String> = match titles {
        Some(text) => text.lines().map(str::to_owned).collect(),
        None => (0..200).map(made_up_title).collect(),
    };
    let (kit, _) = Kit::new(Vec::new(), 300);
    for layout in &layouts {
        cards(layout, &titles, &kit, sheet.as_deref());
    }
    match photos {
        Some(folder) => folder_of_photos(&folder, &kit, sheet.as_deref()),
        None => photo(&kit, sheet.as_deref()),
    }
}

fn folder_of_photos(folder: &str, kit: &Kit, sheet: Option<&str>) {
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the folder can be read").flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let path = UrlPath::from_plain(&name).expect("a file name is a path");
        let picture = Picture::photo("bench", OG, path, Digest::of(&bytes), Focus::default());
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

fn cards(layout: &str, titles: &[String], kit: &Kit, sheet: Option<&str>) {
    let name = format!("{layout}.svg");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/core/templates/cards").join(&name);
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".svg"]);
    tera.register_filter("date", |value: Value, _: Kwargs, _: &State| value.to_string()[..10].to_owned());
    tera.add_raw_template(&name, &std::fs::read_to_string(&path).expect("the layout is there")).expect("the layout is valid");
    let mut times = Vec::new();
    let mut bytes = 0;
    let mut findings = 0;
    for (number, title) in titles.iter().enumerate() {
        let context = context(title, number);
        let start = clock();
        let svg = tera.render(&name, &context).expect("the layout renders");
        let picture = Picture::card("bench", OG, &svg, Vec::new(), kit.fonts_digest(), title);
        let made = make(&picture, &|_| unreachable!("cards without pictures read nothing"), kit).expect("cards are always made");
        times.push(clock() - start);
        bytes += made.bytes.len();
        findings += made.findings.len();
        if let Some(folder) = sheet {
            std::fs::create_dir_all(folder).expect("the folder can be made");
            std::fs::write(format!("{folder}/{layout}-{number:03}.png"), &made.bytes).expect("the picture can be written");
            for finding in &made.findings {
                println!("  {number}: {}: {}", finding.rule, finding.message);
            }
        }
    }
    report(&format!("card {layout}"), &mut times, bytes / titles.len().max(1));
    println!("  {findings} findings");
}

fn photo(kit: &Kit, sheet: Option<&str>) {
    let bytes = made_up_photo(3000, 2000);
    let path = UrlPath::from_plain("/photo.jpg").expect("a plain path");
    let picture = Picture::photo("bench", OG, path, Digest::of(&bytes), Focus::default());
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

fn context(title: &str, number: usize) -> Context {
    let mut context = Context::new();
    let json = serde_json::json!({
        "page": { "title": title, "description": "", "lang": if title.contains('م') { "ar" } else { "en" }, "authors": ["Ada Lovelace"], "date": "2026-03-12T09:00:00Z", "tags": ["rain"] },
        "site": { "title": "Field Notes", "host": "notes.example", "url": "https://notes.example", "lang": "en" },
        "card": {
            "quote": title, "source": if number.is_multiple_of(3) { "" } else { "Ada Lovelace, Notes" },
            "value": "42 %", "label": title,
            "items": ["Measure at the same hour", "Keep the gauge away from walls", "Write it down at once"],
        },
        "options": {},
        "size": { "name": "og", "w": 1200, "h": 630 },
        "safe": { "x": 60, "y": 60, "w": 1080, "h": 510 },
    });
    for (key, value) in json.as_object().expect("an object") {
        context.insert_value(key.clone(), Value::from_serializable(value));
    }
    context
}

fn made_up_title(number: usize) -> String {
    const WORDS: [&str; 12] = ["rain", "measuring", "in", "gardens", "a", "year", "of", "notes", "on", "small", "weather", "stations"];
    let words: Vec<&str> = (0..3 + number % 12).map(|at| WORDS[(number * 7 + at * 5) % WORDS.len()]).collect();
    let text = words.join(" ");
    text[..1].to_uppercase() + &text[1..]
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
