/// A .gitlab-ci.yml of its own: the template in ci-templates/ is a component, which a file includes.
public enum GitLabFile {
  public static let text = """
    # Copy this file to .gitlab-ci.yml and change:
    # - `image` to a released image of the tool; agents in Python, Node.js, Go or Java need the one whose tag ends in `-full`.
    #
    # Releases go to the project's own registry. Each one pushes its git tag, from which the next version follows: set
    # GITLAB_TOKEN, protected, to a project access token with the scope `write_repository`, or let job tokens push.
    image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST

    variables:
      # The version is derived from the full history and its tags.
      GIT_DEPTH: "0"
      AGENT_PIPELINE_PATH: .
      AGENT_PIPELINE_WORK_DIR: .agent-pipeline
      AGENT_PIPELINE_CACHE_DIR: $CI_PROJECT_DIR/.agent-pipeline-cache

    .agent:
      cache:
        key: agent-pipeline
        paths: [.agent-pipeline-cache/]
      artifacts:
        when: always
        expire_in: 1 week
        paths: [.agent-pipeline/]
        reports:
          junit: .agent-pipeline/junit.xml

    # Anyone can open a merge request. Its job builds and tests the code, and holds nothing that can publish it.
    check:
      extends: .agent
      variables:
        CI_REGISTRY: ""
        CI_REGISTRY_PASSWORD: ""
      script:
        - agent-pipeline run --until tag
      rules:
        - if: $CI_PIPELINE_SOURCE == "merge_request_event"

    release:
      extends: .agent
      script:
        - agent-pipeline run --tag-git-push --push-to "$CI_REGISTRY_IMAGE/{name}"
      rules:
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

    """
}
