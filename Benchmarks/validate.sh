#!/usr/bin/env bash
# How long `agent-pipeline validate` takes, beside check-jsonschema on the same file, and for 1,000 manifests at once.
#   validate.sh [RUNS]      needs `make build` and, for the comparison, `make test` or check-jsonschema on PATH
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-30}
binary=$PWD/.build/release/agent-pipeline
manifest=$PWD/examples/echo-agent/agent.yaml
PATH=$PATH:$PWD/.tools/venv/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Nothing of a CI system or of a user's settings takes part.
clean="env -i PATH=$PATH HOME=$scratch"

# Without a schema of its own the other tool has less to do, not more.
"$binary" schema agent >"$scratch/schema.json" 2>/dev/null || echo '{"type": "object"}' >"$scratch/schema.json"
mkdir "$scratch/one"
cp "$manifest" "$scratch/one/"
for number in $(seq 1000); do
  mkdir -p "$scratch/many/$number"
  sed "s/^  name: .*/  name: agent-$number/" "$manifest" >"$scratch/many/$number/agent.yaml"
done
cd "$scratch"

echo "One manifest, $runs runs each, taking turns; \`true\` is what a process costs anyway"
one=("agent-pipeline validate" "$clean $binary validate one" "agent-pipeline --version" "$clean $binary --version"
  true "$clean true")
if command -v check-jsonschema >/dev/null; then
  one+=(check-jsonschema "$clean check-jsonschema --schemafile schema.json one/agent.yaml")
fi
python3 "$OLDPWD/Benchmarks/measure.py" "$runs" "${one[@]}"
echo
echo "1,000 manifests in one call, 10 runs"
python3 "$OLDPWD/Benchmarks/measure.py" 10 "agent-pipeline validate" "$clean $binary validate $(echo many/*)"
