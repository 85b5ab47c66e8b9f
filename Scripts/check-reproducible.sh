#!/usr/bin/env bash
# Makes the release of this commit in two clones in different directories, at different times of day, and compares all bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
origin=$(git config --get remote.origin.url || true)
for place in "$scratch/a" "$scratch/second/clone"; do
  git clone -q . "$place"
  # Where the releases are is part of the program.
  [ -z "$origin" ] || git -C "$place" remote set-url origin "$origin"
  [ ! -f Package.resolved ] || cp Package.resolved "$place/"
  (cd "$place" && make release) >"$scratch/log" 2>&1 || { tail -n 20 "$scratch/log" >&2; exit 1; }
done
diff "$scratch/a/dist/SHA256SUMS" "$scratch/second/clone/dist/SHA256SUMS" || { echo "error: two builds differ" >&2; exit 1; }
diff -r "$scratch/a/dist" "$scratch/second/clone/dist"
cat "$scratch/a/dist/SHA256SUMS"
if [ -f dist/SHA256SUMS ]; then
  diff dist/SHA256SUMS "$scratch/a/dist/SHA256SUMS" >&2 || { echo "error: dist/ is another build" >&2; exit 1; }
fi
