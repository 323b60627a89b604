# Runs smo-build once, shows what it says, and turns its reports into annotations, a summary and outputs.
# The exit code is kept for the verdict, so that what comes between still happens.

. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$GITHUB_WORKSPACE"

program=${SMO_BUILD_BINARY_PATH:-$RUNNER_TEMP/smo-build/bin/smo-build}
[ -x "$program" ] || fail install "there is no program at $program"

reports=$RUNNER_TEMP/smo-report
mkdir -p "$reports"
json=$reports/report.json
annotations=$reports/annotations.txt
markdown=$reports/summary.md
html=$reports/report.html
sarif=$reports/report.sarif
rm -f "$json" "$annotations" "$markdown" "$html" "$sarif"

flags=(--report "json=$json" --report "github=$annotations" --report "markdown=$markdown" --report "html=$html" --report "sarif=$sarif" --fail-on "$INPUT_FAIL_ON" --color never --format human)
if [ "$INPUT_MODE" = build ] && [ -n "$INPUT_OUTPUT" ]; then flags+=(-o "$INPUT_OUTPUT"); fi
if [ -n "$BASE_URL" ]; then export SMO_SITE_URL=$BASE_URL; fi
if [ -z "${SMO_ARGS:-}" ]; then unset SMO_ARGS; fi
# A folder that begins with a dash is a folder. (No `--`: flags of SMO_ARGS are read after these.)
folder=$INPUT_PATH
case "$folder" in -*) folder=./$folder ;; esac

# What it prints holds text of the author's; between these two lines GitHub reads no commands.
stop=$(random_word)
printf '::stop-commands::%s\n' "$stop"
code=0
"$program" "$INPUT_MODE" "${flags[@]}" "$folder" 2>&1 || code=$?
printf '\n::%s::\n' "$stop"

if [ -s "$annotations" ]; then cat "$annotations"; fi

# number KEY: the first number under that key of the JSON report; the summary comes first in it,
# and a quote inside author text is always escaped there.
number() { { grep -o "\"$1\": *[0-9]*" "$json" 2>/dev/null || true; } | head -n 1 | sed 's/.*[^0-9]//'; }

set_output exit-code "$code"
set_output errors "$(number errors)"
set_output warnings "$(number warnings)"
set_output pictures-drawn "$(number drawn)"
set_output pictures-reused "$(number reused)"
set_output report-json "$json"
set_output report-html "$html"
set_output report-sarif "$sarif"

# GitHub refuses a summary above 1 MiB as a whole.
if [ -s "$markdown" ]; then head -c 1000000 "$markdown" >>"$GITHUB_STEP_SUMMARY"; fi

# Stale pictures are harmless: only above the limit does what no page names go. Where that is not
# enough, or there are no pages to ask, the next run starts anew.
megabytes() { du -sm "$CACHE_DIR" | cut -f1; }
if [ -d "$CACHE_DIR" ] && size=$(megabytes) && [ "$size" -gt "$CACHE_MAX_MB" ]; then
  root=.
  [ "$INPUT_MODE" != build ] || root=$folder
  env -u SMO_ARGS "$program" cache prune --root "$root" --max-mb "$CACHE_MAX_MB" "./$OUTPUT_DIR" >/dev/null 2>&1 || true
  if [ "$(megabytes)" -gt "$CACHE_MAX_MB" ]; then rm -rf "$CACHE_DIR"; fi
  notice cache "the picture cache held $size MB, more than $CACHE_MAX_MB: pictures that no page names were dropped"
fi

# Names in the cache are hashes of content: equal names, equal cache, nothing to save.
save=false
if [ -d "$CACHE_DIR" ]; then
  key=smo-v1-${RUNNER_OS:-unknown}-$(cd "$CACHE_DIR" && find . -type f | LC_ALL=C sort | digest)
  set_output cache-key "$key"
  if [ "$key" != "${RESTORED_KEY:-}" ] && [ "${GITHUB_EVENT_NAME:-}" != pull_request ]; then save=true; fi
fi
set_output save-cache "$save"
