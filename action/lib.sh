# Shared by the scripts of the action: talk to GitHub without letting a value become a command.

set -euo pipefail

# A value for `::warning ...::VALUE`, where %, CR and LF end or forge a command.
escape_data() {
  local text=$1
  text=${text//'%'/'%25'}
  text=${text//$'\r'/'%0D'}
  printf '%s' "${text//$'\n'/'%0A'}"
}

notice() { printf '::notice title=%s::%s\n' "$1" "$(escape_data "$2")"; }
warning() { printf '::warning title=%s::%s\n' "$1" "$(escape_data "$2")"; }

# fail TITLE MESSAGE [CODE]
fail() {
  printf '::error title=%s::%s\n' "$1" "$(escape_data "$2")"
  exit "${3:-2}"
}

random_word() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# set_output NAME VALUE: in the delimited form, so that a line break in VALUE sets no second output.
set_output() {
  local mark
  mark=end_$(random_word)
  printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >>"$GITHUB_OUTPUT"
}

# SHA-256 of standard input; macOS has no sha256sum.
digest() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-32
}

# inside PATH WHAT: refuses what is absolute or climbs out of the checkout.
inside() {
  case "/$1/" in
    //*) fail "$2" "\`$1\` is absolute; write it relative to the checkout" ;;
    */../*) fail "$2" "\`$1\` leaves the checkout" ;;
  esac
}

# top_level KEY FILE: the scalar of a top-level key of a YAML file, `KEY: value`.
top_level() {
  awk -v key="$1" 'index($0, key ":") == 1 { sub(/^[^:]*:[ \t]*/, ""); print; exit }' "$2" | unquoted
}

# site_url FILE: `site.url`, in block form or as `site: {url: ...}`.
site_url() {
  awk '
    /^site:/                  { inside = 1; flow = $0 }
    /^[^ \t#]/ && !/^site:/   { inside = 0 }
    inside && /^[ \t]+url:/   { sub(/^[ \t]*url:[ \t]*/, ""); print; exit }
    inside && /[{,][ \t]*url:/ { sub(/^.*[{,][ \t]*url:[ \t]*/, ""); sub(/[ \t]*[,}].*$/, ""); print; exit }
  ' "$1" | unquoted
}

unquoted() { sed -e 's/[[:space:]]*#[^"'\'']*$//' -e 's/[[:space:]]*$//' -e 's/^"\(.*\)"$/\1/' -e "s/^'\(.*\)'\$/\1/"; }
