#!/usr/bin/env bash
# How large the released program is, and how long it takes to start.
#   start.sh [RUNS]      needs `make release`
set -euo pipefail
cd "$(dirname "$0")/.."
ls -l dist/agent-pipeline dist/*.tar.gz dist/*.deb dist/*.whl | awk '{ printf "%-90s %6.1f MB\n", $9, $5 / 1e6 }'
python3 Benchmarks/measure.py "${1:-60}" "--version" "env -i $PWD/dist/agent-pipeline --version" true "env -i true"
