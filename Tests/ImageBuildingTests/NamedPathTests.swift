import Diagnostics
import FileIO
import PipelineCore
import Settings
import SystemPackage
import Testing

@testable import ImageBuilding

@Suite("Paths that settings name") struct NamedPathTests {
  /// What agent.yaml writes, and whether it may.
  private static let paths: [(path: String, isInRepository: Bool, isInAgent: Bool)] = [
    ("Dockerfile", true, true), ("not-there", true, true), ("docker/../Dockerfile", true, true),
    ("../Dockerfile", true, false), ("../other/Dockerfile", true, false), ("../../Dockerfile", false, false),
    ("../../not-there", false, false), ("/etc/passwd", false, false), ("link-out", false, false),
    ("link-out/not-there", false, false), ("link-beside", true, false), ("link-dead", false, false),
  ]

  /// outside/Dockerfile, outside/repository/{Dockerfile, other/, agent/}
  private func makeAgent(isRepository: Bool) throws -> FilePath {
    let outside = try Directory.temporary(prefix: "named-path", in: "/tmp")
    let repository = outside.appending("repository")
    let agent = repository.appending("agent")
    for directory in [agent.appending("docker"), repository.appending("other")] { try Directory.create(directory) }
    if isRepository { try Directory.create(repository.appending(".git")) }
    for directory in [outside, repository, agent, repository.appending("other")] {
      try FileContents.write(Array("FROM scratch\n".utf8), to: directory.appending("Dockerfile"))
    }
    try Directory.link(agent.appending("link-out"), to: "/etc")
    try Directory.link(agent.appending("link-beside"), to: "../other")
    try Directory.link(agent.appending("link-dead"), to: "/nowhere/at/all")
    return agent
  }

  @Test(arguments: [true, false])
  func `a manifest names what is in its repository, else in its directory`(isRepository: Bool) throws {
    let agent = try makeAgent(isRepository: isRepository)
    defer { try? Directory.remove(agent.removingLastComponent().removingLastComponent()) }
    let place = SourceLocation(file: "agent.yaml", line: 3, column: 4)
    for (path, isInRepository, isInAgent) in Self.paths {
      for (name, definition) in [
        (path, Settings.buildDockerfile.definition), ("oci-layout:\(path)", Settings.buildBaseImage.definition),
      ] {
        let settings = Settings.resolve(flags: [:], environment: [:]).settings
          .completed { $0 == definition.name ? (.scalar(name), place) : nil }.settings
        let problems = BuildPlan.pathProblems(context(agent, settings))
        #expect(problems.isEmpty == (isRepository ? isInRepository : isInAgent), "\(name)")
        guard let problem = problems.first else { continue }
        #expect(problem.code == "path-outside" && problem.location == place)
        #expect(problem.hints.first?.hasPrefix("set it with \(definition.otherPlaces)") == true)
        // The stage that would read the file asks too.
        if definition == Settings.buildDockerfile.definition {
          #expect(throws: Failure.self) { try OwnDockerfile(context(agent, settings)) }
        }
      }
    }
  }

  @Test func `a flag names any path`() throws {
    let agent = try makeAgent(isRepository: true)
    defer { try? Directory.remove(agent.removingLastComponent().removingLastComponent()) }
    for path in Self.paths.map(\.path) {
      let settings = Settings.resolve(
        flags: ["build.dockerfile": [path], "build.baseImage": ["oci-layout:\(path)"]], environment: [:]
      ).settings
      #expect(BuildPlan.pathProblems(context(agent, settings)).isEmpty)
    }
  }

  private func context(_ agent: FilePath, _ settings: Settings) -> RunContext {
    RunContext(
      directory: agent, manifest: "agent.yaml", invocationDirectory: agent, workDirectory: agent,
      reportDirectory: agent, cacheDirectory: agent, settings: settings, ci: nil, isDryRun: false, emit: { _ in })
  }
}
