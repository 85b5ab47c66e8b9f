#!/usr/bin/env bash
# What it costs to run pip in a sandbox: builds that install one wheel from a directory, with bubblewrap, with runc, and
# without a sandbox, in turns.
#   isolation.sh [RUNS]      needs `make build`, bubblewrap, runc and /usr/bin/python3 with pip
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-20}
binary=$PWD/.build/release/agent-pipeline
measure=$PWD/Benchmarks/measure.py
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

mkdir agent wheels
printf '%s\n' 'apiVersion: agent.dev/v1' 'kind: Agent' 'metadata: {name: small}' 'spec:' '  runtime: python:3.11' \
  '  model: {provider: openai, name: gpt-4o-mini}' '  dependencies: [small==1.0]' >agent/agent.yaml
echo 'print(1)' >agent/main.py
/usr/bin/python3 - <<'END'
import zipfile
with zipfile.ZipFile("wheels/small-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("small.py", "")
    wheel.writestr("small-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n")
    wheel.writestr("small-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr("small-1.0.dist-info/RECORD", "")
END
# A PATH for each engine: what is not on it cannot be used.
for engine in bwrap runc none; do
  mkdir -p "path-$engine"
  ln -s /usr/bin/python3 /usr/bin/python3.11 /bin/sh "path-$engine/"
  [ "$engine" = none ] || ln -s "$(command -v "$engine")" "path-$engine/"
done
build() {
  echo "env -i PATH=$scratch/path-$1 HOME=$scratch PIP_NO_INDEX=1 PIP_FIND_LINKS=$scratch/wheels" \
    "$binary build agent --build-no-cache --build-installer pip --build-base-image scratch --cache-dir $scratch/cache"
}
python3 "$measure" "$runs" none "$(build none)" bubblewrap "$(build bwrap)" runc "$(build runc)"
