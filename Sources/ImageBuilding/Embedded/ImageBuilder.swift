import AgentManifest
import Diagnostics
import FileIO
import Languages
import OCIImage
import PipelineCore
import Sandbox
import Settings
import SystemPackage

/// Carries out a build plan for one platform, one line of the journal a step.
struct ImageBuilder {
  let plan: BuildPlan
  let platform: Platform
  /// Whether this is the platform whose image the test stage runs.
  let isTested: Bool
  let context: RunContext
  let services: BuildServices
  let layout: ImageLayout
  /// Of this build, for what is being made.
  let directory: FilePath
  let cache: LayerCache

  func build(_ journal: inout StageJournal) async throws -> PlatformImage {
    let source = BaseImageSource(
      plan: plan, platform: platform, services: services, cache: cache, layout: layout, context: context)
    let (base, shownBase) = try await timed("base image", &journal) {
      let base = try await source.load()
      let shown = base.map { "\(self.shownBase) \($0.descriptor.digest.short)" } ?? "scratch"
      return ((base, base.map { "\(self.shownBase)@\($0.descriptor.digest)" }), shown)
    }
    let tools = try tools(in: directory)
    defer {
      for finding in tools.log.diagnostics(withheld: tools.environment.withheld) { journal.recordOnce(finding) }
    }
    if base != nil { context.emit(.progress("reading the base image")) }
    let listing = ImageListing(base, context)
    let below = try listing.directories()
    let (sources, copy) = try await prepared(tools, &journal)
    // Without a sandbox it is not in the build's own directory.
    defer { if let copy { try? Directory.remove(copy) } }
    let files = try sources.files()
    try plan.refuseSecrets(in: files, context.settings)
    let runtime = try await plan.runtime.build(
      try request(sources.tree(), base, listing.files, base?.platform ?? platform, tools))
    for diagnostic in runtime.diagnostics { journal.record(diagnostic) }
    try refuseReplacement(of: runtime, by: files)
    guard !runtime.layers.isEmpty || runtime.application != nil || !files.entries.isEmpty else {
      throw Failure(
        .agent, "nothing-to-ship", "nothing of the agent would go into the image",
        at: plan.manifest.spec.runtime.location, hints: ["name its files in `spec.pipeline.build.include`"])
    }
    let owner = try owner(in: below.paths)
    let home = ExecutionConfig.home(plan.manifest, owner)
    let execution = try ExecutionConfig(
      manifest: plan.manifest, settings: context.settings, runtime: runtime, revision: plan.revision,
      created: plan.sourceDate, baseVariables: base?.config.config?.variables ?? [:], home: home
    ).execution()

    var made: [RecipeLayer.Result] = []
    var recipes = runtime.layers
    if base == nil, !recipes.contains(where: { $0.directoryInImage == CertificateBundle.directory }) {
      do throws(Failure) {
        recipes.append(try CertificateBundle.recipe(tools.environment.variables))
      } catch {
        // A program that needs none runs without, and another says what it misses.
        journal.recordOnce(.note(error.diagnostic.code, error.diagnostic.message, hints: error.diagnostic.hints))
      }
    }
    for recipe in recipes { made.append(try await layer(recipe, over: below, tools, to: layout, &journal)) }
    var testLayer: Layer?
    if isTested, let recipe = runtime.testLayer {
      let testLayout = try ImageLayout.create(at: directory.appending(BuiltImage.testLayoutDirectory))
      testLayer = try await layer(recipe, over: below, tools, to: testLayout, &journal).layer
    }
    if let recipe = runtime.application {
      made.append(try await product(recipe, of: sources, over: below, tools, &journal))
    } else if !files.entries.isEmpty {
      made.append(try await application(files, over: below, &journal))
    }

    let standard = StandardFiles(
      owner: owner, home: home, volumes: plan.volumes, base: below,
      taken: Set(ApplicationFiles.entries(of: files).filter { $0.contents != .directory }.map(\.path)),
      attributes: LayerAttributes(modified: RecipeLayer.modificationTime))
    if let layer = try self.standard(standard, &journal) { made.append(layer) }

    let image = try await timed("image", &journal) {
      let image = try ImageAssembler(layout: layout, family: plan.family).assemble(
        base: base, adding: made.map { AddedLayer($0.layer, createdBy: $0.createdBy) }, execution: execution,
        platform: platform, created: plan.sourceDate, author: plan.manifest.metadata.author)
      return (image, "\(image.descriptor.digest)")
    }
    try requireProgram(image)
    let stored = try StoredImage(image.descriptor, in: layout)
    let whole = ImageListing(stored, over: listing, context)
    try OwnProgram.require(execution.entrypoint ?? [], in: whole, plan, context)
    // An interpreter's absence from `scratch` is a mistake; what a compiled program needs, the test stage tells.
    if base != nil || plan.runtime.includesSources {
      try ImageProgram.requireEntrypoint(of: stored, whole, plan, context)
    }
    let finding = try HealthProgram.finding(
      in: stored, whole, startedIn: execution.workingDirectory, plan, context)
    if let finding { journal.record(finding) }
    return PlatformImage(
      requested: platform, image: image, made: made, base: shownBase, testLayer: testLayer,
      testSearchPaths: runtime.testSearchPaths)
  }

