// swift-format-ignore-file
// Made from ci-templates/circleci by `make generate`.

extension EmbeddedFiles {
  static let circleciCI: [ProjectTemplate.File] = [
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
  ]
}
