// swift-format-ignore-file
// Made from ci-templates/gitlab by `make generate`.

extension EmbeddedFiles {
  static let gitlabCI: [ProjectTemplate.File] = [
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
  ]
}
