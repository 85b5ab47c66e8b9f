#!/bin/sh
# Runs in the image, as its user: a commit of an agent, its version and its image, without anything but the image.
set -eu
if [ -n "${JAVA_HOME:-}" ]; then
  # The variant with languages.
  python3 -m venv /tmp/venv
  for program in pip node npm go javac mvn; do "$program" --version >/dev/null 2>&1 || "$program" version >/dev/null; done
fi
cp -r /app/image/sample /tmp/sample
cd /tmp/sample
unset AGENT_PIPELINE_PATH AGENT_PIPELINE_ONLY AGENT_PIPELINE_WORK_DIR
git init -q -b main
git add .
git -c user.name=sample -c user.email=sample@example.com commit -q -m "feat: a sample"
agent-pipeline run --until build --build-run true
agent-pipeline tag --dry-run 2>&1 | grep -F 'version: 0.1.0, release'
