# Checks the inputs once and says where things are; everything later reads its outputs.

. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

one_of() {
  local name=$1 value=$2 word
  shift 2
  for word in "$@"; do [ "$value" = "$word" ] && return; done
  fail "$name" "\`$name: $value\` is not one of: $*"
}

one_of mode "$INPUT_MODE" build optimize lint
one_of fail-on "$INPUT_FAIL_ON" error warning info never
one_of cache "$INPUT_CACHE" true false
one_of upload-pages "$INPUT_UPLOAD_PAGES" auto true false
case "$INPUT_CACHE_MAX_MB" in
  '' | *[!0-9]*) fail cache-max-mb "\`cache-max-mb: $INPUT_CACHE_MAX_MB\` is not a whole number" ;;
esac
inside "$INPUT_PATH" path
[ -z "$INPUT_OUTPUT" ] || inside "$INPUT_OUTPUT" output
cd "$GITHUB_WORKSPACE"
[ -d "$INPUT_PATH" ] || fail path "there is no folder \`$INPUT_PATH\` in the checkout" 3

# Where the site will be, and where the run keeps its pictures.
case "$INPUT_MODE" in
  build)
    output=$INPUT_OUTPUT
    if [ -z "$output" ]; then
      configured=
      [ ! -f "$INPUT_PATH/smo.yaml" ] || configured=$(top_level output "$INPUT_PATH/smo.yaml")
      inside "${configured:-public}" output
      output=$INPUT_PATH/${configured:-public}
    fi
    cache_dir=$INPUT_PATH/.smo/cache
    ;;
  *)
    output=$INPUT_PATH
    cache_dir=.smo/cache
    ;;
esac

upload=$INPUT_UPLOAD_PAGES
if [ "$upload" = auto ]; then
  upload=false
  case "${GITHUB_EVENT_NAME:-}" in
    push | schedule | workflow_dispatch)
      if [ "${GITHUB_REF:-}" = "refs/heads/${DEFAULT_BRANCH:-main}" ]; then upload=true; fi
      ;;
  esac
fi
[ "$INPUT_MODE" != lint ] || upload=false

install=true
[ -z "${SMO_BUILD_BINARY_PATH:-}" ] || install=false

# The program is a function of its sources: equal sources, equal key.
sources=$(cd "$GITHUB_ACTION_PATH" && find Cargo.toml Cargo.lock src themes -type f -print0 | LC_ALL=C sort -z | xargs -0 cat | digest)

set_output output-dir "$output"
set_output cache-dir "$cache_dir"
set_output cache "$INPUT_CACHE"
set_output upload "$upload"
set_output install "$install"
set_output binary-key "smo-build-${RUNNER_OS:-unknown}-${RUNNER_ARCH:-unknown}-$sources"
