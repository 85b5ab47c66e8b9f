#!/usr/bin/env bash
# Writes what files of this repository say about a release. ADDRESS is the repository's, as https://github.com/OWNER/NAME.
#   pin-release.sh wheels VERSION ADDRESS             release/wheels.txt, before the git tag: the sums are in release/SHA256SUMS
#   pin-release.sh templates VERSION ADDRESS IMAGE    the templates, once the image is out: HOST/REPOSITORY@sha256:…
set -euo pipefail
cd "$(dirname "$0")/.."
usage() { sed -n '2,4s/^# *//p' "$0" >&2; exit 2; }
[ $# -ge 3 ] || usage
what=$1 version=$2 address=${3%/}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || { echo "error: \`$version\` is not a version: write it without the \`v\`" >&2; exit 2; }
[[ $address =~ ^https://[^[:space:]]+$ ]] || { echo "error: \`$address\` is not an address that begins with https://" >&2; exit 2; }

case $what in
  wheels)
    lines=$(sed -nE "s|^([0-9a-f]{64}) [ *](agent_pipeline-$version-.*_(x86_64\|aarch64)\\.whl)$|agent-pipeline @ $address/releases/download/v$version/\\2#sha256=\\1 ; platform_machine == '\\3'|p" release/SHA256SUMS)
    [ -n "$lines" ] || { echo "error: release/SHA256SUMS has no wheel of $version" >&2; exit 1; }
    printf '%s\n' '# The wheels of the newest release, by address and sum, which the hooks of pre-commit install.' \
      '# Scripts/pin-release.sh writes the lines.' "$lines" >release/wheels.txt
    ;;
  templates)
    image=${4:-}
    [[ $image =~ ^[a-z0-9.:/_-]+@sha256:[0-9a-f]{64}$ ]] || { echo "error: \`$image\` is not HOST/REPOSITORY@sha256:DIGEST" >&2; exit 2; }
    files=$(grep -rlE 'agent-pipeline@sha256:|/releases/download/v[^/]*/install\.sh' ci-templates .gitlab-ci.example.yml)
    for file in $files; do
      sed -i -E "s|[A-Za-z0-9.:/_-]+/agent-pipeline@sha256:[0-9A-Za-z]+|$image|g
        s|https://[^ ]+/releases/download/v[^/ ]+/install\\.sh|$address/releases/download/v$version/install.sh|g" "$file"
      echo "$file" >&2
    done
    ;;
  *) usage ;;
esac