  /// - Parameter base: `nil` for `scratch`.
  private func owner(in base: ImagePaths?) throws(Failure) -> ImageOwner {
    let text = context.settings(Settings.buildUser) ?? ""
    do throws(Failure) {
      return try ImageOwner(text: text, in: base)
    } catch {
      var failure = error
      failure.diagnostic.location = context.settings.origin(of: Settings.buildUser)?.location
      throw failure
    }
  }

  /// Files of `build.include` lie over what a compiler made.
  private func refuseReplacement(of runtime: RuntimeBuild, by files: SourceTree) throws {
    let directory = "\(ExecutionConfig.applicationDirectory)/"
    guard !plan.runtime.includesSources, let program = runtime.entrypoint.first, program.hasPrefix(directory),
      let entry = files.entries.first(where: { $0.path == program.dropFirst(directory.count) })
    else { return }
    throw Failure(
      .agent, "include-replaces-program", "`build.include` brings `\(entry.path)`, which is also the program's name",
      at: context.settings.origin(of: Settings.buildInclude)?.location,
      hints: ["rename the file or the directory; the program has the agent's name"])
  }

  /// A container of an image that names no program cannot be started.
  private func requireProgram(_ image: AssembledImage) throws {
    let config = image.config.config
    guard config?.entrypoint?.isEmpty ?? true, config?.command?.isEmpty ?? true else { return }
    throw Failure(
      .agent, "program-unknown", "neither agent.yaml nor the base image names a program to run",
      at: plan.manifest.spec.runtime.location, hints: ["set `spec.pipeline.build.entrypoint`"])
  }

  /// The base image as people want to read it: a layout's directory relative to where they are.
  private var shownBase: BaseImage {
    guard case .layout(let path, let tag) = plan.baseImage else { return plan.baseImage }
    return .layout(FilePath(context.display(path)), tag: tag)
  }

  /// What runs the language's tools for this agent.
  private func tools(in scratch: FilePath) throws -> IsolatedTools {
    let policy = IsolationPolicy(context.settings, services.source, in: context.invocationDirectory)
    let kept = ToolCaches(context.cacheDirectory, for: plan.manifest, in: context.directory, policy.source)
    return IsolatedTools(
      plan.runtime.toolNeeds, policy, environment: services.environment, directory: context.directory,
      caches: policy.keepsCaches ? try kept.claim() : scratch.appending("tools"), sandboxes: services.sandboxes)
  }

  private func request(
    _ project: ProjectTree, _ base: StoredImage?, _ baseFiles: BaseFiles, _ platform: Platform,
    _ tools: IsolatedTools
  ) throws -> BuildRequest {
    BuildRequest(
      agent: plan.manifest.declaration, project: project, base: base?.config,
      baseFiles: baseFiles, baseName: "\(plan.baseImage)", platform: platform,
      applicationDirectory: ExecutionConfig.applicationDirectory,
      installer: (context.settings(Settings.buildInstaller) ?? .auto).rawValue,
      options: try plan.options(context.settings),
      probe: ExecutionConfig.probe(plan.manifest),
      environment: tools.environment.variables, tools: tools, onLine: { [emit = context.emit] in emit(.detail($0)) })
  }

  /// Where layers are made. Tools look for configuration in the directories above; a sandbox hides those. Without one,
  /// there must be none of the repository.
  @Sendable func toolScratch() async -> FilePath {
    if case .success = await services.sandboxes.find() { directory } else { services.sandboxes.temporaryDirectory }
  }

  /// The project, after the commands of `build.run`, and the copy in which they ran.
  private func prepared(
    _ tools: IsolatedTools, _ journal: inout StageJournal
  ) async throws -> (ProjectSources, copy: FilePath?) {
    let sources = try ProjectSources(plan, context)
    guard let commands = context.settings(Settings.buildRun), !commands.isEmpty else { return (sources, nil) }
    let steps = BuildCommands(commands: commands, platform: platform, sourceDate: plan.sourceDate, context: context)
    return try await timed("commands", &journal) {
      let scratch = try Directory.temporary(prefix: "project", in: await toolScratch())
      let copy = try await steps.run(on: sources, in: scratch, tools)
      return ((copy, scratch), commands.count == 1 ? "`\(commands[0])`" : "\(commands.count) commands")
    }
  }

  /// Where images for several platforms are made, each step says for which.
  func timed<Value>(
    _ step: String, _ journal: inout StageJournal, _ body: () async throws -> (Value, message: String)
  ) async throws -> Value {
    try await journal.timed(plan.platforms.count > 1 ? "\(step) for \(platform)" : step, body)
  }
}
