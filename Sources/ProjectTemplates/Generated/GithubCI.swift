// swift-format-ignore-file
// Made from ci-templates/github by `make generate`.

extension EmbeddedFiles {
  static let githubCI: [ProjectTemplate.File] = [
ProjectTemplate.File("agent-pipeline.yml", #"""
# Copy this file to .github/workflows/agent-pipeline.yml and put the owner of your copy of the action into each `uses`.
# Actions are named by the tags of their versions; zizmor and Dependabot can pin them to commits.
name: agent-pipeline

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  # Anyone can open a pull request. Its job builds and tests the code, and holds nothing that can publish it.
  check:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
        with:
          # The version is derived from the full history and its tags.
          fetch-depth: 0
          persist-credentials: false

      # The next two steps keep dependencies and base images from run to run; without them everything works, only slower.
      # A pull request reads the cache of the main branch. What it stores reaches no other branch.
      - id: setup
        uses: OWNER/agent-pipeline/setup@v0
        with:
          path: .
      - uses: actions/cache@v5
        with:
          path: ${{ steps.setup.outputs.cache-dir }}
          key: ${{ steps.setup.outputs.cache-key }}
          restore-keys: ${{ steps.setup.outputs.cache-restore-keys }}

      - id: agent
        uses: OWNER/agent-pipeline@v0
        with:
          path: .
          until: tag

      - if: always()
        uses: actions/upload-artifact@v6
        with:
          name: agent-pipeline-reports
          path: |
            ${{ steps.agent.outputs.report }}
            ${{ steps.agent.outputs.junit }}
          if-no-files-found: ignore

  release:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    permissions:
      # For the git tag of each release, from which the next version follows.
      contents: write
      # For ghcr.io; remove it for another registry.
      packages: write
    # Releases of one branch come one after the other. Without this, one of two that are started at once fails and is run
    # again: each version is published once in any case.
    concurrency: release-${{ github.ref }}
    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 0
          fetch-tags: true
          # The credential pushes the git tag.
          persist-credentials: true

      - id: setup
        uses: OWNER/agent-pipeline/setup@v0
        with:
          path: .
      - uses: actions/cache@v5
        with:
          path: ${{ steps.setup.outputs.cache-dir }}
          key: ${{ steps.setup.outputs.cache-key }}
          restore-keys: ${{ steps.setup.outputs.cache-restore-keys }}

      - id: agent
        uses: OWNER/agent-pipeline@v0
        with:
          path: .
          # {name} is the agent's name: several agents in `path` need it.
          push-to: ghcr.io/${{ github.repository_owner }}/{name}
          tag-git-push: true

      - if: always()
        uses: actions/upload-artifact@v6
        with:
          name: agent-pipeline-reports
          path: |
            ${{ steps.agent.outputs.report }}
            ${{ steps.agent.outputs.junit }}
          if-no-files-found: ignore

"""#, isExecutable: false),
  ]
}
