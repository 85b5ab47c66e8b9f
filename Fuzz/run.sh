#!/usr/bin/env bash
# Feeds our readers with inputs made out of Corpus/, under AddressSanitizer; README.md says which. An input that crashes one, or
# for which it breaks a promise, is kept in .build/crashes.
#   run.sh TARGET|all [RUNS]      100,000 by default; FuzzLayer needs python3 and zstd
set -euo pipefail
cd "$(dirname "$0")"
target="${1:?a target, such as FuzzLayer, or all}" runs="${2:-100000}"
all=(FuzzManifest FuzzLayer FuzzImage FuzzRegistry FuzzJUnit)
[ "$target" = all ] || all=("$target")

# The compiler takes only the last list of sanitizers; the options of the build are for C++ and the linker.
for name in "${all[@]}"; do
  swift build -c release --sanitize=address --sanitize=fuzzer -Xswiftc -sanitize=address,fuzzer --product "$name"
done

scratch="$(mktemp -d "$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)/fuzz-XXXXXX")"
trap 'rm -rf "$scratch"' EXIT
for name in "${all[@]}"; do
  mkdir -p ".build/corpus/$name" .build/crashes
  seeds="Corpus/$name" length=4096
  if [ "$name" = FuzzLayer ]; then
    seeds=.build/layers length=8192
    python3 layers.py "$seeds"
  fi
  dictionary=()
  [ -f "Corpus/$name.dict" ] && dictionary=("-dict=Corpus/$name.dict")
  # New inputs go into the first directory. Swift's own backtracer would hide the crash from libFuzzer. Swift keeps metadata for
  # ever, which looks like a leak.
  SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:malloc_context_size=1:quarantine_size_mb=32 FUZZ_SCRATCH="$scratch" ".build/release/$name" \
    -runs="$runs" -max_len="$length" -timeout=20 -rss_limit_mb=3072 -detect_leaks=0 "${dictionary[@]}" \
    -artifact_prefix=".build/crashes/$name-" -print_final_stats=1 ".build/corpus/$name" "$seeds"
done
