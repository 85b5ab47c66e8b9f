#!/usr/bin/env bash
# Makes the files of a release's page out of what `make release` made on each architecture: all of it, one install.sh, and
# one SHA256SUMS with the sums of them all.
#   collect-release.sh DIRECTORY MADE…      DIRECTORY is made; one MADE for each architecture
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 DIRECTORY MADE…" >&2; exit 2; }
fail() { printf 'error: %s\n' "$1" >&2; [ -z "${2:-}" ] || printf '  hint: %s\n' "$2" >&2; exit 1; }
here=$(dirname "$0")
page=${GITHUB_SERVER_URL:?}/${GITHUB_REPOSITORY:?}/releases
directory=$1
shift
[ ! -e "$directory" ] || fail "$directory is there already" "name a directory that is not there"
mkdir -p "$directory"
sums=$directory/SHA256SUMS
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# The sums of all files and of the programs in the archives. Each machine wrote those of its own: nothing changed on the way.
# install.sh is made anew, as it has the sums of all architectures.
for made; do
  [ -f "$made/SHA256SUMS" ] || fail "there is no SHA256SUMS in $made" "run \`make release\`"
  while read -r sum file; do
    case $file in
      install.sh) continue ;;
      */bin/agent-pipeline) actual=$(tar -xzOf "$made/${file%%/*}.tar.gz" "$file" | sha256sum) ;;
      */*) fail "$made/SHA256SUMS names a path: $file" ;;
      *)
        actual=$(sha256sum <"$made/$file")
        [ ! -e "$directory/$file" ] || fail "two directories have the file $file"
        cp "$made/$file" "$directory/"
        ;;
    esac
    [ "${actual%% *}" = "$sum" ] || fail "$made/$file is not the file that was made"
    echo "$sum  $file" >>"$found"
  done <"$made/SHA256SUMS"
done
LC_ALL=C sort -k 2 "$found" >"$sums"

# One version, for both architectures.
mapfile -t names < <(sed -nE 's/^.{66}agent-pipeline-(.*)-linux-(amd64|arm64)\.tar\.gz$/\1 \2/p' "$sums")
version=${names[0]:-}
version=${version%% *}
[ "${names[*]}" = "$version amd64 $version arm64" ] || fail "this is not one release for amd64 and arm64: ${names[*]}"
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "$version is not the version of a release"

"$here/fill-installer.sh" "$version" "$page/download" "$sums" >"$directory/install.sh"
(cd "$directory" && sha256sum install.sh >>SHA256SUMS)
