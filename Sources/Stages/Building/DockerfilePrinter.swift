public import AgentManifest
import ImageBuilding
public import PipelineCore

/// Shows the Dockerfile that an engine would be given.
public struct DockerfilePrinter: Sendable {
  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  /// The agent's own, or the one that is made for it. Nothing is fetched, and no engine is asked.
  public func text(_ manifest: AgentManifest, _ context: RunContext) throws -> String {
    if let own = try OwnDockerfile(context) { return own.text }
    return try BuildPlan(manifest, context, services).dockerfile(context)
  }
}
