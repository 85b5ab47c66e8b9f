#!/usr/bin/env bash
# Says which of Debian's libraries in the program have a newer revision, so that a release with it is due. Exit status 1 then.
#   security-updates.sh [SBOM]    without one: what .tools/static was made of; with one: what that release has
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/release/debian-sources.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { printf 'error: %s\n' "$1" >&2; exit 3; }

# Name and version of each source package.
if [ -n "${1:-}" ]; then
  [ -r "$1" ] || fail "cannot read the SBOM \`$1\`"
  grep -oE '"purl": "pkg:deb/[^"]*"' "$1" | sed -E 's|.*pkg:deb/[a-z]+/([^@]*)@([^?"]*).*|\1 \2|; s/%2B/+/g' >"$scratch/linked"
else
  [ -f .tools/static/linked.tsv ] || fail "nothing is linked yet: run \`make release-binary\`, or name the SBOM of a release"
  cut -f 2,3 .tools/static/linked.tsv | tr '\t' ' ' >"$scratch/linked"
fi
sort -u -o "$scratch/linked" "$scratch/linked"
[ -s "$scratch/linked" ] || fail "\`$1\` names no package of Debian"

debian_sources "$scratch/apt" >"$scratch/log" 2>&1 || { tail -n 5 "$scratch/log" >&2; fail "cannot read Debian's lists of sources"; }
outdated=0
while read -r name version; do
  newest=$(source_revisions "$name" | head -n 1) || true
  if [ -z "$newest" ]; then
    fail "this machine's package sources do not have \`$name\`: run this on the distribution that the program was built on"
  elif dpkg --compare-versions "$newest" gt "$version"; then
    echo "$name $version: $newest is out"
    outdated=1
  fi
done <"$scratch/linked"
[ "$outdated" = 0 ] || { echo "  hint: apt-get upgrade, then make a release: docs/releasing.md" >&2; exit 1; }
echo "all $(wc -l <"$scratch/linked") are the newest"
