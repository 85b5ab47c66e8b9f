#!/usr/bin/env bash
# Prints the install.sh of one release, which needs no second file: it knows its version, where that is, and the sums.
#   fill-installer.sh VERSION BASE_URL SHA256SUMS
set -euo pipefail
[ $# = 3 ] || { echo "usage: $0 VERSION BASE_URL SHA256SUMS" >&2; exit 2; }
# Between the quotes of the shell: nothing else may come from outside.
[[ $1 =~ ^[0-9][0-9A-Za-z.+-]*$ ]] || { echo "error: \`$1\` is not a version" >&2; exit 2; }
[[ $2 =~ ^https://[A-Za-z0-9._~:/%-]+$ ]] || { echo "error: \`$2\` is not an https:// URL" >&2; exit 2; }
# The sums of the archives are all that install.sh asks for.
lines=$(grep -E "^[0-9a-f]{64}  agent-pipeline-[0-9A-Za-z.+-]+-linux-(amd64|arm64)(\.tar\.gz|/bin/agent-pipeline)$" "$3") ||
  { echo "error: \`$3\` has the sum of no archive" >&2; exit 1; }
script=$(dirname "$0")/../install.sh
for name in version base_url sums; do
  [ "$(grep -cx "$name=" "$script")" = 1 ] || { echo "error: install.sh needs one line \`$name=\`" >&2; exit 1; }
done
while IFS= read -r line; do
  case $line in
    version=) echo "version=$1" ;;
    base_url=) echo "base_url=$2" ;;
    sums=) echo "sums='$lines'" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <"$script"
