// swift-format-ignore-file
// Made from ci-templates by `make generate`.

extension CITemplates {
  public static let all: [CITemplate] = [
CITemplate("github", [
ProjectTemplate.File("agent-pipeline.yml", #"""
# Copy this file to .github/workflows/agent-pipeline.yml and put the owner of your copy of the action into `uses`.
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
      - uses: actions/checkout@v4
        with:
          # The version is derived from the full history and its tags.
          fetch-depth: 0
          persist-credentials: false

      - id: agent
        uses: OWNER/agent-pipeline@main
        with:
          path: .
          until: tag

      - if: always()
        uses: actions/upload-artifact@v4
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
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          fetch-tags: true

      - id: agent
        uses: OWNER/agent-pipeline@main
        with:
          path: .
          # {name} is the agent's name: several agents in `path` need it.
          push-to: ghcr.io/${{ github.repository_owner }}/{name}
          tag-git-push: true

      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: agent-pipeline-reports
          path: |
            ${{ steps.agent.outputs.report }}
            ${{ steps.agent.outputs.junit }}
          if-no-files-found: ignore

"""#, isExecutable: false),
]),
CITemplate("gitlab", [
ProjectTemplate.File("agent-pipeline.yml", #"""
# A component with one job for merge requests, which builds and tests, and one job that runs all stages. The jobs' image
# must have agent-pipeline on PATH:
#
#   include:
#     - project: my-group/agent-pipeline
#       file: /ci-templates/gitlab/agent-pipeline.yml
#       inputs: {path: agents/chatbot, push-to: "registry.example.com/team/{name}"}
#
# Each release pushes its git tag, from which the next version follows: set GITLAB_TOKEN to a project access token with the
# scope `write_repository`, or let job tokens push. Mark it and the credentials of a registry as protected: GitLab then
# keeps them from merge requests.
spec:
  inputs:
    job:
      description: The job's name.
      default: agent-pipeline
    stage:
      description: The stage the job belongs to.
      default: test
    path:
      description: The agent's directory or manifest file.
      default: .
    until:
      description: The last stage to run.
      default: ""
    push-to:
      description: "The repositories to push to, separated by commas; {name} is the agent's name. If empty, nothing is pushed."
      default: ""
    git-tag:
      description: Whether each release creates its git tag and pushes it.
      type: boolean
      default: true
---
".$[[ inputs.job ]]":
  stage: "$[[ inputs.stage ]]"
  variables:
    # The version is derived from the full history and its tags.
    GIT_DEPTH: "0"
    AGENT_PIPELINE_PATH: "$[[ inputs.path ]]"
    AGENT_PIPELINE_WORK_DIR: .agent-pipeline
  script:
    - agent-pipeline run
  artifacts:
    when: always
    expire_in: 1 week
    paths: [.agent-pipeline/]
    reports:
      junit: .agent-pipeline/junit.xml
      dotenv: .agent-pipeline/agent-pipeline.env

"$[[ inputs.job ]]-check":
  extends: ".$[[ inputs.job ]]"
  variables:
    AGENT_PIPELINE_UNTIL: tag
    # The credentials of GitLab's own registry are for this host only.
    CI_REGISTRY: ""
    CI_REGISTRY_PASSWORD: ""
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"

"$[[ inputs.job ]]":
  extends: ".$[[ inputs.job ]]"
  variables:
    AGENT_PIPELINE_UNTIL: "$[[ inputs.until ]]"
    AGENT_PIPELINE_PUSH_TO: "$[[ inputs.push-to ]]"
    AGENT_PIPELINE_TAG_GIT_PUSH: "$[[ inputs.git-tag ]]"
  rules:
    - if: $CI_COMMIT_BRANCH || $CI_COMMIT_TAG

"""#, isExecutable: false),
]),
  ]
}
