import Diagnostics
import FileIO
import Languages
import OCIImage
import PipelineCore
import Settings
import SystemPackage
import TextFormats

/// How each layer of the image is made.
extension ImageBuilder {
  /// Bytes that take seconds to pack.
  private static let largeApplication: Int64 = 1 << 30

  /// The agent's own files as a step of the language makes them.
  func product(
    _ recipe: LayerRecipe, of sources: ProjectSources, over base: BaseDirectories, _ tools: IsolatedTools,
    _ journal: inout StageJournal
  ) async throws -> RecipeLayer.Result {
    var recipe = recipe
    let settings = context.settings
    recipe.inputs += ["ignore"] + (settings(Settings.buildIgnore) ?? [])
    recipe.inputs += ["include"] + (settings(Settings.buildInclude) ?? [])
    recipe.inputs += ["allow"] + (settings(Settings.buildAllowSecrets) ?? [])
    let original = sources.application
    return try await layer(recipe, over: base, tools, to: layout, &journal) { directory, attributes in
      var files = ApplicationFiles(plan, context, in: directory, of: Project(only: directory))
      files.modified = attributes.modified
      let tree = SourceTree(
        directory: directory, entries: try files.product(of: original, plan.runtime), project: Project(only: directory))
      try plan.refuseSecrets(in: tree, settings, isMade: true)
      return ApplicationFiles.entries(of: tree)
    }
  }

  func layer(
    _ recipe: LayerRecipe, over base: BaseDirectories, _ tools: IsolatedTools, to layout: ImageLayout,
    _ journal: inout StageJournal, scan: ((FilePath, LayerAttributes) throws -> [LayerEntry])? = nil
  ) async throws -> RecipeLayer.Result {
    var recipe = recipe
    recipe.inputs += tools.inputs
    if !recipe.projectFiles.isEmpty {
      recipe.inputs += ["allow"] + (context.settings(Settings.buildAllowSecrets) ?? [])
    }
    context.emit(.progress(recipe.role == .dependencies ? "installing \(recipe.name)" : "building \(recipe.name)"))
    return try await timed(recipe.name, &journal) { [recipe] in
      let result = try await cache.repairing(context.emit) {
        let result = try await RecipeLayer(
          cache: cache, compression: plan.compression, base: base, scratch: toolScratch, emit: context.emit
        )
        .make(recipe, scan: scan ?? { try entries(of: recipe, in: $0, $1) })
        try layout.importBlob(result.layer.descriptor, from: cache.layout, trusting: cache.verified)
        return result
      }
      let size = HumanText.size(result.layer.descriptor.size)
      return (result, "\(recipe.summary), \(size)\(result.isCached ? ", cached" : "")")
    }
  }

  /// All that a step made. Files of the project are looked through, as those of the agent's directory are.
  private func entries(
    of recipe: LayerRecipe, in directory: FilePath, _ attributes: LayerAttributes
  ) throws -> [LayerEntry] {
    let prefix = String(recipe.directoryInImage.drop { $0 == "/" })
    let entries = try DirectoryScanner(attributes: attributes).scan(directory, to: prefix)
    guard !recipe.projectFiles.isEmpty else { return entries }
    let own = entries.compactMap { entry -> LayerEntry? in
      var entry = entry
      if !prefix.isEmpty { entry.path.removeFirst(prefix.utf8.count + 1) }
      // Packages of others inside may have keys for their tests.
      let isOwn = recipe.projectFiles.contains { directory in
        directory.isEmpty
          || entry.path.hasPrefix("\(directory)/") && !entry.path.dropFirst(directory.count).contains("/node_modules/")
      }
      return isOwn ? entry : nil
    }
    let tree = SourceTree(directory: directory, entries: own, project: Project(only: directory))
    do throws(Failure) {
      try plan.refuseSecrets(in: tree, context.settings, isMade: true)
    } catch {
      // Where the file is in the layer, no .dockerignore names it.
      var diagnostic = error.diagnostic
      diagnostic.hints[0] = "delete it in the package of the repository that brings it, or leave it out there"
      throw Failure(error.failureKind, diagnostic)
    }
    return entries
  }

  /// The agent's own files as they are.
  func application(
    _ sources: SourceTree, over base: BaseDirectories, _ journal: inout StageJournal
  ) async throws -> RecipeLayer.Result {
    try await timed("application", &journal) {
      let attributes = LayerAttributes(modified: plan.sourceDate)
      let entries = ApplicationFiles.entries(of: sources)
      let total = entries.reduce(Int64(0)) { $0.addingReportingOverflow($1.fileSize).partialValue }
      // On a terminal the progress follows; elsewhere this line says why it takes long.
      if total > Self.largeApplication { context.emit(.line("packing \(HumanText.size(total)) of application files")) }
      let layer = try LayerBuilder(
        layout: layout, parents: attributes, plan.compression, packing: "the application", over: base, context.emit
      ).write(base.placed(entries))
      let files = entries.count { if case .directory = $0.contents { false } else { true } }
      let result = RecipeLayer.Result(
        layer: layer, role: .application, createdBy: "agent-pipeline: application", isCached: false)
      return (result, "\(HumanText.count(files, "file")), \(HumanText.size(layer.descriptor.size))")
    }
  }

  func standard(_ files: StandardFiles, _ journal: inout StageJournal) throws -> RecipeLayer.Result? {
    let (entries, notes) = try files.entries()
    for note in notes { journal.recordOnce(note) }
    if entries.isEmpty { return nil }
    let owned = Set(entries.map(\.path))
    let builder = LayerBuilder(
      layout: layout, parents: files.attributes, plan.compression,
      over: { files.base.has($0) && !owned.contains($0) })
    let layer = try builder.write(entries)
    // It is made each time, in a moment; what counts is whether an earlier build has it.
    let key = ["standard-files-1", plan.compression.rawValue, "\(layer.diffID)"]
    let isCached = cache.layer(for: key) != nil
    if !isCached {
      try cache.layout.importBlob(layer.descriptor, from: layout)
      try cache.store(layer, for: key)
    }
    return RecipeLayer.Result(
      layer: layer, role: .application, createdBy: "agent-pipeline: standard files", isCached: isCached)
  }
}

extension LayerEntry {
  /// Bytes of a file's contents.
  fileprivate var fileSize: Int64 { if case .file(_, let size) = contents { size } else { 0 } }
}
