// swift-format-ignore-file
// Made from ci-templates/woodpecker by `make generate`.

extension EmbeddedFiles {
  static let woodpeckerCI: [ProjectTemplate.File] = [
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
  ]
}
