// swift-format-ignore-file
// Made from ci-templates/bitbucket by `make generate`.

extension EmbeddedFiles {
  static let bitbucketCI: [ProjectTemplate.File] = [
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
  ]
}
