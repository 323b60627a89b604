# Which address the site has: the input, smo.yaml, the Pages settings, a CNAME file, the repository's name.
# Says nothing where smo.yaml decides: the program reads it itself.

. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$GITHUB_WORKSPACE"

bare() { printf '%s' "${1%/}"; }

done_with() {
  set_output base-url "$(bare "$1")"
  printf 'Address: %s (%s)\n' "$(escape_data "$1")" "$2"
  exit 0
}

case "$INPUT_BASE_URL" in
  auto | '') ;;
  *) done_with "$INPUT_BASE_URL" "input base-url" ;;
esac

pages=${PAGES_BASE_URL:-}
configured=
for file in "$INPUT_PATH/smo.yaml" smo.yaml; do
  if [ -f "$file" ]; then
    configured=$(site_url "$file")
    break
  fi
done

if [ -n "$configured" ] && [ "$configured" != auto ]; then
  if [ -n "$pages" ] && [ "$(bare "$pages")" != "$(bare "$configured")" ]; then
    warning base-url-mismatch "smo.yaml says the site lives at $configured, the Pages settings say $pages; smo.yaml wins. Previews point to the wrong host if that is not where people find it."
  fi
  set_output base-url ""
  printf 'Address: %s (smo.yaml)\n' "$(escape_data "$configured")"
  exit 0
fi

[ -z "$pages" ] || done_with "$pages" "Pages settings"

for file in "$INPUT_PATH/static/CNAME" "$OUTPUT_DIR/CNAME"; do
  if [ -s "$file" ]; then
    host=$(head -n 1 "$file" | tr -d '[:space:]')
    done_with "https://$host" "$file"
  fi
done

case "${GITHUB_REPOSITORY:-}" in
  */*)
    owner=$(printf '%s' "${GITHUB_REPOSITORY%%/*}" | tr '[:upper:]' '[:lower:]')
    name=${GITHUB_REPOSITORY#*/}
    if [ "$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]')" = "$owner.github.io" ]; then
      done_with "https://$owner.github.io" "name of the repository"
    fi
    done_with "https://$owner.github.io/$name" "name of the repository"
    ;;
esac
set_output base-url ""
