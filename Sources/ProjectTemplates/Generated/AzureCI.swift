// swift-format-ignore-file
// Made from ci-templates/azure by `make generate`.

extension EmbeddedFiles {
  static let azureCI: [ProjectTemplate.File] = [
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
          set -e -o pipefail
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
          set -e -o pipefail
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
  ]
}
