//! A site in memory: clean sites are read once, a mutant is a copy with one fault, written to a folder only to be judged.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use smo_build::base::{Error, Finding};
use smo_build::{Accept, BuildOptions, Common};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Finished HTML, as a generator left it.
    Html,
    /// A project of ours: `smo.yaml` and Markdown.
    Source,
}

#[derive(Clone)]
pub struct Site {
    pub name: &'static str,
    pub kind: Kind,
    /// Where it is said to live.
    pub base: &'static str,
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// The Markdown that finished HTML was made from, where lint is told of it: `content/posts/rain.md`.
    pub sources: BTreeMap<String, Arc<[u8]>>,
    /// The same, where lint could be told of it.
    untold: BTreeMap<String, Arc<[u8]>>,
    /// What the site was like when it was last looked at: the baseline, without the findings in it.
    baseline: Option<Arc<[u8]>>,
}

const BASELINE: &str = "smo-baseline.json";
const HOST: &str = "https://notes.example.org";

/// The clean sites, in the order in which faults are dealt to them.
pub fn clean_sites() -> Vec<Site> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutants/sites");
    let html = |name: &'static str, base: &'static str| Site {
        name,
        kind: Kind::Html,
        base,
        files: read(&folder.join(name), ""),
        sources: BTreeMap::new(),
        untold: BTreeMap::new(),
        baseline: None,
    };
    let ours = Site {
        name: "ours",
        kind: Kind::Source,
        base: HOST,
        files: read(&folder.join("ours"), "static/"),
        sources: BTreeMap::new(),
        untold: BTreeMap::new(),
        baseline: None,
    };
    let untold =
        ours.files.iter().filter(|(path, _)| path.starts_with("content/")).map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    let built =
        Site { name: "ours-built", kind: Kind::Html, base: HOST, files: built(&ours), sources: BTreeMap::new(), untold, baseline: None };
    vec![
        html("hugo", HOST),
        html("jekyll", HOST),
        html("eleventy", HOST),
        html("astro", HOST),
        html("mkdocs", "https://notes.example.org/handbook"),
        built,
        ours,
    ]
}

/// The files of a folder, and the pictures that its `pictures.txt` names.
fn read(root: &Path, pictures: &str) -> BTreeMap<String, Arc<[u8]>> {
    let mut files = tree(root);
    let list = files.remove("pictures.txt").expect("each site lists its pictures");
    for line in String::from_utf8_lossy(&list).lines() {
        let (path, size) = line.split_once(' ').expect("path and size");
        let (width, height) = size.split_once('x').expect("1200x630");
        let (width, height) = (width.parse().expect("a number"), height.parse().expect("a number"));
        files.insert(format!("{pictures}{path}"), picture(path, width, height));
    }
    files
}

fn tree(root: &Path) -> BTreeMap<String, Arc<[u8]>> {
    let files = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("readable")).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            (name, fs::read(entry.path()).expect("readable").into())
        })
        .collect()
}

/// What `build` makes of our own site: the sixth generator.
fn built(ours: &Site) -> BTreeMap<String, Arc<[u8]>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    ours.write(folder.path());
    let ran = smo_build::build(&options(folder.path())).expect("our own site builds");
    tree(&folder.path().join(ran.settings.output))
}

fn options(root: &Path) -> BuildOptions {
    let now = Some("2026-06-01T12:00:00Z".parse().expect("an instant"));
    BuildOptions { common: Common { root: root.to_path_buf(), now, no_cache: true, ..Common::default() }, ..BuildOptions::default() }
}

impl Site {
    pub fn write(&self, folder: &Path) {
        put(folder, &self.files);
    }

    /// How many pages lint saw, and what it says, with the paths of findings as they are in the site.
    pub fn lint(&self) -> (usize, Vec<Finding>) {
        let (pages, findings, _) = self.look(Accept::Nothing);
        (pages, findings)
    }

