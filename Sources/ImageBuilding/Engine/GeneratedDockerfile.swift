import AgentManifest
import Diagnostics
import Languages
import OCIImage
import PipelineCore
import Settings
import TextFormats

/// The Dockerfile generated from agent.yaml: what the language needs, then what the manifest says.
struct GeneratedDockerfile {
  /// Complete; `docker build` in the agent's directory accepts it too.
  let text: String
  /// The engine gets these outside of the Dockerfile, which so stays the same from commit to commit.
  static let changingLabels: Set = [
    "org.opencontainers.image.revision", "org.opencontainers.image.created", "org.opencontainers.image.source",
  ]

  let runtime: RuntimeDockerfile
  let base: DockerfileBase
  let sources: SourceTree

  init(_ plan: BuildPlan, _ context: RunContext) throws {
    sources = try ApplicationFiles(plan, context).tree()
    base = try DockerfileBase(plan)
    // The stages that install and compile see them.
    let arguments = (context.settings(Settings.buildArgs) ?? [:]).keys.sorted()
    runtime = try plan.runtime.dockerfile(
      DockerfileRequest(
        agent: plan.manifest.declaration, sources: sources, base: base.text,
        isDefaultBase: context.settings(Settings.buildBaseImage) == nil,
        applicationDirectory: ExecutionConfig.applicationDirectory, probe: ExecutionConfig.probe(plan.manifest)))
    for name in arguments where !Self.isName(name) {
      throw Failure(
        .usage, "invalid-build-argument", "`\(name)` is not a valid name of a build argument",
        at: context.settings.origin(of: Settings.buildArgs)?.location,
        hints: ["names have letters, digits and `_`, and do not begin with a digit"])
    }
    var file = DockerfileText()
    file.comment("Made by agent-pipeline from agent.yaml; `docker build` in the agent's directory can build it, too.")
    file.append(runtime.stages.declaring(arguments))
    if !runtime.stages.lines.isEmpty { file.blank() }
    file.from(base.text)
    file.append(runtime.image)
    try Self.append(
      ExecutionConfig(
        manifest: plan.manifest, settings: context.settings, runtime: runtime.build, revision: nil, created: 0
      ).execution, runtime, plan.manifest, to: &file)
    text = file.text
  }

  /// What a container of the image gets: the same as from the embedded builder.
  private static func append(
    _ execution: ImageConfig.Execution, _ runtime: RuntimeDockerfile, _ manifest: AgentManifest,
    to file: inout DockerfileText
  ) throws {
    let own = Set(manifest.spec.environment.map(\.name.value))
    for (name, value) in runtime.expandingEnvironment where !own.contains(name) {
      file.environment(name, expanding: value)
    }
    for variable in execution.environment ?? [] {
      let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      try file.environment(parts[0], parts[1])
    }
    for port in (execution.exposedPorts ?? [:]).keys.sorted() { file.expose(port) }
    if let volumes = execution.volumes, !volumes.isEmpty { file.volumes(volumes.keys.sorted()) }
    let labels = (execution.labels ?? [:]).filter { !changingLabels.contains($0.key) }
    for (name, value) in labels.sorted(by: { $0.key < $1.key }) { try file.label(name, value) }
    if let health = execution.healthcheck {
      func option(_ name: String, _ nanoseconds: Int64?) -> String? {
        nanoseconds.map { "--\(name)=\($0 / 1_000_000)ms" }
      }
      file.healthCheck(
        [
          option("interval", health.interval), option("timeout", health.timeout),
          option("start-period", health.startPeriod), health.retries.map { "--retries=\($0)" },
        ].compactMap(\.self), Array(health.test.dropFirst()))
    }
    if let user = execution.user { file.user(user) }
    file.workingDirectory(execution.workingDirectory ?? "/")
    file.entrypoint(execution.entrypoint ?? [])
  }

  private static func isName(_ text: String) -> Bool {
    ASCII.isWord(text, and: "_") && !ASCII.isNumber(text.prefix(1))
  }
}
