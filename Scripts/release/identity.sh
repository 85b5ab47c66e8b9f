#!/usr/bin/env bash
# Prints what a build of this commit is stamped with, in four lines: version, commit, date, web address of the repository.
#   identity.sh PROGRAM    PROGRAM is any build of this tool; its tag stage decides the version
#
# ALLOW_DIRTY=1 takes uncommitted changes, and says so in the version. RELEASES_URL is the address where `origin` does not
# tell it. Exit status 3: this clone cannot tell the version.
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
  printf 'error: %s\n' "$1" >&2
  [ -z "${2:-}" ] || printf '  hint: %s\n' "$2" >&2
  exit 3
}

top=$(git rev-parse --show-toplevel 2>"$scratch/git") ||
  fail "there is no git history, from which the version comes: $(head -n 1 "$scratch/git")" "build in a git clone"
[ "$top" = "$(pwd -P)" ] || fail "these files are in the repository of \`$top\`, not in one of their own" "build in a git clone"
[ "$(git rev-parse --is-shallow-repository)" = false ] ||
  fail "this clone is shallow, and the version comes from the whole history" "run \`git fetch --unshallow --tags\`"
changed=$(git status --porcelain)
if [ -n "$changed" ] && [ "${ALLOW_DIRTY:-}" != 1 ]; then
  fail "there are uncommitted changes: $(head -n 5 <<<"$changed" | cut -c 4- | paste -sd ' ')" \
    "commit them, or set ALLOW_DIRTY=1 for a build that says so in its version"
fi

# Without the variables of a CI job: the version follows from the commit and the branch alone.
env -i "PATH=$PATH" "HOME=${HOME:-/}" "$program" tag --dry-run --output json --work-dir "$scratch/work" . \
  >"$scratch/report" 2>"$scratch/said" || { cat "$scratch/said" >&2; fail "the tag stage found no version"; }
version=$(grep -oE '"label" ?: ?"[^"]*"' "$scratch/report" | head -n 1 | cut -d '"' -f 4) || true
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$ ]] ||
  fail "the tag stage gave no version: \`$version\`"
! grep -q '"no-git-tags"' "$scratch/report" ||
  echo "note: this clone has no git tags; if there are releases, run \`git fetch --tags\`" >&2
if [ -n "$changed" ]; then
  case $version in *+*) version=$version.dirty ;; *) version=$version+dirty ;; esac
fi

# The sums of a release are committed after it was built, and its git tag is on that commit: the same program, then.
commit=$(git log -1 --format=%H -- . ':(exclude)release')

# `origin` without user, password and `.git`.
repository=${RELEASES_URL-$(git config --get remote.origin.url || true)}
repository=$(sed -E 's|^ssh://([^@/]*@)?([^/:]+)(:[0-9]+)?/|https://\2/|; s|^([^@/:]+@)?([^/:@]+\.[^/:@]+):([^/])|https://\2/\3|
  s|^(https?://)[^@/]*@|\1|; s|/+$||; s|\.git$||' <<<"$repository")
if [[ ! $repository =~ ^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)+$ ]]; then
  [ -z "${RELEASES_URL:-}" ] || fail "RELEASES_URL is no web address of a repository: \`$RELEASES_URL\`" \
    "write it as in https://github.com/OWNER/agent-pipeline"
  repository=
fi
printf '%s\n%s\n%s\n%s\n' "$version" "$commit" "$(TZ=UTC git show -s --date=format-local:%Y-%m-%d --format=%cd "$commit")" \
  "$repository"
