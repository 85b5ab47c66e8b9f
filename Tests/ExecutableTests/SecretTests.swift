import PipelineCore
import SystemPackage
import Testing

@Suite("The executable and secrets") struct SecretTests {
  /// Once as it is, and once as JSON, XML and Python write it.
  static let plain = "tok-5f2c9a"
  static let awkward = "p\"ss<w&rd>\\é"

  @Test(.onPythonBase) func `values of secret variables are hidden wherever the agent prints them`() async throws {
    var agent = TinyAgent()
    agent.program = """
      import sys
      print("token is \(Self.plain)")
      sys.exit("password is " + '\(Self.awkward.replacing("\\", with: "\\\\"))')
      """
    let workshop = try await Workshop(agent)
    let call = try await workshop.run(
      "run", "--verbose", "--output", "json",
      environment: ["MODEL_API_TOKEN": Self.plain, "DB_PASSWORD": Self.awkward], exitCode: 1,
      stages: TestStageTests.blocked)
    #expect(call.said.contains("token is ***") && call.said.contains("password is ***"))
    #expect(call.report.agents[0].stages[2].checks.last?.output?.contains("password is ***") == true)
    for secret in [Self.plain, Self.awkward, "p\\\"ss<w&rd>", "p&quot;ss"] {
      #expect(!call.everything.contains(secret))
    }
  }

  @Test(.onPythonBase) func `the lines of a secret of several lines are hidden one by one`() async throws {
    var agent = TinyAgent()
    agent.program =
      "import sys\nprint('first-line-7c1', flush=True)\nsys.exit('key:\\nfirst-line-7c1\\nsecond-line-8d2')"
    let call = try await Workshop(agent).run(
      "run", "--verbose", "--output", "json", environment: ["DEPLOY_PRIVATE_KEY": "first-line-7c1\nsecond-line-8d2\n"],
      exitCode: 1, stages: TestStageTests.blocked)
    #expect(call.said.contains("key:"))
    for line in ["first-line-7c1", "second-line-8d2"] { #expect(!call.everything.contains(line)) }
  }

  @Test func `values of secret variables are hidden in findings about the manifest`() async throws {
    var agent = TinyAgent.unbased
    agent.runtime = Self.plain
    let call = try await Workshop(agent).run(
      "run", environment: ["MODEL_API_TOKEN": Self.plain], exitCode: 1, stages: ManifestTests.blocked)
    #expect(!call.everything.contains(Self.plain))
    #expect(call.said.contains("***"))
  }

  /// A test's own report is read back from the container, where it may contain anything.
  @Test(.onPythonBase) func `secrets are hidden in the JUnit files of commands`() async throws {
    var agent = TinyAgent()
    agent.tests = [
      "commands:",
      "  - name: unit",
      "    run: [python3, -c, \"import os, html; v = os.environ['SHOWN']; "
        + "open('/tmp/j.xml', 'w').write('<testsuite><!-- ' + html.escape(v) + v + ' --></testsuite>')\"]",
      "    junit: /tmp/j.xml",
    ]
    let workshop = try await Workshop(agent)
    try await workshop.run(
      "run", "--until", "test", environment: ["AGENT_PIPELINE_TEST_ENVIRONMENT": "{\"SHOWN\": \"a<secret>&7c1\"}"],
      exitCode: 0)
    let report = try workshop.read(workshop.workDirectory.appending("junit-unit.xml"))
    #expect(report.contains("***") && !report.contains("secret"))
  }
}
