#!/bin/sh
# The image's command where a job names none: a plugin step of Woodpecker or Drone, which takes an agent through all stages.
#
# Settings come as PLUGIN_…, which the program reads. Credentials are no settings, but Woodpecker passes nothing else to a
# plugin.
set -eu
for name in DOCKER_USERNAME DOCKER_PASSWORD AGENT_REGISTRY_TOKEN AGENT_REGISTRY_URL GIT_USERNAME GIT_PASSWORD \
  AGENT_FORGE_TOKEN AGENT_PIPELINE_FACTS_KEY; do
  eval "value=\${PLUGIN_$name:-}"
  [ -z "$value" ] || export "$name=$value"
  unset "PLUGIN_$name"
done
exec agent-pipeline run
