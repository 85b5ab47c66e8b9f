// swift-format-ignore-file
// Made from ci-templates/tekton by `make generate`.

extension EmbeddedFiles {
  static let tektonCI: [ProjectTemplate.File] = [
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
  ]
}
