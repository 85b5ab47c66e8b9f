import Diagnostics
import PipelineCore
import Settings
import Testing

@testable import ImageBuilding

@Suite struct `which builder builds` {
  private func choice(_ flags: [String: [String]]) throws -> BuilderChoice {
    try BuilderChoice(Settings.resolve(flags: flags, environment: [:]).settings)
  }

  @Test(
    arguments: [
      ([:], false, "no Dockerfile is set"), (["build.engine": ["docker"]], true, "`docker` (--build-engine)"),
      (["build.engine": ["oci"]], false, "`oci` (--build-engine)"),
      (["build.dockerfile": ["X"]], true, "`build.dockerfile` names `X`"),
      (["build.noCache": ["true"]], false, "no Dockerfile is set"),
    ] as [([String: [String]], Bool, String)])
  func `is told with its reason`(flags: [String: [String]], isEngine: Bool, reason: String) throws {
    let choice = try choice(flags)
    #expect(choice.usesEngine == isEngine)
    #expect(choice.description.contains(reason))
  }

  @Test(arguments: ["build.args", "build.target", "build.cacheFrom", "build.network", "build.dockerfile"])
  func `a setting for engines is no silent difference without one`(name: String) {
    let failure = #expect(throws: Failure.self) { try choice(["build.engine": ["oci"], name: ["a=b"]]) }
    #expect(failure?.failureKind == .usage)
    #expect(failure?.diagnostic.message.contains("`\(name)`") == true)
  }
}