    /// From now on this is what the site was like.
    pub fn accept(&mut self) {
        let (.., baseline) = self.look(Accept::All);
        let mut baseline: serde_json::Value = serde_json::from_slice(&baseline.expect("it is written")).expect("JSON");
        // A finding that was there before is compared by the one who judges.
        baseline["findings"] = serde_json::json!({});
        self.baseline = Some(baseline.to_string().into_bytes().into());
    }

    fn look(&self, accept: Accept) -> (usize, Vec<Finding>, Option<Vec<u8>>) {
        let (folder, beside) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        self.write(folder.path());
        let mut options = options(folder.path());
        // All that the rules know, advice that nobody measured too.
        options.common.control.profile = Some("pedantic".to_owned());
        options.common.control.accept = accept;
        let home = if self.kind == Kind::Source { folder.path() } else { beside.path() };
        if let Some(baseline) = &self.baseline {
            fs::write(home.join(BASELINE), baseline).expect("a file");
        }
        let ran = match self.kind {
            Kind::Source => smo_build::lint_site(&options, None),
            Kind::Html => {
                // Beside the site, where no settings lie.
                options.common.root = beside.path().to_path_buf();
                options.common.base_url = Some(self.base.to_owned());
                if !self.sources.is_empty() {
                    put(beside.path(), &self.sources);
                    options.content = Some(beside.path().join("content"));
                }
                smo_build::lint_site(&options, Some(folder.path().to_path_buf()))
            }
        };
        let (pages, mut findings) = match ran {
            Ok(ran) => (ran.report.pages.len(), ran.report.findings),
            // What makes a run impossible is told in the same way.
            Err(Error::Invalid(findings)) => (0, findings),
            Err(error) => panic!("{}: {error:#?}", self.name),
        };
        for finding in &mut findings {
            for root in [folder.path(), beside.path()] {
                relative(finding, &format!("{}/", root.display()));
            }
        }
        (pages, findings, fs::read(home.join(BASELINE)).ok())
    }

    /// From now on lint is told of the Markdown; none if there is none.
    pub fn told(&mut self) -> Option<()> {
        self.sources = std::mem::take(&mut self.untold);
        (!self.sources.is_empty()).then_some(())
    }

    pub fn text(&self, path: &str) -> Option<String> {
        Some(String::from_utf8(self.files.get(path)?.to_vec()).expect("text"))
    }

    pub fn put(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        self.files.insert(path.to_owned(), bytes.as_ref().into());
    }

    /// Pages of a finished site, in path order.
    pub fn pages(&self) -> Vec<String> {
        if self.kind == Kind::Source {
            return Vec::new();
        }
        // A fault is planted where people look: not on lists of tags and later pages of lists.
        let dull = ["tags/", "404.html", "posts/index.html", "page/"];
        self.files.keys().filter(|path| path.ends_with(".html") && !dull.iter().any(|part| path.starts_with(part))).cloned().collect()
    }

    /// Those with a post, or with a chapter, on them.
    pub fn posts(&self) -> Vec<String> {
        let posts = ["three-gauges", "oven-curve", "slow-letters", "reading-lamp", "boot-drying", "window-birds"];
        self.pages().into_iter().filter(|path| posts.iter().any(|post| path.contains(post))).collect()
    }

    /// The address of a page below the host: `/notes/rain/`.
    pub fn url_path(&self, page: &str) -> String {
        let path = page.strip_suffix("index.html").unwrap_or(page);
        format!("{}/{path}", self.base.strip_prefix(HOST).expect("all live on one host"))
    }

    /// The public address of a file.
    pub fn address(&self, file: &str) -> String {
        format!("{}/{}", self.base, file.strip_suffix("index.html").unwrap_or(file))
    }
}

fn put(folder: &Path, files: &BTreeMap<String, Arc<[u8]>>) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

fn relative(finding: &mut Finding, prefix: &str) {
    use smo_build::base::Place;
    let cut = |path: &Arc<str>| path.strip_prefix(prefix).map(Arc::from).unwrap_or_else(|| path.clone());
    finding.at = match std::mem::replace(&mut finding.at, Place::Site) {
        Place::File(path) => Place::File(cut(&path)),
        Place::Spot(mut spot) => {
            spot.path = cut(&spot.path);
            Place::Spot(spot)
        }
        other => other,
    };
}

