//! Parses the command line, calls the library, prints, and exits with its code.

mod cli;
mod reports;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use cli::{CacheVerb, CardArgs, Cli, Color, FailOn, FixWhich, Global, PreviewArgs, ThemeVerb, Verb};
use smo_build::base::finding::Safety;
use smo_build::base::{Error, Finding};
use smo_build::{
    Accept, BuildOptions, CacheOptions, CardOptions, Common, Control, ExplainOptions, FixOptions, Keep, Look, OptimizeOptions,
    PreviewOptions, Ran, Talk, ThemePreviewOptions,
};
use smo_build::{config, lint, report};

/// Pages are thousands of small values each: a tenth of the time of a run is asking for memory.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse_from(arguments()) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    // What is given up while a picture is made is caught, and reported as a finding.
    let say = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !smo_build::is_drawing() {
            say(panic);
        }
    }));
    if let Some(jobs) = cli.global.jobs.filter(|jobs| *jobs > 0) {
        // Fails only if the pool exists already, and it does not yet.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    match run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => ExitCode::from(fail(&cli.global, &error)),
    }
}

/// What was typed, with what `SMO_ARGS` holds (a CI step's way to add flags without a shell) right
/// behind the verb: read first, so that a typed flag wins.
fn arguments() -> Vec<OsString> {
    let mut typed: Vec<OsString> = std::env::args_os().collect();
    if let Ok(more) = std::env::var("SMO_ARGS") {
        let behind = verb(&typed).map_or(typed.len(), |at| at + 1);
        typed.splice(behind..behind, more.split_whitespace().map(OsString::from));
    }
    typed
}

/// Where the verb stands: `build` is none in `--root build lint`.
fn verb(typed: &[OsString]) -> Option<usize> {
    let command = Cli::command();
    let valued: Vec<&clap::Arg> = command.get_arguments().filter(|arg| arg.get_action().takes_values()).collect();
    let is_long = |name: &str| {
        let called = |arg: &&&clap::Arg| arg.get_long() == Some(name) || arg.get_all_aliases().is_some_and(|names| names.contains(&name));
        valued.iter().any(|arg| called(&arg))
    };
    let is_short = |name: char| {
        let called =
            |arg: &&&clap::Arg| arg.get_short() == Some(name) || arg.get_all_short_aliases().is_some_and(|names| names.contains(&name));
        valued.iter().any(|arg| called(&arg))
    };
    // `--root DIR` and `-vc FILE` wait for a value; `--root=DIR` and `-cFILE` have it.
    let takes_value = |word: &str| match (word.strip_prefix("--"), word.strip_prefix('-')) {
        (Some(long), _) => is_long(long),
        (None, Some(shorts)) => shorts.find(is_short).is_some_and(|at| shorts[at..].chars().count() == 1),
        (None, None) => false,
    };
    let mut is_value = false;
    for (at, word) in typed.iter().enumerate().skip(1) {
        let word = word.to_string_lossy();
        if !is_value && command.find_subcommand(&*word).is_some() {
            return Some(at);
        }
        is_value = !is_value && takes_value(&word);
    }
    None
}

