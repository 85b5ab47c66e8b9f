#!/usr/bin/env bash
# Builds .build/release/agent-pipeline; says nothing but the compiler's complaints where all is well.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "Building the release binary (the first build takes some minutes)" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The Swift runtime goes into the binary: it starts faster, and runs where no Swift is installed.
swift build -c release --static-swift-stdlib -Xlinker -s --product agent-pipeline >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
