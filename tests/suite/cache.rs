//! Stories about pictures that are kept: shared, spoiled, carried elsewhere, and let go.

use std::fs;
use std::process::{Child, Command, Stdio};

use smo_build::CacheOptions;

use crate::support::{CONFIG, Sandbox};

const NOW: &str = "2026-06-01T12:00:00Z";

fn post(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndescription: A year on the roof.\ndate: 2026-01-02\n---\n{body}\n")
}

fn blog(posts: usize) -> Sandbox {
    let add = |site: Sandbox, at: usize| site.with(&format!("content/posts/p{at}.md"), &post(&format!("Gauge number {at}"), "Drops fell."));
    (0..posts).fold(Sandbox::empty().with("smo.yaml", CONFIG), add)
}

/// Names of the pictures that pages of `public/` show.
fn pictures(site: &Sandbox) -> Vec<String> {
    site.tree("public/smo").into_keys().filter(|name| name.ends_with(".png") || name.ends_with(".jpg")).collect()
}

fn card_of(site: &Sandbox, page: &str) -> String {
    site.build().page(page).meta("og:image").rsplit('/').next().unwrap().to_owned()
}

#[test]
fn two_runs_at_once_share_one_cache() {
    let site = blog(12);
    let start = |output: &str| -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_smo-build"));
        command.current_dir(site.root()).args(["build", "-q", "--now", NOW, "-o", output]).env_remove("SMO_ARGS");
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
    };
    let runs = ["one", "two"].map(start);
    for mut run in runs {
        assert!(run.wait().expect("it ends").success());
    }
    let (one, two) = (site.tree("one"), site.tree("two"));
    assert!(one.keys().filter(|name| name.starts_with("smo/gauge") || name.starts_with("smo/p")).count() >= 12, "{:?}", one.keys());
    assert!(one == two, "both wrote the same site");
    let third = site.build();
    assert_eq!(third.report().pictures_drawn, 0, "what they left is whole");
    assert!(site.tree(".smo/cache").keys().all(|name| !name.starts_with('.')), "and nothing half-written");
}

#[test]
fn a_cache_from_another_machine_draws_nothing_anew() {
    let here = blog(3);
    here.build();
    let there = blog(3);
    for (name, bytes) in here.tree(".smo/cache") {
        there.write(&format!(".smo/cache/{name}"), &bytes);
    }
    assert_eq!(there.build().report().pictures_drawn, 0);
    assert!(here.tree("public") == there.tree("public"));
}

#[test]
fn a_spoiled_entry_is_noticed_and_made_anew() {
    let site = blog(1);
    site.build();
    let whole = site.tree("public");
    let name = pictures(&site)[0].clone();
    let path = site.path(&format!(".smo/cache/{name}"));
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    type Spoil<'a> = &'a dyn Fn(&mut Vec<u8>);
    let spoil: [Spoil; 3] = [&|bytes| bytes[middle] ^= 1, &|bytes| bytes.truncate(middle), &|bytes| bytes.clear()];
    for spoil in spoil {
        spoil(&mut bytes);
        fs::write(&path, &bytes).unwrap();
        fs::remove_dir_all(site.path("public")).unwrap();
        assert_eq!(site.build().report().pictures_drawn, 1);
        assert!(site.tree("public") == whole);
        bytes = fs::read(&path).unwrap();
    }
    assert_eq!(site.build().report().pictures_drawn, 0, "and mended");
}

#[test]
fn a_card_is_named_for_what_is_seen_of_it() {
    let site = blog(0).with("content/rain.md", &post("Rain", "It rained."));
    let name = card_of(&site, "rain/index.html");
    site.write("content/rain.md", post("Rain", "It rained, and *then* it rained some more.").as_bytes());
    assert_eq!(card_of(&site, "rain/index.html"), name, "the text of a post is not on its card");
    site.write("smo.yaml", format!("{CONFIG}paginate: 3\nextra: {{colour: blue}}\n").as_bytes());
    assert_eq!(card_of(&site, "rain/index.html"), name, "nor are settings of other things");
    // A layout of the author's with two options, of which it shows one.
    site.write("templates/cards/default.svg", br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630"><rect width="1200" height="630" fill="{{ options.ground }}"/><text data-smo-fit="x:80 y:80 w:1040 h:400 size:90..50">{{ page.title }}</text></svg>"#);
    let options = |ground: &str, unused: &str| {
        let yaml =
            format!("options: {{ground: {{type: string, default: \"{ground}\"}}, unused: {{type: string, default: \"{unused}\"}}}}\n");
        site.write("templates/cards/default.yaml", yaml.as_bytes());
        card_of(&site, "rain/index.html")
    };
    let own = options("#fff", "a");
    assert_ne!(own, name);
    assert_eq!(options("#fff", "b"), own, "an option that the layout does not use");
    assert_ne!(options("#ffe", "b"), own, "an option that it does");
    let before = options("#fff", "a");
    site.write("content/rain.md", post("More rain", "It rained.").as_bytes());
    assert_ne!(card_of(&site, "rain/index.html"), before, "the title is what a card shows");
}

#[test]
fn another_budget_is_kept_by_pictures_of_a_warm_run_too() {
    let site = blog(1);
    site.build().finds_no("card-too-heavy");
    site.write("smo.yaml", format!("{CONFIG}cards: {{budget_kb: 1}}\n").as_bytes());
    site.build().finds("card-too-heavy", "content/posts/p0.md:2:8");
}

fn prune(site: &Sandbox, max_mb: Option<u32>) -> smo_build::model::report::Shelf {
    let options = CacheOptions { common: site.build.common.clone(), max_mb, ..CacheOptions::default() };
    smo_build::cache_prune(&options).expect("it can be pruned")
}

#[test]
fn pruning_keeps_what_a_page_names() {
    let site = blog(2);
    site.build();
    let first = pictures(&site);
    site.write("content/posts/p0.md", post("Another title", "Drops fell.").as_bytes());
    site.build();
    let (dry, stock) = (CacheOptions { common: site.build.common.clone(), ..CacheOptions::default() }, site.tree(".smo/cache"));
    assert_eq!(smo_build::cache_stats(&dry).unwrap().unused, 1);
    assert_eq!(site.tree(".smo/cache"), stock, "looking changes nothing");
    let pruned = prune(&site, None);
    assert_eq!((pruned.unused, pruned.pictures), (1, first.len() + 1));
    assert_eq!(site.build().report().pictures_drawn, 0, "what is shown was kept");
    assert_eq!(prune(&site, None).unused, 0);
}

#[test]
fn without_pages_nothing_is_pruned() {
    let site = blog(1);
    site.build();
    let sites = vec![site.path("public"), site.path("pubic")];
    let misspelt = CacheOptions { common: site.build.common.clone(), sites, ..CacheOptions::default() };
    assert!(smo_build::cache_prune(&misspelt).is_err(), "one of several sites is not there");
    fs::remove_dir_all(site.path("public")).unwrap();
    let options = CacheOptions { common: site.build.common.clone(), ..CacheOptions::default() };
    assert!(smo_build::cache_prune(&options).is_err());
    assert!(!site.tree(".smo/cache").is_empty());
}

#[test]
fn a_cache_above_its_limit_lets_go_of_what_a_run_did_not_use() {
    let site = blog(1);
    site.write(".smo/cache/old-og-0123456789.png", &vec![1; 2_000_000]);
    site.write("smo.yaml", format!("{CONFIG}cache: {{max_mb: 1}}\n").as_bytes());
    site.build();
    assert!(!site.path(".smo/cache/old-og-0123456789.png").exists());
    assert_eq!(site.build().report().pictures_drawn, 0);
}