fn run(cli: &Cli) -> Result<u8, Error> {
    let global = &cli.global;
    let wanted = reports::Wanted::typed(global)?;
    let format = wanted.printed();
    let Ran { mut report, mut settings } = match &cli.verb {
        Verb::Explain(args) => return explain(global, args, format.name),
        Verb::Preview(args) => return preview(global, args, format.name),
        Verb::Card(args) => return card(global, args, format.name),
        Verb::Theme(verb) => return theme(global, verb, format.name),
        Verb::Cache(verb) => return cache(global, verb, format.name),
        Verb::Schema { name } => return schema(name),
        Verb::Platforms { id } => return platforms(id.as_deref(), format.name, global),
        Verb::Build(args) => {
            let mut options = build_options(global, args.dir.as_deref(), &args.show)?;
            options.output = args.output.clone();
            options.limit = args.limit;
            options.clean = args.clean;
            options.common.control = control(&args.findings);
            smo_build::build(&options)?
        }
        Verb::Optimize(args) => {
            let common = Common { control: control(&args.findings), ..common(global, None)? };
            let mut options = OptimizeOptions {
                common,
                folder: args.dir.clone(),
                out: args.out.clone(),
                dry_run: args.dry_run,
                diff: args.diff,
                share: args.share,
                only: args.only.clone(),
                keep: match (format.name == "human" && wanted.is_only_printed() && !global.verbose, shown_in_terminal(args.diff)) {
                    (true, true) => Keep::Blocks,
                    (true, false) => Keep::Lines,
                    (false, _) => Keep::All,
                },
                content: args.content.clone(),
                include: args.include.clone(),
                exclude: args.exclude.clone(),
            };
            if args.diff && std::io::stdout().is_terminal() {
                options.common.talk = Talk::Silent;
            }
            // A diff is for a pager or a patch: nothing else stands on its stream.
            let human = format.name == "human";
            let look = look(global, if human { std::io::stdout().is_terminal() } else { std::io::stderr().is_terminal() });
            smo_build::optimize_telling(&options, &mut |diff| {
                let diff = report::diff(diff, &look);
                if human { print(&diff) } else { complain(&diff) }
            })?
        }
        Verb::Lint(args) => {
            let mut options = build_options(global, None, &args.show)?;
            options.content.clone_from(&args.content);
            options.common.control = Control {
                page: args.page.clone(),
                changed_since: args.changed_since.clone(),
                parity: args.parity.clone(),
                accept: match (args.write_baseline, args.prune_baseline) {
                    (true, _) => Accept::All,
                    (false, true) => Accept::Fixed,
                    (false, false) => Accept::Nothing,
                },
                ..control(&args.findings)
            };
            if let Some(page) = &args.print_config {
                print(&smo_build::print_config(&options, args.dir.clone(), page)?);
                return Ok(0);
            }
            let safety = if args.fix == Some(FixWhich::Unsafe) { Safety::Unsafe } else { Safety::Safe };
            match args.fix.is_some() || args.diff {
                true => smo_build::fix(&options, args.dir.clone(), FixOptions { safety, dry: args.diff })?,
                false => smo_build::lint_site(&options, args.dir.clone())?,
            }
        }
    };
    let is_diff = match &cli.verb {
        Verb::Optimize(args) => args.diff,
        Verb::Lint(args) => args.diff,
        _ => false,
    };
    settings.lint.fail_on = fail_on(global, settings.lint.fail_on);
    let human = |report: &_| {
        let passed = matches!(&cli.verb, Verb::Lint(args) if args.show_passed);
        let look = Look { passed, ..look(global, shown_in_terminal(is_diff)) };
        let write = if is_diff { complain } else { print };
        let mut waiting = String::new();
        report::tell_human(report, &look, &mut |piece| {
            waiting.push_str(piece);
            if waiting.len() > PRINTED_AT_ONCE {
                write(&std::mem::take(&mut waiting));
            }
        });
        write(&waiting);
    };
    if is_diff && matches!(cli.verb, Verb::Lint(_)) {
        let is_human = wanted.is_human();
        let terminal = if is_human { std::io::stdout().is_terminal() } else { std::io::stderr().is_terminal() };
        let diff = report::diff(&report.diff, &look(global, terminal));
        if is_human { print(&diff) } else { complain(&diff) }
    }
    wanted.write(&mut report, &settings, &human)?;
    Ok(report::exit_code(&report, settings.lint.fail_on))
}

fn control(typed: &cli::Findings) -> Control {
    Control {
        select: typed.select.clone(),
        allow: typed.allow.clone(),
        warn: typed.warn.clone(),
        deny: typed.deny.clone(),
        platforms: typed.platforms.clone(),
        profile: typed.profile.clone(),
        baseline: typed.baseline.clone(),
        ..Control::default()
    }
}

/// What was typed, else what is set.
fn fail_on(global: &Global, set: config::FailOn) -> config::FailOn {
    global.fail_on.map_or(set, |level| match level {
        FailOn::Error => config::FailOn::Error,
        FailOn::Warning => config::FailOn::Warning,
        FailOn::Info => config::FailOn::Info,
        FailOn::Never => config::FailOn::Never,
    })
}

/// Do people see the report in a terminal? Beside a diff it goes to standard error.
fn shown_in_terminal(is_diff: bool) -> bool {
    if is_diff { std::io::stderr().is_terminal() } else { std::io::stdout().is_terminal() }
}

fn build_options(global: &Global, dir: Option<&Path>, show: &cli::Show) -> Result<BuildOptions, Error> {
    let common = Common { future: show.future, ..common(global, dir)? };
    Ok(BuildOptions { common, drafts: show.drafts, expired: show.expired, ..BuildOptions::default() })
}

fn common(global: &Global, dir: Option<&Path>) -> Result<Common, Error> {
    let talk = if global.quiet { Talk::Silent } else { Talk::Progress };
    Ok(Common {
        root: dir.map(Path::to_path_buf).or_else(|| global.root.clone()).unwrap_or_else(|| PathBuf::from(".")),
        config: global.config.clone(),
        base_url: global.base_url.clone(),
        now: now(global.now.as_deref())?,
        no_cache: global.no_cache,
        strict: global.strict,
        future: false,
        talk,
        shows: reports::shows(global),
        control: Control::default(),
        planned: smo_build::base::fs::Planned::default(),
    })
}

