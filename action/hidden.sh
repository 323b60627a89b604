# Hidden files are uploaded on purpose, not by accident: `.well-known`, `.nojekyll` and what stands
# in the author's `static` folder may go, anything else stops the upload.

. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$GITHUB_WORKSPACE"

static=$PWD/$INPUT_PATH/static
cd "$OUTPUT_DIR"
found=0
while IFS= read -r -d '' entry; do
  entry=${entry#./}
  case "$entry" in
    .well-known | .nojekyll) continue ;;
  esac
  [ ! -e "$static/$entry" ] || continue
  warning hidden-file "$OUTPUT_DIR/$entry would be published"
  found=$((found + 1))
done < <(find . -mindepth 1 -name '.*' -print0 | LC_ALL=C sort -z)

if [ "$found" -gt 0 ]; then
  fail hidden-file "$found hidden files in the output; put them into the static folder if they are meant, or remove them"
fi
