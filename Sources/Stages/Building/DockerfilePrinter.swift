public import AgentManifest
import AgentRuntimes
import OCIImage
public import PipelineCore
import Settings

/// Shows the Dockerfile that an engine would be given.
public struct DockerfilePrinter: Sendable {
  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  /// The agent's own, or the one that is made for it. Nothing is fetched, and no engine is asked.
  public func text(_ manifest: AgentManifest, _ context: RunContext) throws -> String {
    if let own = try OwnDockerfile(context) { return own.text }
    let plan = try BuildPlan(manifest, context, services)
    let sources = try ApplicationFiles(
      context: context, leavings: plan.runtime.ignoredFiles, modified: plan.sourceDate
    ).tree()
    let base: String
    switch plan.baseImage {
    case .scratch: base = "scratch"
    case .registry(let reference): base = "\(reference)"
    case .layout(let path, let tag):
      let image = try ImageLayout(opening: path).image(tag: tag, for: plan.platforms[0])
      base = try EngineBases.name(ofLayoutImage: image.descriptor.digest).engineName
    }
    let arguments = (context.settings(Settings.buildArgs) ?? [:]).keys.sorted()
    return try GeneratedDockerfile(plan, context, sources: sources, base: base, arguments: arguments).text
  }
}