/// `--now`, else `SOURCE_DATE_EPOCH`, else the clock (none).
fn now(flag: Option<&str>) -> Result<Option<jiff::Timestamp>, Error> {
    if let Some(text) = flag {
        let help = "an instant looks like `2026-01-02T09:00:00Z`";
        return text.parse().map(Some).map_err(|_| usage("--now", format!("`{text}` is no instant"), help));
    }
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let stamp = seconds.trim().parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
            stamp.map(Some).ok_or_else(|| {
                usage("SOURCE_DATE_EPOCH", format!("`{seconds}` is no number of seconds"), "unset it, or give seconds since 1970")
            })
        }
        Err(_) => Ok(None),
    }
}

/// The JSON Schema of something that is written.
fn schema(name: &str) -> Result<u8, Error> {
    let Some((_, text)) = report::SCHEMAS.iter().find(|(known, _)| *known == name) else {
        let names: Vec<_> = report::SCHEMAS.iter().map(|(name, _)| *name).collect();
        return Err(usage("schema", format!("there is no schema of `{name}`"), &format!("one of {}", names.join(", "))));
    };
    print(text);
    Ok(0)
}

fn usage(flag: &str, message: String, help: &str) -> Error {
    Error::Invalid(vec![Finding::error("usage", message, smo_build::base::Place::File(flag.into())).help(help)])
}

/// A rule's page, the list of all rules, or a page of a site accounted for.
fn explain(global: &Global, args: &cli::ExplainArgs, format: &str) -> Result<u8, Error> {
    if !matches!(format, "human" | "json") {
        return Err(usage("--format", format!("`{format}` is no format for what is explained"), "one of human, json"));
    }
    let Some(name) = args.what.as_deref() else {
        print(&if format == "json" { lint::explain_all_json() } else { lint::explain_all() });
        return Ok(0);
    };
    let lower = name.to_ascii_lowercase();
    // As a report names it: `warning[title-too-long]`.
    let lower = lower.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or(lower.as_str(), |(rule, _)| rule);
    let rule = if format == "json" { lint::explain_json(lower) } else { lint::explain(lower) };
    if let Some(text) = rule.filter(|_| args.within.is_none()) {
        print(&text);
        return Ok(0);
    }
    let near = smo_build::base::nearest::nearest(lower, lint::rules().map(|rule| rule.name));
    // Pages are known by a slash or an ending; a word is a slip in a rule's name.
    if let (Some(near), false, None) = (near, name.contains(['/', '.']), &args.within) {
        return Err(usage("explain", format!("there is no rule `{lower}`"), &format!("did you mean `{near}`?")));
    }
    let mut build = build_options(global, None, &args.show)?;
    build.content.clone_from(&args.content);
    let page = smo_build::explain(&ExplainOptions { build, page: name.to_owned(), within: args.within.clone() })?;
    match format {
        "json" => print(&report::explain_json(&page)),
        _ => print(&report::explain(&page, &look(global, std::io::stdout().is_terminal()))),
    }
    Ok(0)
}

/// How platforms will show one page.
fn preview(global: &Global, args: &PreviewArgs, format: &str) -> Result<u8, Error> {
    if !matches!(format, "human" | "json") {
        return Err(usage("--format", format!("`{format}` is no format for a preview"), "one of human, json"));
    }
    let mut build = build_options(global, None, &args.show)?;
    build.content.clone_from(&args.content);
    let page = smo_build::preview(&PreviewOptions {
        build,
        page: args.page.clone(),
        within: args.within.clone(),
        platforms: args.platforms.iter().map(|id| id.to_ascii_lowercase()).collect(),
        optimized: args.optimized,
    })?;
    match format {
        "json" => print(&report::preview_json(&page)),
        _ => print(&report::preview(&page, &look(global, std::io::stdout().is_terminal()))),
    }
    Ok(report::exit_code_of(&page.findings, fail_on(global, config::FailOn::Never)))
}

/// The card of one page.
fn card(global: &Global, args: &CardArgs, format: &str) -> Result<u8, Error> {
    let mut build = build_options(global, None, &args.show)?;
    build.content.clone_from(&args.content);
    let card = smo_build::card(&CardOptions {
        build,
        page: args.page.clone(),
        within: args.within.clone(),
        size: Some(args.size.clone()),
        layout: args.layout.clone(),
        file: args.output.clone(),
    })?;
    match format {
        "human" => print(&report::card(&card, &look(global, std::io::stdout().is_terminal()))),
        "json" => print(&report::card_json(&card)),
        other => return Err(usage("--format", format!("`{other}` is no format for a card"), "one of human, json")),
    }
    if args.open {
        smo_build::open(&card.file)?;
    }
    Ok(report::exit_code_of(&card.findings, fail_on(global, config::FailOn::Error)))
}

