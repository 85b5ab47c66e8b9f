import Diagnostics
import OCIImage
import OCIRegistry
import Versioning

/// What one destination has already of a release: a version stays the image that was published first, and `1.4`, `1` and
/// `latest` move forward only.
struct PublishedVersions: Sendable {
  /// A tag that stays where it is.
  struct Kept: Sendable, Hashable {
    var tag: String
    var version: SemanticVersion
  }

  /// A tag of one version that names another image.
  struct Taken: Sendable {
    var reference: Reference
    var image: PublishedImage
  }

  let client: RegistryClient
  let destination: Reference
  /// `nil` before the image is built.
  let digest: Digest?
  let release: TaggedRelease
  /// `metadata.name`
  let agent: String
  let latestAlwaysMoves: Bool

  private var version: SemanticVersion? { SemanticVersion(release.label) }
  /// `latest` of `tag.latest: always` goes where the user wants it.
  private var lines: [ImageTag] { release.tags.filter { $0.isLine && !(latestAlwaysMoves && $0.name == "latest") } }

  /// The tags of versions that name other images.
  func taken() async throws(RegistryFailure) -> [Taken] { taken(try await standing { $0.kind == .version }) }

  private func taken(_ standing: [(tag: ImageTag, image: PublishedImage?)]) -> [Taken] {
    standing.compactMap { tag, image in
      guard tag.kind == .version, let image, image.digest != digest else { return nil }
      return Taken(reference: destination.with(tag: tag.name), image: image)
    }
  }

  /// What keeps the image from being pushed: a tag that names another agent's image, because several agents must not share
  /// a repository, and a version that is another image.
  func obstacles() async throws(RegistryFailure) -> (foreign: Taken?, taken: Taken?) {
    // Of builds that are no release one tag is enough.
    let first = release.tags.first
    let standing = try await standing { release.isRelease ? $0.kind != .build : $0 == first || $0.kind == .version }
    let foreign = standing.lazy.compactMap { tag, image -> Taken? in
      guard let image, let other = image.agent, other != agent else { return nil }
      return Taken(reference: destination.with(tag: tag.name), image: image)
    }.first
    return (foreign, taken(standing).first)
  }

  /// What is wrong with the version's tags after the push: one names another image, or the registry does not serve it
  /// though it has accepted it.
  func faults() async throws(RegistryFailure) -> (taken: Taken?, missing: Reference?) {
    let standing = try await standing { $0.kind == .version }
    return (taken(standing).first, standing.first { $0.image == nil }.map { destination.with(tag: $0.tag.name) })
  }

  private func standing(
    where isWanted: (ImageTag) -> Bool
  ) async throws(RegistryFailure) -> [(tag: ImageTag, image: PublishedImage?)] {
    var standing: [(tag: ImageTag, image: PublishedImage?)] = []
    for tag in release.tags where isWanted(tag) {
      standing.append((tag, try await client.publishedImage(at: destination.with(tag: tag.name))))
    }
    return standing
  }

  /// What is known to be another image before this one is built: it says that it is of another commit.
  func ofOtherCommits() async throws(RegistryFailure) -> [Taken] {
    try await taken().filter { $0.image.revision.map { !$0.hasPrefix(release.commit) } ?? false }
  }

  /// The tags that would move backward: a higher version of their line is there.
  func kept() async throws(RegistryFailure) -> [Kept] {
    guard let version, !lines.isEmpty else { return [] }
    let versions = try await listed()
    var kept: [Kept] = []
    for tag in lines {
      // A list may be denied, or lack versions that were cleaned up: the image itself says what it is.
      let named = try await client.publishedImage(at: destination.with(tag: tag.name))?.version
      let others = versions.map(\.version) + [named.flatMap { SemanticVersion($0) }].compactMap(\.self)
      guard let highest = others.filter(tag.isLine).max(), version.precedes(highest) else { continue }
      kept.append(Kept(tag: tag.name, version: highest))
    }
    return kept
  }

  /// Looks again after the push, because another run may have pushed at the same time.
  ///
  /// Each run sets its version first and looks last, so the last of them sees all versions: a tag that it has moved
  /// backward goes to the highest.
  /// - Parameter pushed: the tags that this run has set.
  /// - Returns: those that belong to a higher version.
  func settle(_ pushed: [String]) async throws(RegistryFailure) -> [Kept] {
    let lines = lines.filter { pushed.contains($0.name) }
    guard let version, !lines.isEmpty else { return [] }
    let versions = try await listed()
    var kept: [Kept] = []
    for tag in lines {
      guard let highest = versions.filter({ tag.isLine(of: $0.version) }).max(by: { $0.version < $1.version }),
        version.precedes(highest.version)
      else { continue }
      let manifest = try await client.manifest(destination.with(tag: highest.tag))
      _ = try await client.pushManifest(
        manifest.bytes, mediaType: manifest.mediaType, to: destination.with(tag: tag.name))
      kept.append(Kept(tag: tag.name, version: highest.version))
    }
    return kept
  }

  /// The versions of the destination's tags that are written as this release's is: `1.4.2`, or `v1.4.2-slim` for a
  /// template `v{version}-slim`.
  private func listed() async throws(RegistryFailure) -> [(tag: String, version: SemanticVersion)] {
    let own = release.tags.lazy.filter { $0.kind == .version }.compactMap { tag in
      tag.name.firstRange(of: release.label.replacing("+", with: "_")).map {
        (tag.name[..<$0.lowerBound], tag.name[$0.upperBound...])
      }
    }.first
    guard let (prefix, suffix) = own else { return [] }
    let tags: [String]
    do throws(RegistryFailure) {
      tags = try await client.publishedTags(of: destination)
    } catch {
      // Not every registry that takes pushes shows its tags.
      guard let status = error.status, (400..<500).contains(status), error.failureClass != .rateLimited else {
        throw error
      }
      return []
    }
    return tags.compactMap { tag in
      guard tag.hasPrefix(prefix), tag.hasSuffix(suffix), tag.count >= prefix.count + suffix.count else { return nil }
      let text = tag.dropFirst(prefix.count).dropLast(suffix.count).replacing("_", with: "+")
      return SemanticVersion(text).map { (tag, $0) }
    }
  }
}

extension ImageTag {
  fileprivate var isLine: Bool { if case .line = kind { true } else { false } }
}
