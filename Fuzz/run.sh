#!/usr/bin/env bash
# Feeds the manifest reader with inputs made out of Corpus/. An input that crashes it is kept in .build/crashes.
#   run.sh [RUNS]      1,000,000 by default
set -euo pipefail
cd "$(dirname "$0")"
swift build -c release --sanitize=fuzzer
mkdir -p .build/corpus .build/crashes
# New inputs go into the first directory. Swift's own backtracer would hide the crash from libFuzzer.
SWIFT_BACKTRACE=enable=no .build/release/FuzzManifest -runs="${1:-1000000}" -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
  -dict=yaml.dict -artifact_prefix=.build/crashes/ -print_final_stats=1 .build/corpus Corpus
