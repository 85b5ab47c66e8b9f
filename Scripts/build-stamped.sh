#!/usr/bin/env bash
# Builds .build/release/agent-pipeline with its version. Where the history does not tell it, as in an unpacked archive, the
# program says that it is a development build; with `strict`, that is an error, and so are uncommitted changes.
#   build-stamped.sh [strict]
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/build-release.sh
if [ "${1:-}" = strict ]; then
  object=$(Scripts/release/stamp.sh .build/release/agent-pipeline)
elif ! object=$(ALLOW_DIRTY=1 Scripts/release/stamp.sh .build/release/agent-pipeline 2>.build/unstamped); then
  echo "note: this build does not know its version" >&2
  sed 's/^error: /  /' .build/unstamped >&2
  exit 0
fi
Scripts/build-release.sh "$object"
