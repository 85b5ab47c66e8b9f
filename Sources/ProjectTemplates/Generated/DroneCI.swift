// swift-format-ignore-file
// Made from ci-templates/drone by `make generate`.

extension EmbeddedFiles {
  static let droneCI: [ProjectTemplate.File] = [
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
  ]
}
