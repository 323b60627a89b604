# Builds the program from the action's own sources, into a folder that the cache keeps.

. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

needed=$(sed -n 's/^rust-version *= *"\([0-9.]*\)".*/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1)
help="Install Rust $needed or newer in an earlier step, or set SMO_BUILD_BINARY_PATH to a program that is there already."
command -v cargo >/dev/null || fail install "there is no cargo on this runner. $help"

# True if the first version is older than the second.
older() { [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$1" ]; }

toolchain=
present=$(rustc --version | cut -d' ' -f2)
if older "$present" "$needed"; then
  command -v rustup >/dev/null || fail install "Rust $present is too old. $help"
  rustup toolchain install stable --profile minimal --no-self-update
  toolchain=+stable
fi

# Not into the action's folder: with `uses: ./` that is the author's checkout.
export CARGO_TARGET_DIR=$RUNNER_TEMP/smo-build-target
cargo ${toolchain:+"$toolchain"} install --path "$GITHUB_ACTION_PATH" --locked --root "$RUNNER_TEMP/smo-build"
rm -rf "$CARGO_TARGET_DIR"
