// swift-format-ignore-file
// Made from ci-templates/buildkite by `make generate`.

extension EmbeddedFiles {
  static let buildkiteCI: [ProjectTemplate.File] = [
ProjectTemplate.File("pipeline.yml", #"""
# Copy this file to .buildkite/pipeline.yml and change:
# - OWNER and VERSION in the address of the installer;
# - registry.example.com/team/{name} to where releases go; {name} is the agent's name.
#
# Buildkite's agents are machines of your own: runc or bubblewrap must be there for the tests, and git. The queue `release`
# has agents whose hook `environment` sets DOCKER_USERNAME and DOCKER_PASSWORD for the registry, and GIT_USERNAME and
# GIT_PASSWORD for the repository, the password a token that may push tags: each release pushes its git tag, from which the
# next version follows. Give no secret to the queue `default`. A pull request can change this file, and with it the queue:
# let the release agents refuse whatever is not main (`BUILDKITE_PULL_REQUEST`, `BUILDKITE_BRANCH`) in the same hook.
#
# The version is derived from the full history and its tags: set no `--depth` in `git-clone-flags` and `git-fetch-flags`.
env:
  AGENT_PIPELINE_WORK_DIR: .agent-pipeline
  AGENT_PIPELINE_CACHE_DIR: .agent-pipeline/cache
  AGENT_PIPELINE_DEFAULT_BRANCH: main

steps:
  # Anyone can open a pull request. Its step builds and tests the code, and holds nothing that can publish it.
  - label: Check the agent
    if: build.branch != "main" || build.pull_request.id != null
    agents: {queue: default}
    command:
      - set -o pipefail
      - curl -fsSL https://github.com/OWNER/agent-pipeline/releases/download/vVERSION/install.sh | sh -s -- --to .agent-pipeline/bin
      - .agent-pipeline/bin/agent-pipeline run --until tag
    # On Buildkite's hosted agents; on your own, the directory stays with the checkout.
    cache: [.agent-pipeline/cache]
    # The plugin `junit-annotate`, or Test Engine, shows junit.xml.
    artifact_paths: [.agent-pipeline/junit.xml, .agent-pipeline/report.json]

  - label: Release the agent
    if: build.branch == "main" && build.pull_request.id == null
    agents: {queue: release}
    # Releases of one branch come one after the other.
    concurrency: 1
    concurrency_group: agent-release
    command:
      - set -o pipefail
      - curl -fsSL https://github.com/OWNER/agent-pipeline/releases/download/vVERSION/install.sh | sh -s -- --to .agent-pipeline/bin
      - .agent-pipeline/bin/agent-pipeline run --tag-git-push --push-to 'registry.example.com/team/{name}'
    cache: [.agent-pipeline/cache]
    artifact_paths: [.agent-pipeline/junit.xml, .agent-pipeline/report.json]

"""#, isExecutable: false),
  ]
}
