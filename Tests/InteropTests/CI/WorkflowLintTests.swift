import ChildProcess
import SystemPackage
import Testing

/// Workflows and actions against the tools that find what is wrong or unsafe in them.
@Suite struct `Files for GitHub` {
  static let workflows = [
    ".github/workflows/ci.yml", ".github/workflows/release.yml", "ci-templates/github/agent-pipeline.yml",
  ]

  @Test(.needs("actionlint")) func `have no mistake that actionlint knows`() async throws {
    try await Tools.succeed("actionlint", Self.workflows, in: Tools.package)
  }

  @Test(.needs("zizmor")) func `have no weakness that zizmor knows but those that the configuration explains`()
    async throws
  {
    let arguments = ["--offline", "--strict-collection", "--config", ".github/zizmor.yml"]
    try await Tools.succeed(
      "zizmor", arguments + Self.workflows + ["action.yml", "setup/action.yml"], in: Tools.package)
  }

  /// So that the first test says something.
  @Test(.needs("zizmor")) func `are really looked at`() async throws {
    let scratch = try Scratch()
    let file = scratch.path.appending("action.yml")
    try file.write(
      Tools.package.appending("setup/action.yml").text()
        .replacing("run: bash \"$GITHUB", with: "run: echo '${{ inputs.version }}'; bash \"$GITHUB"))
    let exit = try await Tools.run("zizmor", ["--offline", file.string])
    #expect(!exit.status.isSuccess && exit.output.contains("template-injection"), "\(exit.output)")
  }
}
