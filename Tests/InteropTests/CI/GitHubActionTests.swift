import ChildProcess
import SystemPackage
import TestSupport
import Testing

extension Interop {
  /// action.yml in a job of nektos/act, which runs on this machine without containers.
  @Suite(.needs("act", "bash", "jq")) struct `The GitHub action` {
    let agent: PushedAgent
    let scratch: Scratch

    init() throws {
      agent = try PushedAgent.current()
      scratch = try Scratch()
    }

    /// Runs a workflow with the action in a repository of the plain agent.
    private func act(inputs: String, edit: (AgentRepository) throws -> Void = { _ in }) async throws
      -> ChildProcess.Exit
    {
      let page = try await ReleasePage()
      let repository = try await AgentRepository.plainAgent(in: scratch.path.appending("agent"))
      try edit(repository)
      try await page.copyAction(to: repository.directory.appending(".github/agent-pipeline"))
      try repository.directory.appending(".github/workflows/try.yml").write(
        """
        on: push
        jobs:
          agent:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v6
              - id: agent
                uses: ./.github/agent-pipeline
                with: {\(inputs), download-url: '\(page.server.origin)'}
              - if: always()
                env: {OUTPUTS: "${{ toJSON(steps.agent.outputs) }}"}
                run: |
                  for name in outcome released image digest version report junit; do
                    echo "$name=<$(echo "$OUTPUTS" | jq -r ".$name")>"
                  done
                  echo "read=<$(jq -r .outcome "$(echo "$OUTPUTS" | jq -r .report)")>"

        """)
      try await repository.commit("ci: try the action")
      return try await Act.push(
        ".github/workflows/try.yml", in: repository.directory, home: scratch.path,
        ["AGENT_PIPELINE_CACHE_DIR": agent.cache.string])
    }

    @Test func `builds, tests and pushes, and sets its outputs`() async throws {
      let destination = "\(agent.registry.host)/team/by-action"
      let exit = try await act(inputs: "build-base-image: '\(PushedAgent.base)', push-to: '\(destination)'")
      try #require(exit.status.isSuccess, "\(exit.output)")
      let pushed = try await Tools.json(
        Interop.`A pushed image`.Inspection.self, "skopeo",
        ["inspect", "--tls-verify=false", "docker://\(destination):latest"])
      for line in [
        "outcome=<passed>", "image=<\(destination)@\(pushed.digest)>", "digest=<\(pushed.digest)>", "version=<1.0.0>",
        "released=<true>", "read=<passed>",
      ] {
        #expect(exit.output.contains(line), "\(line) in \(exit.output)")
      }
    }

    @Test func `marks the line of a broken manifest, and still sets its outputs`() async throws {
      let exit = try await act(inputs: "until: validate") { repository in
        try repository.directory.appending("agent.yaml").replace("python:3.11", with: "pythn:3.11")
      }
      #expect(!exit.status.isSuccess)
      for text in [
        "::error file=agent.yaml,line=7,col=12,title=unknown-runtime::", "outcome=<failed>", "image=<>",
        "read=<failed>",
      ] {
        #expect(exit.output.contains(text), "\(text) in \(exit.output)")
      }
    }
  }
}
