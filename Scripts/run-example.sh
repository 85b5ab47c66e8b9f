#!/usr/bin/env bash
# Takes examples/echo-agent through all stages with the release binary and a registry on loopback that ends with us.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$PWD/.build/release/agent-pipeline
scratch=$(mktemp -d)
finish() {
  [ ! -f "$scratch/registry/registry.pid" ] || kill "$(cat "$scratch/registry/registry.pid")" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT

# Where these packages are not Debian 12's, the manifest's own base image is taken: python:3.11-slim of Docker Hub.
if [ -z "${AGENT_PIPELINE_BUILD_BASE_IMAGE:-}" ] && apt-cache show python3.11-minimal >/dev/null 2>&1; then
  echo "Making a Python base image out of Debian packages" >&2
  Scripts/python-base.sh .tools/python-base 3.11
  export AGENT_PIPELINE_BUILD_BASE_IMAGE=oci-layout:.tools/python-base:3.11
fi
registry=$(Scripts/local-registry.sh "$scratch/registry")
export AGENT_PIPELINE_PUSH_TO=$registry/examples/echo-agent

agent=examples/echo-agent
# A version needs the history: without one (an unpacked archive, a shallow clone) the example gets a repository.
if [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" != false ]; then
  echo "No full git history here: running a copy of the example in a scratch repository" >&2
  mkdir -p .build/example && rm -rf .build/example/echo-agent && cp -R "$agent" .build/example/
  agent=.build/example/echo-agent
  git -C "$agent" init -q -b main
  git -C "$agent" add .
  git -C "$agent" -c user.name=example -c user.email=example@example.com commit -q -m "feat: echo what is said"
fi
echo "\$ agent-pipeline run $agent" >&2
"$binary" run "$agent"
cat >&2 <<END

The registry of this example ends now. The image stays in an OCI layout; to run it with an engine:
  skopeo copy oci:$agent/.agent-pipeline/image docker-daemon:echo-agent:example
  docker run --rm -p 8080:8080 echo-agent:example
END
