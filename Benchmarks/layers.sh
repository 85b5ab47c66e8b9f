#!/usr/bin/env bash
# Measures the layer pipeline (read, tar, hash, compress, hash, write, sync) against libdeflate alone on all cores over
# the same 200 MB of files of this machine, and the build's peak memory for one file of 2 GB.
#   Benchmarks/layers.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
binary=$PWD/.build/release/agent-pipeline
[ -x "$binary" ] || Scripts/build-release.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O2 -o "$work/deflate" Benchmarks/deflate.c -ldeflate -lpthread

agent=$work/agent
mkdir "$agent"
echo '{}' >"$agent/package.json"
echo >"$agent/index.js"
cat >"$agent/agent.yaml" <<'YAML'
apiVersion: agent.dev/v1
kind: Agent
metadata: {name: bench-agent, version: 0.1.0}
spec:
  runtime: nodejs
  model: {provider: openai, name: gpt-4o-mini}
  capabilities: [chat]
  pipeline: {build: {baseImage: scratch}}
YAML
export AGENT_PIPELINE_CACHE_DIR=$work/cache
{ find /usr/lib /usr/share /usr/bin -xdev -type f -size +4k -print0 2>/dev/null | sort -z | xargs -0 cat 2>/dev/null || true; } |
  head -c 200000000 >"$agent/sample"
ours() { # flags
  "$binary" build --quiet "$@" "$agent" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  jq '[.agents[0].stages[].checks[] | select(.name == "application") | .durationSeconds][0]' "$agent/.agent-pipeline/report.json"
}
for _ in $(seq "$rounds"); do
  "$work/deflate" "$agent/sample" >>"$work/alone"
  ours >>"$work/gzip"
  ours --build-compression zstd >>"$work/zstd"
done
median() { sort -n "$work/$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
rate() { awk -v s="$(median "$1")" 'BEGIN {printf "%.0f MB/s", 200 / s}'; }
echo "medians of $rounds rounds on $(nproc) cores; load $(cut -d' ' -f1 /proc/loadavg) at the end"
echo "libdeflate alone     $(rate alone)"
echo "layer with gzip      $(rate gzip), $(awk -v a="$(median alone)" -v b="$(median gzip)" 'BEGIN {printf "%.0f", 100 * a / b}') % of it"
echo "layer with zstd      $(rate zstd)"

for _ in $(seq 10); do cat "$agent/sample"; done >"$agent/large"
rm "$agent/sample"
/usr/bin/time -f %M -o "$work/memory" "$binary" build --quiet "$agent" >"$work/log" 2>&1
echo "peak memory, 2 GB    $(awk '{printf "%.0f MB", $1 / 1024}' "$work/memory")"
