// swift-format-ignore-file
// Made from ci-templates by `make generate`.

extension CITemplates {
  public static let all: [CITemplate] = [
CITemplate("azure", [
ProjectTemplate.File("azure-pipelines.yml", #"""
# Copy this file to azure-pipelines.yml and change:
# - OWNER and VERSION in the address of the installer;
# - registry.example.com/team/{name} to where releases go; {name} is the agent's name.
#
# The variable group `agent-release` has REGISTRY_USERNAME and REGISTRY_PASSWORD, a secret. Let this pipeline alone use it,
# and give it a branch control check for main. Each release pushes its git tag, from which the next version follows: the
# project's build service needs the permissions `Create tag` and `Contribute` on the repository.
#
# Pull requests of repositories in Azure Repos are built by a branch policy, those of GitHub by `pr`.
trigger:
  branches: {include: [main]}
pr:
  branches: {include: ["*"]}

pool:
  vmImage: ubuntu-latest

variables:
  AGENT_PIPELINE_CACHE_DIR: $(Pipeline.Workspace)/agent-pipeline-cache
  AGENT_PIPELINE_WORK_DIR: .agent-pipeline
  AGENT_PIPELINE_DEFAULT_BRANCH: main

jobs:
  # Anyone can open a pull request. Its job builds and tests the code, and holds nothing that can publish it.
  - job: check
    condition: eq(variables['Build.Reason'], 'PullRequest')
    steps:
      - checkout: self
        # The version is derived from the full history and its tags.
        fetchDepth: "0"
        fetchTags: "true"
        persistCredentials: "false"
      - task: Cache@2
        inputs:
          key: agent-pipeline | "$(Agent.OS)" | **/agent.yaml
          restoreKeys: agent-pipeline | "$(Agent.OS)"
          path: $(AGENT_PIPELINE_CACHE_DIR)
      - script: |
          curl -fsSL https://github.com/OWNER/agent-pipeline/releases/download/vVERSION/install.sh | sh -s -- --to "$(Agent.TempDirectory)/bin"
          echo "##vso[task.prependpath]$(Agent.TempDirectory)/bin"
        displayName: Install agent-pipeline
      - script: agent-pipeline run --until tag
        displayName: Build and test the agent
      - task: PublishTestResults@2
        condition: always()
        inputs:
          testResultsFiles: .agent-pipeline/junit.xml
          testRunTitle: agent-pipeline

  - job: release
    # A build of a branch that another rule started, such as a schedule, releases nothing new.
    condition: and(ne(variables['Build.Reason'], 'PullRequest'), eq(variables['Build.SourceBranch'], 'refs/heads/main'))
    variables:
      - group: agent-release
    steps:
      - checkout: self
        fetchDepth: "0"
        fetchTags: "true"
      - task: Cache@2
        inputs:
          key: agent-pipeline | "$(Agent.OS)" | **/agent.yaml
          restoreKeys: agent-pipeline | "$(Agent.OS)"
          path: $(AGENT_PIPELINE_CACHE_DIR)
      - script: |
          curl -fsSL https://github.com/OWNER/agent-pipeline/releases/download/vVERSION/install.sh | sh -s -- --to "$(Agent.TempDirectory)/bin"
          echo "##vso[task.prependpath]$(Agent.TempDirectory)/bin"
        displayName: Install agent-pipeline
      - script: agent-pipeline run --tag-git-push --push-to 'registry.example.com/team/{name}'
        displayName: Release the agent
        env:
          DOCKER_USERNAME: $(REGISTRY_USERNAME)
          DOCKER_PASSWORD: $(REGISTRY_PASSWORD)
          # For the git tag, in Azure Repos. For a repository on GitHub: a token with `contents: write`.
          GIT_USERNAME: azure
          GIT_PASSWORD: $(System.AccessToken)
      - task: PublishTestResults@2
        condition: always()
        inputs:
          testResultsFiles: .agent-pipeline/junit.xml
          testRunTitle: agent-pipeline

"""#, isExecutable: false),
]),
CITemplate("bitbucket", [
ProjectTemplate.File("bitbucket-pipelines.yml", #"""
# Copy this file to bitbucket-pipelines.yml and change:
# - `image` to a released image of the tool; agents in Python, Node.js, Go or Java need the one whose tag ends in `-full`;
# - registry.example.com/team/{name} to where releases go; {name} is the agent's name.
#
# Deployment variables of `production`, which no other step can read: DOCKER_USERNAME and DOCKER_PASSWORD for the registry,
# and GIT_PASSWORD, a repository access token with the scope `repository:write`: each release pushes its git tag, from which
# the next version follows. Restrict the deployment to the branch main. Pull requests of forks do not run here.
image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST

clone:
  # The version is derived from the full history and its tags.
  depth: full

definitions:
  caches:
    agent-pipeline:
      key:
        files: [agent.yaml]
      path: .agent-pipeline/cache
  steps:
    # Anyone in the workspace can open a pull request. Its step builds and tests the code, and holds nothing that can
    # publish it.
    - step: &check
        name: Check the agent
        caches: [agent-pipeline]
        # The tests run the agent in this Docker Engine: Bitbucket's containers allow no sandbox of their own.
        services: [docker]
        script:
          # Bitbucket shows the JUnit reports of directories of this name.
          - export AGENT_PIPELINE_REPORT_DIR=test-results AGENT_PIPELINE_CACHE_DIR=.agent-pipeline/cache
          - agent-pipeline run --until tag
        artifacts: [test-results/**]
    - step: &release
        name: Release the agent
        deployment: production
        caches: [agent-pipeline]
        services: [docker]
        script:
          - export AGENT_PIPELINE_REPORT_DIR=test-results AGENT_PIPELINE_CACHE_DIR=.agent-pipeline/cache
          # Bitbucket checks out over plain HTTP and a proxy; credentials go over HTTPS only.
          - git remote set-url origin "https://bitbucket.org/$BITBUCKET_REPO_FULL_NAME.git"
          - export GIT_USERNAME=x-token-auth
          - agent-pipeline run --default-branch main --tag-git-push --push-to 'registry.example.com/team/{name}'
        artifacts: [test-results/**]

pipelines:
  pull-requests:
    "**":
      - step: *check
  branches:
    main:
      - step: *release

"""#, isExecutable: false),
]),
CITemplate("buildkite", [
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
      - curl -fsSL https://github.com/OWNER/agent-pipeline/releases/download/vVERSION/install.sh | sh -s -- --to .agent-pipeline/bin
      - .agent-pipeline/bin/agent-pipeline run --tag-git-push --push-to 'registry.example.com/team/{name}'
    cache: [.agent-pipeline/cache]
    artifact_paths: [.agent-pipeline/junit.xml, .agent-pipeline/report.json]

"""#, isExecutable: false),
]),
CITemplate("circleci", [
ProjectTemplate.File("config.yml", #"""
# Copy this file to .circleci/config.yml and change:
# - OWNER and VERSION in the address of the installer;
# - registry.example.com/team/{name} to where releases go; {name} is the agent's name.
#
# The context `agent-release` has DOCKER_USERNAME and DOCKER_PASSWORD for the registry, and GIT_USERNAME and GIT_PASSWORD for
# the repository, the password a token that may push tags: each release pushes its git tag, from which the next version
# follows. Restrict the context to this project and to the branch main, and do not pass secrets to builds of forks.
#
# A virtual machine, because the tests run the agent in a sandbox, which CircleCI's containers do not allow.
version: 2.1

commands:
  prepare:
    steps:
      # The version is derived from the full history and its tags.
      - checkout: {method: full}
      - restore_cache:
          keys:
            - agent-pipeline-v1-{{ arch }}-{{ checksum "agent.yaml" }}
            - agent-pipeline-v1-{{ arch }}-
      - run:
          name: Install agent-pipeline
          command: |
            curl -fsSL https://github.com/OWNER/agent-pipeline/releases/download/vVERSION/install.sh | sh -s -- --to ~/bin
            echo 'export PATH=~/bin:$PATH' >> "$BASH_ENV"
  report:
    steps:
      - save_cache:
          key: agent-pipeline-v1-{{ arch }}-{{ checksum "agent.yaml" }}
          paths: [/home/circleci/agent-pipeline-cache]
      - store_test_results: {path: .agent-pipeline/junit.xml}
      - store_artifacts: {path: .agent-pipeline/report.json}

executors:
  machine:
    machine: {image: "ubuntu-2204:current"}
    environment:
      AGENT_PIPELINE_CACHE_DIR: /home/circleci/agent-pipeline-cache
      AGENT_PIPELINE_WORK_DIR: .agent-pipeline
      AGENT_PIPELINE_DEFAULT_BRANCH: main

jobs:
  # Anyone can open a pull request. Its job builds and tests the code, and holds nothing that can publish it.
  check:
    executor: machine
    steps:
      - prepare
      - run: agent-pipeline run --until tag
      - report

  release:
    executor: machine
    steps:
      - prepare
      # CircleCI checks out over SSH; the credentials are for HTTPS.
      - run: git remote set-url origin "https://github.com/$CIRCLE_PROJECT_USERNAME/$CIRCLE_PROJECT_REPONAME.git"
      - run: agent-pipeline run --tag-git-push --push-to 'registry.example.com/team/{name}'
      - report

workflows:
  agent:
    jobs:
      - check:
          filters: {branches: {ignore: main}}
      - release:
          context: agent-release
          filters: {branches: {only: main}}

"""#, isExecutable: false),
]),
CITemplate("drone", [
ProjectTemplate.File("drone.yml", #"""
# Copy this file to .drone.yml and change:
# - `image` to a released image of the tool; agents in Python, Node.js, Go or Java need the one whose tag ends in `-full`;
# - registry.example.com/team/{name} to where releases go; {name} is the agent's name.
#
# The image is a plugin: each setting of docs/settings.md is one under `settings`, as `push_to` for `--push-to`. Secrets,
# which pull requests must not see (the default): registry_username, registry_password, and git_username and git_password, a
# token that may push tags: each release pushes its git tag, from which the next version follows.
#
# The tests run the agent in a sandbox: the repository must be trusted for `privileged`. Without that, remove the line from
# the step that builds pull requests, and add `test_engine: none`: its code is then built and not tested.
kind: pipeline
type: docker
name: agent

clone:
  # The version is derived from the full history and its tags.
  depth: 0

trigger:
  event: [pull_request, push]

steps:
  # Anyone can open a pull request. Its step builds and tests the code, and holds nothing that can publish it.
  - name: check
    image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST
    # The workspace belongs to root.
    user: root
    privileged: true
    settings:
      until: tag
    when:
      event: [pull_request]

  - name: release
    image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST
    user: root
    privileged: true
    settings:
      push_to: registry.example.com/team/{name}
      tag_git_push: true
      docker_username: {from_secret: registry_username}
      docker_password: {from_secret: registry_password}
      git_username: {from_secret: git_username}
      git_password: {from_secret: git_password}
    when:
      event: [push]
      branch: [main]

"""#, isExecutable: false),
]),
CITemplate("github", [
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
]),
CITemplate("gitlab", [
ProjectTemplate.File(".gitlab-ci.example.yml", #"""
# Copy this file to .gitlab-ci.yml and put a released image of the tool into `image`: with Python, Node.js, Go and Java, the
# one whose tag ends in `-full`.
#
# The tests run the agent in a sandbox. Where the runner's containers are not privileged, let them make namespaces: in the
# runner's config.toml, security_opt = ["seccomp=unconfined", "systempaths=unconfined", "apparmor=unconfined"].
#
# Variables to set in the project's settings, all protected, so that GitLab keeps them from merge requests:
# - GITLAB_TOKEN, a project access token with the scope `write_repository`: each release pushes its git tag, from which the
#   next version follows. Not needed if the project lets job tokens push (Settings, CI/CD, Job token permissions);
# - the credentials of a registry other than GitLab's own;
# - AGENT_PIPELINE_FACTS_KEY, a random text: the jobs then verify what an earlier job has left in .agent-pipeline.
stages: [build, test, release]

default:
  image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST

variables:
  # The version is derived from the full history and its tags.
  GIT_DEPTH: "0"
  # One work directory for all jobs: it passes the results of each stage to the next.
  AGENT_PIPELINE_WORK_DIR: .agent-pipeline
  AGENT_PIPELINE_CACHE_DIR: .agent-pipeline/cache
  AGENT_PIPELINE_PATH: .

.agent-pipeline:
  # Packages and layers of earlier pipelines. GitLab keeps the caches of protected branches apart from the others.
  cache:
    key:
      prefix: agent-pipeline
      # At most two: the lock file is a good second one.
      files: [agent.yaml]
    fallback_keys: [agent-pipeline]
    paths: [.agent-pipeline/cache/]
    when: always
  artifacts:
    when: always
    expire_in: 1 week
    paths: [.agent-pipeline/]
    exclude: [.agent-pipeline/cache/**/*]
    reports:
      junit: .agent-pipeline/junit.xml

.checks:
  extends: .agent-pipeline
  rules:
    # Anyone can open a merge request. Its jobs build and test the code, and hold nothing that can publish it: the
    # credentials of GitLab's own registry are for the host in CI_REGISTRY only.
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      variables:
        CI_REGISTRY: ""
        CI_REGISTRY_PASSWORD: ""
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

agent-build:
  extends: .checks
  stage: build
  script:
    - agent-pipeline run --until build

agent-test:
  extends: .checks
  stage: test
  script:
    - agent-pipeline test

agent-release:
  extends: .agent-pipeline
  stage: release
  # Releases come one after the other.
  resource_group: agent-release
  script:
    # GitLab provides CI_REGISTRY and its credentials. {name} is the agent's name: several agents need it.
    - agent-pipeline run --from tag --tag-git-push --push-to "$CI_REGISTRY_IMAGE/{name}"
  artifacts:
    reports:
      # AGENT_PIPELINE_IMAGE, AGENT_PIPELINE_DIGEST and others, for later jobs.
      dotenv: .agent-pipeline/agent-pipeline.env
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

"""#, isExecutable: false),
ProjectTemplate.File("templates/agent-pipeline.yml", #"""
# A component with one job for merge requests, which builds and tests, and one job that runs all stages:
#
#   include:
#     - component: gitlab.example.com/my-group/agent-pipeline/agent-pipeline@VERSION
#       inputs: {path: agents/chatbot, push-to: "registry.example.com/team/{name}"}
#
# A copy of this repository on the same GitLab serves it without the catalog:
#
#   include:
#     - project: my-group/agent-pipeline
#       file: /ci-templates/gitlab/templates/agent-pipeline.yml
#       inputs: {path: agents/chatbot, push-to: "registry.example.com/team/{name}"}
#
# Each release pushes its git tag, from which the next version follows: set GITLAB_TOKEN to a project access token with the
# scope `write_repository`, or let job tokens push. Mark it and the credentials of a registry as protected: GitLab then
# keeps them from merge requests.
spec:
  inputs:
    image:
      description: "The tool's image. Agents that are built with Python, Node.js, Go or Java need the one whose tag ends in -full."
      default: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST
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
    cache-files:
      description: At most two files, such as the lock file; where one differs, the job begins with the cache of another version.
      type: array
      default: [agent.yaml]
---
".$[[ inputs.job ]]":
  stage: "$[[ inputs.stage ]]"
  image:
    name: "$[[ inputs.image ]]"
  variables:
    # The version is derived from the full history and its tags.
    GIT_DEPTH: "0"
    AGENT_PIPELINE_PATH: "$[[ inputs.path ]]"
    AGENT_PIPELINE_WORK_DIR: .agent-pipeline
    AGENT_PIPELINE_CACHE_DIR: .agent-pipeline/cache
  script:
    - agent-pipeline run
  # GitLab keeps the caches of protected branches apart from those of merge requests.
  cache:
    key:
      prefix: agent-pipeline
      files: $[[ inputs.cache-files ]]
    fallback_keys: [agent-pipeline]
    paths: [.agent-pipeline/cache/]
    when: always
  artifacts:
    when: always
    expire_in: 1 week
    paths: [.agent-pipeline/]
    exclude: [.agent-pipeline/cache/**/*]
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
  # Releases come one after the other.
  resource_group: "$[[ inputs.job ]]"
  rules:
    - if: $CI_COMMIT_BRANCH || $CI_COMMIT_TAG

"""#, isExecutable: false),
]),
CITemplate("jenkins", [
ProjectTemplate.File("Jenkinsfile", #"""
// Copy this file to the root of the repository, for a multibranch pipeline, and change:
// - `image` to a released image of the tool; agents in Python, Node.js, Go or Java need the one whose tag ends in `-full`;
// - `registry.example.com/team/{name}` to where releases go; {name} is the agent's name.
//
// Credentials, each a username with a password: `agent-registry` for the registry, and `agent-git` for the repository, whose
// password is a token that may push tags. Keep them in the directory of this project alone. Only the release has them: in the
// settings of the branch source, trust the Jenkinsfile of a fork only if its author may write here.
//
// The version is derived from the full history and its tags: add the behaviour `Advanced clone behaviours` to the branch
// source, with `Fetch tags` and without `Shallow clone`.
//
// Plugins: Docker Pipeline, Pipeline: Multibranch, JUnit, Credentials Binding.
pipeline {
  agent {
    docker {
      image 'ghcr.io/OWNER/agent-pipeline@sha256:DIGEST'
      // The tests run the agent in a sandbox: without these, Docker lets no ordinary user make namespaces.
      args '--security-opt seccomp=unconfined --security-opt systempaths=unconfined --security-opt apparmor=unconfined'
    }
  }
  options {
    // Releases of one branch come one after the other.
    disableConcurrentBuilds()
  }
  environment {
    // Stays with the workspace from build to build.
    AGENT_PIPELINE_CACHE_DIR = '.agent-pipeline/cache'
    AGENT_PIPELINE_WORK_DIR = '.agent-pipeline'
  }
  stages {
    // Anyone can open a change request. It is built and tested, with nothing that can publish it.
    stage('Check') {
      when { anyOf { changeRequest(); not { branch 'main' } } }
      steps {
        sh 'agent-pipeline run --until tag'
      }
    }
    stage('Release') {
      when { allOf { branch 'main'; not { changeRequest() } } }
      steps {
        withCredentials([
          usernamePassword(
            credentialsId: 'agent-registry', usernameVariable: 'DOCKER_USERNAME', passwordVariable: 'DOCKER_PASSWORD'),
          usernamePassword(credentialsId: 'agent-git', usernameVariable: 'GIT_USERNAME', passwordVariable: 'GIT_PASSWORD'),
        ]) {
          // Each release pushes its git tag, from which the next version follows.
          sh "agent-pipeline run --default-branch main --tag-git-push --push-to 'registry.example.com/team/{name}'"
        }
      }
    }
  }
  post {
    always {
      junit testResults: '.agent-pipeline/junit.xml', allowEmptyResults: true
      archiveArtifacts artifacts: '.agent-pipeline/report.json', allowEmptyArchive: true
    }
  }
}

"""#, isExecutable: false),
]),
CITemplate("tekton", [
ProjectTemplate.File("task/agent-pipeline/0.1/README.md", #"""
# agent-pipeline

Turns an [agent.yaml](../../../../../README.md) into a tested, tagged, published container image, without a Docker Engine.

## Install the task

Put a released image of the tool into the default of the parameter `image`, then:

```sh
kubectl apply -f ci-templates/tekton/task/agent-pipeline/0.1/agent-pipeline.yaml
```

## Workspaces

| workspace | |
|---|---|
| `source` | the checkout, by the task `git-clone` with `depth: "0"`, `fetchTags: "true"` |
| `cache` | optional: packages and layers of earlier runs |
| `dockerconfig` | optional: a secret with `config.json`, the credentials of the registry |
| `git-credentials` | optional: a secret with `username` and `password`, to push the git tag of a release |

Bind `dockerconfig` and `git-credentials` in runs for pushes only. Anyone can open a change request: its run builds and
tests the code, and holds nothing that can publish it.

## Parameters

| parameter | default | |
|---|---|---|
| `branch` | | the branch that is built; empty for a change request |
| `revision` | required | the commit that is built |
| `change-request` | required | its number, or `none` for a push |
| `default-branch` | `main` | the branch that releases |
| `path` | `.` | the agent's directory or manifest file |
| `until` | | the last stage to run; `tag` for change requests |
| `push-to` | | where releases go; `{name}` is the agent's name |
| `git-tag` | `false` | whether each release pushes its git tag, from which the next version follows |
| `test-engine` | `auto` | `none` skips the tests |
| `image` | | the tool's image |

## Results

`version`, and `image` with its digest.

## Sandbox

The tests run the agent in a sandbox of its own, for which an ordinary user needs namespaces. Where the cluster forbids
them, the task fails and says so: let the step be privileged on nodes of its own, or test elsewhere and set
`test-engine: none`. An image that was not tested is not pushed.

## Samples

[samples/change-request.yaml](samples/change-request.yaml) and [samples/release.yaml](samples/release.yaml) are the two runs
that a repository needs, as a trigger starts them.

"""#, isExecutable: false),
ProjectTemplate.File("task/agent-pipeline/0.1/agent-pipeline.yaml", #"""
# A task in the layout of the Tekton catalog. Put a released image of the tool into the default of `image`.
apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: agent-pipeline
  labels:
    app.kubernetes.io/version: "0.1"
  annotations:
    tekton.dev/pipelines.minVersion: "0.50.0"
    tekton.dev/categories: Build Tools, Image Build, Testing
    tekton.dev/tags: agent, image, oci, build, test, release
    tekton.dev/displayName: agent-pipeline
    tekton.dev/platforms: linux/amd64,linux/arm64
spec:
  description: >-
    Turns an agent.yaml into a tested, tagged, published container image.

    The agent is validated, built, tested, and given a version that follows from the commits. On the branch that
    releases, its image is pushed.
  workspaces:
    - name: source
      description: The checkout, with the full history and its tags.
    - name: cache
      description: Packages and layers of earlier runs.
      optional: true
    - name: dockerconfig
      description: A secret with config.json, the credentials of the registry. Leave it out for change requests.
      optional: true
    - name: git-credentials
      description: A secret with `username` and `password`, to push the git tag of a release. Leave it out for change requests.
      optional: true
  params:
    # Tekton tells a task nothing about its source.
    - name: branch
      type: string
      description: The branch that is built. Empty for a change request.
      default: ""
    - name: revision
      type: string
      description: The commit that is built.
    - name: change-request
      type: string
      description: The number of the change request that is built, or `none` for a push.
    - name: default-branch
      type: string
      description: The branch that releases.
      default: main
    - name: path
      type: string
      description: The agent's directory or manifest file, in the workspace `source`.
      default: .
    - name: until
      type: string
      description: The last stage to run. `tag` for change requests.
      default: ""
    - name: push-to
      type: string
      description: "The repositories to push to, separated by commas; {name} is the agent's name. If empty, nothing is pushed."
      default: ""
    - name: git-tag
      type: string
      description: Whether each release creates its git tag and pushes it.
      default: "false"
    - name: test-engine
      type: string
      description: What runs the agent for its tests. `auto` finds a sandbox, or fails; `none` skips the tests.
      default: auto
    - name: image
      type: string
      description: "The tool's image. Agents that are built with Python, Node.js, Go or Java need the one whose tag ends in -full."
      default: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST
  results:
    - name: version
      description: The version of the agent.
    - name: image
      description: The pushed image, with its digest. Empty if nothing was pushed.
  steps:
    - name: run
      image: $(params.image)
      workingDir: $(workspaces.source.path)
      env:
        - {name: AGENT_PIPELINE_BRANCH, value: $(params.branch)}
        - {name: AGENT_PIPELINE_COMMIT, value: $(params.revision)}
        - {name: AGENT_PIPELINE_CHANGE_REQUEST, value: $(params.change-request)}
        - {name: AGENT_PIPELINE_DEFAULT_BRANCH, value: $(params.default-branch)}
        - {name: AGENT_PIPELINE_PATH, value: $(params.path)}
        - {name: AGENT_PIPELINE_UNTIL, value: $(params.until)}
        - {name: AGENT_PIPELINE_PUSH_TO, value: $(params.push-to)}
        - {name: AGENT_PIPELINE_TAG_GIT_PUSH, value: $(params.git-tag)}
        - {name: AGENT_PIPELINE_TEST_ENGINE, value: $(params.test-engine)}
        - {name: AGENT_PIPELINE_WORK_DIR, value: .agent-pipeline}
        - {name: CACHE, value: $(workspaces.cache.path)}
        - {name: DOCKER_CREDENTIALS, value: $(workspaces.dockerconfig.path)}
        - {name: GIT_CREDENTIALS, value: $(workspaces.git-credentials.path)}
      # The tests run the agent in a sandbox. As an ordinary user, that needs namespaces, which a cluster may forbid; then
      # let this step be privileged, on nodes of its own, or test elsewhere and set `test-engine`.
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
      script: |
        #!/bin/sh
        set -eu
        # An optional workspace that is not bound has an empty path.
        export AGENT_PIPELINE_CACHE_DIR="${CACHE:-/tmp/agent-pipeline-cache}"
        [ -z "$DOCKER_CREDENTIALS" ] || export DOCKER_CONFIG="$DOCKER_CREDENTIALS"
        if [ -n "$GIT_CREDENTIALS" ]; then
          GIT_USERNAME=$(cat "$GIT_CREDENTIALS/username")
          GIT_PASSWORD=$(cat "$GIT_CREDENTIALS/password")
          export GIT_USERNAME GIT_PASSWORD
        fi
        status=0
        agent-pipeline run || status=$?
        value() { sed -n "s/^AGENT_PIPELINE_$1=//p" .agent-pipeline/agent-pipeline.env 2>/dev/null | tr -d '\n'; }
        value VERSION >"$(results.version.path)"
        value IMAGE >"$(results.image.path)"
        exit "$status"

"""#, isExecutable: false),
ProjectTemplate.File("task/agent-pipeline/0.1/samples/change-request.yaml", #"""
# For a change request: nothing here can publish. A trigger fills in the four values in capitals.
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  generateName: agent-check-
spec:
  pipelineSpec:
    workspaces:
      - name: source
    tasks:
      - name: clone
        taskRef: {name: git-clone}
        workspaces:
          - {name: output, workspace: source}
        params:
          - {name: url, value: REPOSITORY}
          - {name: revision, value: COMMIT}
          - {name: refspec, value: CHANGE-REF:refs/heads/change}
          # The version is derived from the full history and its tags.
          - {name: depth, value: "0"}
          - {name: fetchTags, value: "true"}
      - name: check
        runAfter: [clone]
        taskRef: {name: agent-pipeline}
        workspaces:
          - {name: source, workspace: source}
        params:
          - {name: revision, value: COMMIT}
          - {name: change-request, value: "NUMBER"}
          - {name: until, value: tag}
  taskRunTemplate:
    podTemplate:
      # The user of both tasks owns the checkout.
      securityContext: {fsGroup: 65532}
  workspaces:
    - name: source
      volumeClaimTemplate:
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 2Gi}}

"""#, isExecutable: false),
ProjectTemplate.File("task/agent-pipeline/0.1/samples/release.yaml", #"""
# For a push to the branch that releases. A trigger fills in the two values in capitals. The secrets `agent-registry`, with
# config.json, and `agent-git`, with username and password, belong to a namespace in which no change request is built.
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  generateName: agent-release-
spec:
  pipelineSpec:
    workspaces:
      - name: source
      - name: registry
      - name: git
    tasks:
      - name: clone
        taskRef: {name: git-clone}
        workspaces:
          - {name: output, workspace: source}
        params:
          - {name: url, value: REPOSITORY}
          - {name: revision, value: COMMIT}
          # The version is derived from the full history and its tags.
          - {name: depth, value: "0"}
          - {name: fetchTags, value: "true"}
      - name: release
        runAfter: [clone]
        taskRef: {name: agent-pipeline}
        workspaces:
          - {name: source, workspace: source}
          - {name: dockerconfig, workspace: registry}
          - {name: git-credentials, workspace: git}
        params:
          - {name: branch, value: main}
          - {name: revision, value: COMMIT}
          - {name: change-request, value: none}
          - {name: push-to, value: "registry.example.com/team/{name}"}
          - {name: git-tag, value: "true"}
  taskRunTemplate:
    podTemplate:
      securityContext: {fsGroup: 65532}
  workspaces:
    - name: source
      volumeClaimTemplate:
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 2Gi}}
    - name: registry
      secret: {secretName: agent-registry}
    - name: git
      secret: {secretName: agent-git}

"""#, isExecutable: false),
]),
CITemplate("woodpecker", [
ProjectTemplate.File("woodpecker.yaml", #"""
# Copy this file to .woodpecker.yaml and change:
# - `image` to a released image of the tool; agents in Python, Node.js, Go or Java need the one whose tag ends in `-full`;
# - registry.example.com/team/{name} to where releases go; {name} is the agent's name.
#
# The image is a plugin: each setting of docs/settings.md is one under `settings`, as `push-to` for `--push-to`. Credentials
# are settings, too: docker-username, docker-password, agent-registry-token, agent-registry-url, git-username, git-password.
# Secrets, without the event `pull_request`: registry_username, registry_password, and git_username and git_password, a token
# that may push tags: each release pushes its git tag, from which the next version follows.
#
# The tests run the agent in a sandbox: the administrator lists the image in WOODPECKER_PLUGINS_PRIVILEGED. The workspace
# belongs to root, so the steps run as root.
when:
  - event: pull_request
  - event: push
    branch: main

clone:
  - name: clone
    image: woodpeckerci/plugin-git
    # The version is derived from the full history and its tags.
    settings: {depth: 0, partial: false, tags: true}

steps:
  # Anyone can open a pull request. Its step builds and tests the code, and holds nothing that can publish it.
  - name: check
    image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST
    backend_options: {docker: {user: root}}
    settings:
      until: tag
    when:
      - event: pull_request

  - name: release
    image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST
    backend_options: {docker: {user: root}}
    settings:
      push-to: registry.example.com/team/{name}
      tag-git-push: true
      docker-username: {from_secret: registry_username}
      docker-password: {from_secret: registry_password}
      git-username: {from_secret: git_username}
      git-password: {from_secret: git_password}
    when:
      - event: push
        branch: main

"""#, isExecutable: false),
]),
  ]
}
