#!/usr/bin/env bash
# Builds .build/release/agent-pipeline; says nothing but the compiler's complaints where all is well.
#   build-release.sh [OBJECT]   links OBJECT with it, which Scripts/release/stamp.sh makes
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${1:-}" ] || echo "Building the release binary (the first build takes some minutes)" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The Swift runtime goes into the binary: it starts faster, and runs where no Swift is installed. Without debug information and
# a build id, and with the directory's name mapped, the same sources give the same bytes in any directory.
swift build -c release --product agent-pipeline --static-swift-stdlib -debug-info-format none \
  -Xcxx "-ffile-prefix-map=$PWD=." -Xlinker -s -Xlinker --build-id=none ${1:+-Xlinker "$1"} >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
