#!/usr/bin/env bash
# Publishes a release of this repository from what `make release` made on each architecture: commits the sums, tags that
# commit, moves the floating tag and makes the page with its files. The program's stamp is the commit before, so `make
# release` at the tag gives the same bytes.
#   publish-release.sh DIRECTORY…       one for each architecture
# Run again after a failure, it goes on where it stopped; a version that is out with other bytes is refused.
set -euo pipefail
directories=()
for directory; do directories+=("$(cd "$directory" && pwd)"); done
cd "$(dirname "$0")/.."
[ ${#directories[@]} -gt 0 ] || { echo "usage: $0 DIRECTORY…" >&2; exit 2; }
fail() { printf 'error: %s\n' "$1" >&2; [ -z "${2:-}" ] || printf '  hint: %s\n' "$2" >&2; exit 1; }
page=${GITHUB_SERVER_URL:?}/${GITHUB_REPOSITORY:?}/releases
branch=${GITHUB_REF_NAME:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The sums of all files and of the programs in the archives. Each machine wrote those of its own: nothing changed on the way.
# install.sh is made anew, as it has the sums of all architectures.
uploads=()
for directory in "${directories[@]}"; do
  [ -f "$directory/SHA256SUMS" ] || fail "there is no SHA256SUMS in $directory" "run \`make release\`"
  while read -r sum file; do
    case $file in
      install.sh) continue ;;
      */bin/agent-pipeline) found=$(tar -xzOf "$directory/${file%%/*}.tar.gz" "$file" | sha256sum) ;;
      */*) fail "$directory/SHA256SUMS names a path: $file" ;;
      *) found=$(sha256sum <"$directory/$file"); uploads+=("$directory/$file") ;;
    esac
    [ "${found%% *}" = "$sum" ] || fail "$directory/$file is not the file that was made"
    echo "$sum  $file" >>"$work/found"
  done <"$directory/SHA256SUMS"
done
LC_ALL=C sort -u -k 2 "$work/found" >"$work/SHA256SUMS"
twice=$(cut -c 67- "$work/found" | sort | uniq -d)
[ -z "$twice" ] || fail "two directories have the file $twice"

# One version, for both architectures.
mapfile -t names < <(sed -nE 's/^.{66}agent-pipeline-(.*)-linux-(amd64|arm64)\.tar\.gz$/\1 \2/p' "$work/SHA256SUMS")
version=${names[0]%% *}
[ "${names[*]}" = "$version amd64 $version arm64" ] || fail "this is not one release for amd64 and arm64: ${names[*]}"
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "$version is not the version of a release"

# Where an earlier run got as far as the sums, and nothing else changed, this goes on from there.
git fetch -q origin "$branch"
if git merge-base --is-ancestor HEAD FETCH_HEAD && git diff --quiet HEAD FETCH_HEAD -- . ':(exclude)release'; then
  git merge -q --ff-only FETCH_HEAD
fi

list=release/SHA256SUMS
known=$(grep -F "agent-pipeline-$version-linux-" "$list" || true)
if [ -z "$known" ]; then
  cat "$work/SHA256SUMS" >>"$list"
  # What the hooks of pre-commit install, by the same sums.
  Scripts/pin-release.sh wheels "$version" "${page%/releases}"
  git add -- release
  git -c user.name=agent-pipeline -c user.email=agent-pipeline@users.noreply.github.com \
    commit -q -m "chore(release): sums of $version" -- release
elif grep -qvxFf "$list" "$work/SHA256SUMS"; then
  fail "release $version is out with other bytes" "commit a fix or a feature, which raises the version"
fi
commit=$(git log -1 --format=%H -S"agent-pipeline-$version-linux-amd64.tar.gz" -- "$list")

# The branch first: where another push was faster, nothing is out yet, and the next run begins anew.
git push -q origin "HEAD:refs/heads/$branch" ||
  fail "\`$branch\` has moved on: release $version is not published" "run the workflow again for its newest commit"
tagged=$(git rev-parse -q --verify "refs/tags/v$version^{commit}" || true)
[ "${tagged:-$commit}" = "$commit" ] || fail "v$version is the git tag of $tagged, not of $commit"
[ -n "$tagged" ] || git tag "v$version" "$commit"
git push -q origin "refs/tags/v$version"
# `uses: …@v0` follows the newest release of its major version.
floating=v${version%%.*}
if [ "$(git tag --list "$floating.*.*" --sort=-version:refname | head -n 1)" = "v$version" ]; then
  git tag -f "$floating" "$commit" >/dev/null
  git push -q -f origin "refs/tags/$floating"
fi

# A draft until it is whole: install.sh of the latest release finds all of its files.
Scripts/fill-installer.sh "$version" "$page/download" "$work/SHA256SUMS" >"$work/install.sh"
gh release view "v$version" >"$work/log" 2>&1 ||
  gh release create "v$version" --draft --verify-tag --title "$version" --generate-notes
gh release upload "v$version" --clobber "${uploads[@]}" "$work/SHA256SUMS" "$work/install.sh"
gh release edit "v$version" --draft=false
echo "published $page/tag/v$version" >&2
