#!/usr/bin/env bash
# Publishes a release of this repository, whose files Scripts/collect-release.sh made: commits the sums, tags that commit,
# moves the floating tag and makes the page with the files. The program's stamp is the commit before, so `make release` at
# the tag gives the same bytes.
#   publish-release.sh DIRECTORY
# Run again after a failure, it goes on where it stopped; a version that is out with other bytes is refused.
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 DIRECTORY" >&2; exit 2; }
directory=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
fail() { printf 'error: %s\n' "$1" >&2; [ -z "${2:-}" ] || printf '  hint: %s\n' "$2" >&2; exit 1; }
page=${GITHUB_SERVER_URL:?}/${GITHUB_REPOSITORY:?}/releases
branch=${GITHUB_REF_NAME:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# install.sh has the same name in each release, so its sum is on the page alone.
grep -v '  install\.sh$' "$directory/SHA256SUMS" >"$work/SHA256SUMS"
archive=$(grep -E '  agent-pipeline-[0-9.]+-linux-amd64\.tar\.gz$' "$work/SHA256SUMS")
version=$(sed -E 's/.*agent-pipeline-([0-9.]+)-linux-.*/\1/' <<<"$archive")

list=release/SHA256SUMS
git fetch -q origin "$branch"
moved=$(git rev-parse FETCH_HEAD)
git fetch -q origin "refs/tags/v$version:refs/tags/v$version" 2>"$work/log" || true # there may be none
if commit=$(git rev-parse -q --verify "refs/tags/v$version^{commit}"); then
  # An earlier run got as far as the git tag: the page may be missing, whatever came to the branch since then.
  git show "$commit:$list" >"$work/tagged"
  ! grep -qvxFf "$work/tagged" "$work/SHA256SUMS" ||
    fail "release $version is out with other bytes" "commit a fix or a feature, which raises the version"
else
  # Where an earlier run got as far as the sums, and nothing else changed, this goes on from there.
  if git merge-base --is-ancestor HEAD "$moved" && git diff --quiet HEAD "$moved" -- . ':(exclude)release'; then
    git merge -q --ff-only "$moved"
  fi
  if grep -qvxFf "$list" "$work/SHA256SUMS"; then
    # Other sums of this version are of a run that failed before its git tag: nothing of it is out.
    sed -i -E "/^[0-9a-f]{64}  agent[-_]pipeline[-_]${version//./\\.}[-_]/d" "$list"
    cat "$work/SHA256SUMS" >>"$list"
    # What the hooks of pre-commit install, by the same sums.
    Scripts/pin-release.sh wheels "$version" "${page%/releases}"
    git add -- release
    git -c user.name=agent-pipeline -c user.email=agent-pipeline@users.noreply.github.com \
      commit -q -m "chore(release): sums of $version" -- release
  fi
  commit=$(git log -1 --format=%H -S"$archive" -- "$list")
  # The branch first: where another push was faster, nothing is out yet, and the next run begins anew.
  git push -q origin "HEAD:refs/heads/$branch" ||
    fail "\`$branch\` has moved on: release $version is not published" "run the workflow again for its newest commit"
  git tag "v$version" "$commit"
fi
git push -q origin "refs/tags/v$version"
# `uses: …@v0` follows the newest release of its major version.
floating=v${version%%.*}
if [ "$(git tag --list "$floating.*.*" --sort=-version:refname | head -n 1)" = "v$version" ]; then
  git tag -f "$floating" "$commit" >/dev/null
  git push -q -f origin "refs/tags/$floating"
fi

# A draft until it is whole: install.sh of the latest release finds all of its files.
gh release view "v$version" >"$work/log" 2>&1 ||
  gh release create "v$version" --draft --verify-tag --title "$version" --generate-notes
gh release upload "v$version" --clobber "$directory"/*
gh release edit "v$version" --draft=false
echo "published $page/tag/v$version" >&2
