import ArgumentParser
import Diagnostics
import OCIImage
import OCIRegistry
import Settings
import Stages
import Versioning

struct Promote: AsyncParsableCommand, SettingsCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Copies an image to a registry with the same digest.",
    discussion:
      "The source is a registry or an OCI layout, and all platforms are copied. The image in production is then byte-for-byte identical to the one in staging. Tags are pushed last."
  )

  @Argument(help: "The image: a reference, or oci-layout:DIR:TAG.") var source: String
  @Argument(help: "The destination; without a tag, the tag of the source is kept.") var destination: String
  @Option(help: ArgumentHelp("An additional tag for the destination.", valueName: "tag")) var tag: [String] = []
  @Flag(help: "Check every layer even if the destination has the image, and push missing ones again.")
  var verify = false
  @OptionGroup(title: "Settings") var settings: SettingFlags<Promote>
  @OptionGroup var options: Flags.Registry

  func run() async throws {
    try await Invocation.print(settings.values, options.presentation) { call in
      let source = try BaseImage(parsing: source)
      let destination = try Reference(parsing: destination)
      let tags = try Self.tags(of: destination, source, more: tag)
      let target = call.client(for: destination)
      if call.settings(Settings.pushOverwrite) != true {
        try await refuseOverwriting(tags, of: destination, target, source, call)
      }
      let tell: @Sendable (PushEvent) -> Void = { event in PushProgress.line(event).map(call.tell) }
      let results: [TagPush]
      switch source {
      case .registry(let image):
        results = try await call.withScratch { scratch in
          try await target.copy(
            image, from: call.client(for: image, isNamed: image.domain == destination.domain), to: destination,
            tags: tags, scratch: scratch, isVerifying: verify, onEvent: tell)
        }
      case .layout(let path, let name):
        let layout = try ImageLayout(opening: call.directories.absolute(path))
        let image = try await PushableImage(try Self.entry(name, of: layout), in: layout)
        results = try await target.push(image, to: destination, tags: tags, isVerifying: verify, onEvent: tell)
      case .scratch:
        throw Failure(.usage, "nothing-to-promote", "`scratch` is not an image")
      }
      return try Self.lines(results, call)
    }
  }

  /// A version is published once: its tag keeps its image, also in the registry that it is promoted to.
  private func refuseOverwriting(
    _ tags: [String], of destination: Reference, _ target: RegistryClient, _ source: BaseImage, _ call: Invocation
  ) async throws {
    let versions = tags.filter { SemanticVersion($0.replacing("_", with: "+")) != nil }
    guard !versions.isEmpty else { return }
    let digest: Digest
    switch source {
    case .registry(let image):
      digest = try await call.client(for: image, isNamed: image.domain == destination.domain).resolve(image).digest
    case .layout(let path, let name):
      digest = try Self.entry(name, of: ImageLayout(opening: call.directories.absolute(path))).digest
    case .scratch: return
    }
    for tag in versions {
      let reference = destination.with(tag: tag)
      guard let published = try await target.publishedImage(at: reference), published.digest != digest else { continue }
      throw Failure(
        .agent, "version-taken",
        "`\(reference)` is published already and names another image, \(published.digest.short)",
        hints: ["promote it under another tag, or replace it with \(Settings.pushOverwrite.definition.otherPlaces)"])
    }
  }

  private static func tags(of destination: Reference, _ source: BaseImage, more: [String]) throws -> [String] {
    guard destination.digest == nil else {
      throw Failure(
        .usage, "destination-with-digest", "the destination `\(destination)` has a digest: the source determines it")
    }
    var sourceTag: String?
    if case .registry(let reference) = source {
      sourceTag = reference.tag ?? (reference.digest == nil ? "latest" : nil)
    }
    if case .layout(_, let tag) = source { sourceTag = tag }
    let tags = [destination.tag ?? (more.isEmpty ? sourceTag : nil)].compactMap(\.self) + more
    for tag in tags where !Reference.isTag(tag) {
      throw Failure(.usage, "invalid-tag", "`\(tag)` is not a tag")
    }
    guard !tags.isEmpty else {
      throw Failure(
        .usage, "no-tag", "`\(destination)` has no tag, and neither has the source",
        hints: ["add a tag to the destination, or use `--tag`"])
    }
    var seen: Set<String> = []
    return tags.filter { seen.insert($0).inserted }
  }

  /// The layout's entry with that name, or its only entry.
  private static func entry(_ name: String?, of layout: ImageLayout) throws -> Descriptor {
    let all = try layout.index().manifests
    let names = all.compactMap { $0.annotations?[Descriptor.referenceNameAnnotation] }
    let found = name.map { name in all.filter { $0.annotations?[Descriptor.referenceNameAnnotation] == name } } ?? all
    guard found.count == 1, let entry = found.first else {
      throw ImageFailure.unknownTag(name, layout: layout.path, available: names)
    }
    return entry
  }

  /// One line per tag; the first failure decides the exit status.
  private static func lines(_ results: [TagPush], _ call: Invocation) throws -> String {
    var text = ""
    var failure: RegistryFailure?
    for result in results {
      switch result.status {
      case .pushed: text += "\(result.reference)@\(result.digest) pushed\n"
      case .unchanged: text += "\(result.reference)@\(result.digest) unchanged\n"
      case .failed(let reason): failure = failure ?? reason
      }
    }
    guard let failure else { return text }
    call.write(text)
    throw failure
  }
}