fn theme(global: &Global, verb: &ThemeVerb, format: &str) -> Result<u8, Error> {
    let unknown = || Err(usage("--format", format!("themes are not written as `{format}`"), "one of human, json"));
    match verb {
        ThemeVerb::List => {
            let themes = smo_build::theme_list(&common(global, None)?)?;
            match format {
                "human" => print(&report::themes(&themes)),
                "json" => print(&report::themes_json(&themes)),
                _ => return unknown(),
            }
            Ok(0)
        }
        ThemeVerb::Preview { out, layouts, open } => {
            let preview = smo_build::theme_preview(&ThemePreviewOptions {
                common: common(global, None)?,
                out: out.clone(),
                layouts: layouts.clone(),
            })?;
            match format {
                "human" => print(&report::gallery(&preview.page, &preview.gallery, &look(global, std::io::stdout().is_terminal()))),
                "json" => print(&report::gallery_json(&preview.page, &preview.gallery)),
                _ => return unknown(),
            }
            if *open {
                smo_build::open(&preview.page)?;
            }
            let findings: Vec<_> = report::gallery_findings(&preview.gallery).collect();
            Ok(report::exit_code_of(findings, fail_on(global, config::FailOn::Error)))
        }
    }
}

/// What is kept of made pictures.
fn cache(global: &Global, verb: &CacheVerb, format: &str) -> Result<u8, Error> {
    let options = |sites: &cli::Sites, max_mb, dry_run| -> Result<CacheOptions, Error> {
        Ok(CacheOptions { common: common(global, None)?, sites: sites.dirs.clone(), max_mb, dry_run })
    };
    let text = match (verb, format) {
        (CacheVerb::Stats { sites, key: true }, _) => format!("{}\n", smo_build::cache_stats(&options(sites, None, true)?)?.key),
        (CacheVerb::Stats { sites, .. }, "human") => report::cache_stats(&smo_build::cache_stats(&options(sites, None, true)?)?),
        (CacheVerb::Stats { sites, .. }, "json") => report::cache_json(&smo_build::cache_stats(&options(sites, None, true)?)?),
        (CacheVerb::Prune { sites, max_mb, dry_run }, "human") => {
            report::cache_pruned(&smo_build::cache_prune(&options(sites, *max_mb, *dry_run)?)?, *dry_run)
        }
        (CacheVerb::Prune { sites, max_mb, dry_run }, "json") => {
            report::cache_json(&smo_build::cache_prune(&options(sites, *max_mb, *dry_run)?)?)
        }
        (_, other) => return Err(usage("--format", format!("`{other}` is no format for the cache"), "one of human, json")),
    };
    print(&text);
    Ok(0)
}

/// The tables of networks and readers, or all about one.
fn platforms(id: Option<&str>, format: &str, global: &Global) -> Result<u8, Error> {
    use report::platforms;
    let id = id.map(str::to_ascii_lowercase);
    let Some(chosen) = platforms::chosen(id.as_deref()) else {
        let id = id.unwrap_or_default();
        return Err(usage("platforms", format!("`{id}` is no network and no reader of link previews"), &platforms::unknown(&id)));
    };
    let text = match format {
        "human" => platforms::human(&chosen, &look(global, std::io::stdout().is_terminal())),
        "json" => platforms::json(&chosen),
        "markdown" => platforms::markdown(&chosen),
        other => return Err(usage("--format", format!("the tables are not written as `{other}`"), "one of human, json, markdown")),
    };
    print(&text);
    Ok(0)
}

/// How things look on an output.
fn look(global: &Global, terminal: bool) -> Look {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && !no_color && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    };
    let width = terminal_width().unwrap_or(100);
    Look { color, verbose: global.verbose, quiet: global.quiet, terminal, ascii: terminal && !has_signs(), passed: false, width }
}

/// Does the terminal show more than letters? Only a locale that is set and says otherwise counts.
fn has_signs() -> bool {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    named.is_none_or(|locale| locale.to_ascii_lowercase().replace('-', "").contains("utf8"))
}

fn terminal_width() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok()
}

/// Says why nothing could be done, and with which code to leave.
fn fail(global: &Global, error: &Error) -> u8 {
    let text = match error {
        Error::Invalid(findings) => {
            // Whole, also in a log: whoever reads it has to act on it.
            report::findings(findings, &Look { verbose: true, quiet: global.quiet, terminal: true, ..Look::default() })
        }
        Error::Io { path, source } => {
            let help = error.help().map_or(String::new(), |help| format!("  = help: {help}\n"));
            format!("error: {}: {}\n{help}", path.display(), smo_build::base::error::reason(source))
        }
        Error::Nothing(why) => format!("nothing to do: {why}\n"),
    };
    complain(&text);
    error.exit_code()
}

fn complain(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// A reader that hangs up (`| head`) is no failure.
/// In bytes; more would be held in memory.
const PRINTED_AT_ONCE: usize = 64 * 1024;

fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