type Made = HashMap<(String, u32, u32), Arc<[u8]>>;

/// A picture of that size, in the format of its name; a different one for each name.
pub fn picture(name: &str, width: u32, height: u32) -> Arc<[u8]> {
    static MADE: LazyLock<Mutex<Made>> = LazyLock::new(Mutex::default);
    let key = (name.to_owned(), width, height);
    if let Some(made) = MADE.lock().expect("no panic while it is held").get(&key) {
        return made.clone();
    }
    let bytes = match name.rsplit('.').next().expect("an extension") {
        "jpg" => hills(name, width, height),
        "avif" => heif(b"avif", width, height),
        "heic" => heif(b"heic", width, height),
        "svg" => format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"><rect width=\"{width}\" height=\"{height}\" fill=\"#1d4e63\"/></svg>\n").into_bytes(),
        other => {
            let format = image::ImageFormat::from_extension(other).expect("a format of pictures");
            let drawn = image::RgbaImage::from_fn(width, height, |x, y| image::Rgba([(x * 200 / width) as u8, (y * 200 / height) as u8, 90, 255]));
            let drawn = if other == "ico" || other == "gif" { drawn.into() } else { image::DynamicImage::from(drawn).to_rgb8().into() };
            let mut bytes = std::io::Cursor::new(Vec::new());
            image::DynamicImage::write_to(&drawn, &mut bytes, format).expect("it is encoded");
            bytes.into_inner()
        }
    };
    let made: Arc<[u8]> = bytes.into();
    MADE.lock().expect("no panic while it is held").insert(key, made.clone());
    made
}

/// A JPEG of two hills under a sky, in colours and shapes of its name: nobody's picture is another's.
fn hills(name: &str, width: u32, height: u32) -> Vec<u8> {
    let mut rng = Rng::new(name.bytes().fold(7, |number, byte| number * 131 % 1_000_003 + u64::from(byte)));
    let mut colour = |low: usize| [(); 3].map(|()| (low + rng.below(90)) as u8);
    let (sky, far, near) = (colour(150), colour(90), colour(20));
    let (first, second) = (rng.below(90), rng.below(90));
    let edges: Vec<(u32, u32)> = (0..width)
        .map(|x| {
            let wave = |shift: usize, times: f32| (x as f32 / width as f32 * times + shift as f32).sin() * height as f32 / 9.0;
            ((height as f32 * 0.5 + wave(first, 7.0)) as u32, (height as f32 * 0.7 + wave(second, 11.0)) as u32)
        })
        .collect();
    let drawn = image::RgbImage::from_fn(width, height, |x, y| {
        let (high, low) = edges[x as usize];
        image::Rgb(if y < high {
            sky
        } else if y < low {
            far
        } else {
            near
        })
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, image::ImageFormat::Jpeg).expect("it is encoded");
    bytes.into_inner()
}

/// The head of an AVIF or HEIC file of that size: what a header is read for.
fn heif(brand: &[u8; 4], width: u32, height: u32) -> Vec<u8> {
    let section = |kind: &[u8], content: &[u8]| [&(content.len() as u32 + 8).to_be_bytes(), kind, content].concat();
    let extents = section(b"ispe", &[&[0; 4][..], &width.to_be_bytes(), &height.to_be_bytes()].concat());
    let properties = section(b"iprp", &section(b"ipco", &extents));
    let meta = section(b"meta", &[&[0; 4][..], &properties].concat());
    let mut bytes = [section(b"ftyp", &[&brand[..], b"\0\0\0\0mif1"].concat()), meta].concat();
    bytes.resize(24_000, 7);
    bytes
}

/// A sequence of numbers that is the same on every machine.
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((mixed ^ (mixed >> 31)) >> 11) % end as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { Some(&of[self.below(of.len())]) }
    }
}
