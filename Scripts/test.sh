#!/usr/bin/env bash
# Runs every test. Tools of the interop tests that are Python programs go into .tools/venv.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=.tools/venv
wanted=Scripts/test-requirements.txt
if ! cmp -s "$wanted" "$tools/installed.txt"; then
  echo "Installing the tools of the interop tests" >&2
  rm -rf "$tools"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
  cp "$wanted" "$tools/installed.txt"
fi
# What sshd of root wants, and its service makes.
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
# Build systems of Python projects: the tests' own index on loopback serves them.
wheels=.tools/wheels
if ! cmp -s Scripts/test-wheels.txt "$wheels/installed.txt"; then
  rm -rf "$wheels"
  "$tools/bin/pip" download --quiet --disable-pip-version-check --only-binary :all: --dest "$wheels" \
    --requirement Scripts/test-wheels.txt
  cp Scripts/test-wheels.txt "$wheels/installed.txt"
fi
for base in python nodejs java glibc; do
  # Where these packages are not Debian 12's, the tests that need them are skipped.
  Scripts/debian-base.sh "$base" ".tools/$base-base" || echo "no $base base image" >&2
done
# A release of what is here; first, since it leaves another program where the next step has its own.
if [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = false ]; then
  Scripts/static-libraries.sh
  ALLOW_DIRTY=1 RELEASES_URL=${RELEASES_URL:-https://forge.example/team/agent-pipeline} Scripts/release.sh .tools/release
  cp .build/stamp/identity .tools/release-identity
  # The one with Python, Node.js, Go and a JDK takes minutes: the workflow of releases makes it.
  VARIANTS=tool Scripts/image.sh .tools/release/agent-pipeline .tools/release 2>.build/image.log ||
    { cat .build/image.log >&2; exit 1; }
else
  echo "no full git history: the tests of the release are skipped" >&2
  rm -rf .tools/release
fi
# What users get, and several times as fast as the build for tests.
Scripts/build-release.sh
export TESTED_EXECUTABLE=$PWD/.build/release/agent-pipeline
# Appended: the interpreter of the tests' pip stays the machine's own.
export PATH=$PATH:$PWD/$tools/bin
# Tests start servers, sandboxes and compilers: all at once they would wait for one another past their time limits.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-$(($(nproc) * 4))}
# Explicit imports only: a target that uses what it does not declare fails here.
exec swift test --explicit-target-dependency-import-check error "$@"
