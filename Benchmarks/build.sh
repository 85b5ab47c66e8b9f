#!/usr/bin/env bash
# Measures the build stage against bare pip and, where a docker daemon answers, against `docker build` with BuildKit:
# the same 30 wheels from a loopback index, the same local base image, all in one run, medians. Where uv is installed,
# cold builds are measured with it too.
#   Benchmarks/build.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
binary=$PWD/.build/release/agent-pipeline
[ -x "$binary" ] || Scripts/build-release.sh
Scripts/debian-base.sh python .tools/python-base
work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ ! -e "$work/daemon" ] || docker image rm -f bench-base bench-agent >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

cat >"$work/requirements.txt" <<'LIST'
fastapi==0.115.12
uvicorn==0.34.2
httpx==0.28.1
requests==2.32.3
jinja2==3.1.6
rich==14.0.0
pyyaml==6.0.2
sqlalchemy==2.0.40
tenacity==9.1.2
python-dotenv==1.1.0
numpy==1.26.4
LIST
echo "Fetching the wheels" >&2
python3 -m pip download --quiet --disable-pip-version-check --only-binary :all: --python-version 3.11 \
  --platform manylinux2014_x86_64 --dest "$work/wheels" --requirement "$work/requirements.txt"
echo "$(ls "$work/wheels" | wc -l) wheels, $(du -sm "$work/wheels" | cut -f1) MB" >&2
python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$work/wheels" >"$work/server.log" 2>&1 &
server=$!
until port=$(grep -oE 'port [0-9]+' "$work/server.log" | grep -oE '[0-9]+'); do sleep 0.1; done
export PIP_NO_INDEX=1 PIP_FIND_LINKS=http://127.0.0.1:$port/ PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

agent=$work/agent
mkdir "$agent"
cp "$work/requirements.txt" "$agent/"
echo 'print("hello")' >"$agent/main.py"
cat >"$agent/agent.yaml" <<'YAML'
apiVersion: agent.dev/v1
kind: Agent
metadata: {name: bench-agent, version: 0.1.0}
spec:
  runtime: python:3.11
  model: {provider: openai, name: gpt-4o-mini}
  capabilities: [chat]
YAML
cat >"$agent/Dockerfile" <<DOCKER
FROM bench-base
COPY requirements.txt /tmp/
RUN python3 -m pip install --target /opt/agent/python --no-compile -r /tmp/requirements.txt
COPY agent.yaml main.py /app/
DOCKER
export AGENT_PIPELINE_BUILD_BASE_IMAGE=oci-layout:$PWD/.tools/python-base:3.11
export AGENT_PIPELINE_CACHE_DIR=$work/cache AGENT_PIPELINE_BUILD_INSTALLER=pip
export UV_NO_INDEX=1 UV_FIND_LINKS=$PIP_FIND_LINKS UV_NO_CACHE=1
ours() { "$binary" build "$agent" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }; }
change() { echo "print($RANDOM$RANDOM)" >"$agent/main.py"; }

# Runs a preparation that does not count, then a function that does; adds the seconds to the series.
measure() { # series preparation command
  "$2"
  local start=$EPOCHREALTIME
  "$3"
  echo "$EPOCHREALTIME $start" | awk '{print $1 - $2}' >>"$work/$1.series"
}
nothing() { :; }
cold() { rm -rf "$work/cache" "$work/bare" "$agent/.agent-pipeline"; }
bare() { python3 -m pip install --quiet --target "$work/bare" --no-compile --only-binary :all: -r "$work/requirements.txt"; }

ours_uv() { AGENT_PIPELINE_BUILD_INSTALLER=uv ours; }

docker_build() { DOCKER_BUILDKIT=1 docker build --quiet --network host --tag bench-agent "$agent" >/dev/null; }
docker_cold() { docker builder prune --all --force >/dev/null; docker image rm -f bench-agent >/dev/null 2>&1 || true; }
has_docker=no
if docker info >/dev/null 2>&1; then
  # The base lacks pip, which `docker build` needs inside; ours uses the host's.
  touch "$work/daemon"
  pip_directory=$(python3 -c 'import pip, os; print(os.path.dirname(os.path.dirname(pip.__file__)))')
  mkdir "$work/base"
  cp -r "$pip_directory/pip" "$work/base/"
  printf 'FROM bench-plain\nCOPY pip /usr/lib/python3.11/pip\nENV PIP_NO_INDEX=1 PIP_NO_CACHE_DIR=1 PIP_FIND_LINKS=%s\n' \
    "$PIP_FIND_LINKS" >"$work/base/Dockerfile"
  skopeo copy --quiet --insecure-policy "oci:$PWD/.tools/python-base:3.11" "docker-archive:$work/plain.tar:bench-plain:latest"
  docker load --quiet --input "$work/plain.tar" >/dev/null
  DOCKER_BUILDKIT=1 docker build --quiet --tag bench-base "$work/base" >/dev/null
  has_docker=yes
fi

for _ in $(seq "$rounds"); do
  measure bare-cold cold bare
  ! command -v uv >/dev/null || measure ours-uv-cold cold ours_uv
  measure ours-cold cold ours
  measure ours-code change ours
  measure ours-nothing nothing ours
  if [ $has_docker = yes ]; then
    measure docker-cold docker_cold docker_build
    measure docker-code change docker_build
    measure docker-nothing nothing docker_build
  fi
done

median() { [ -f "$work/$1.series" ] && sort -n "$work/$1.series" | awk '{v[NR] = $1} END {printf "%.3f s", v[int((NR + 1) / 2)]}' || printf -- '–'; }
echo "medians of $rounds rounds on $(nproc) cores; load $(cut -d' ' -f1 /proc/loadavg) at the end"
echo
echo "| | cold | only main.py changed | nothing changed |"
echo "|---|---|---|---|"
echo "| agent-pipeline build | $(median ours-cold) | $(median ours-code) | $(median ours-nothing) |"
echo "| agent-pipeline build, with uv | $(median ours-uv-cold) | | |"
echo "| bare pip install --target | $(median bare-cold) | | |"
echo "| docker build, BuildKit | $(median docker-cold) | $(median docker-code) | $(median docker-nothing) |"
