import Diagnostics
import FileIO
import FoundationEssentials
import OCIImage
import PipelineCore
import SystemPackage

/// Layers by what they were made from, shared by all runs on the machine.
///
/// An entry is a small file that names a layer, and the layer's blob in an image layout next to it. Both are written
/// atomically; an entry that is damaged or whose blob is gone counts as missing. Nothing is removed while this lives.
///
/// Entries are kept apart by whose code made them: what a change request made is never found by a build of a branch or a
/// tag. The blobs are shared, since their names are their digests.
struct LayerCache {
  static let entryLimit = 64 << 10
  /// A disk that damages more blobs of one image than this is beyond repair.
  private static let repairLimit = 100
  /// Only `cache prune` keeps a run waiting, for seconds.
  private static let patience = Duration.seconds(60)

  let layout: ImageLayout
  let verified: VerifiedBlobs
  /// Where entries are written, and then where else they are looked for.
  private let entries: [FilePath]
  /// Whether what earlier runs made counts.
  private let readsEntries: Bool
  private let lock: DirectoryLock

  /// - Parameters:
  ///   - source: whose code is built.
  ///   - readsEntries: false if everything is to be made anew.
  static func open(
    _ directory: FilePath, for source: SourceTrust, readsEntries: Bool = true
  ) async throws -> LayerCache {
    try CacheDirectory(directory).claim()
    guard let lock = try await DirectoryLock.locking(directory, .shared, within: patience) else {
      throw Failure(
        .infrastructure, "cache-locked", "another process has locked the cache `\(directory)`",
        hints: ["wait for `agent-pipeline cache prune` to end, or set another directory with --cache-dir"])
    }
    return try LayerCache(directory, source, readsEntries, lock)
  }

  private init(
    _ directory: FilePath, _ source: SourceTrust, _ readsEntries: Bool, _ lock: DirectoryLock
  ) throws {
    layout = try ImageLayout.create(at: directory.appending(CacheDirectory.images))
    verified = VerifiedBlobs(in: directory.appending(CacheDirectory.verified))
    let layers = directory.appending(CacheDirectory.layers)
    entries = [source, .repository].map { layers.appending($0.cacheName) }
    self.readsEntries = readsEntries
    self.lock = lock
    try Directory.create(entries[0])
  }

  /// - Parameter inputs: everything that decides the layer's bytes.
  func layer(for inputs: [String]) -> Layer? {
    guard readsEntries else { return nil }
    for directory in entries {
      guard let bytes = try? FileContents.read(path(inputs, in: directory), limit: Self.entryLimit),
        let layer = try? JSONDecoder().decode(Layer.self, from: Data(bytes)), layout.contains(layer.descriptor)
      else { continue }
      CacheDirectory.touch(layout.blobPath(layer.descriptor.digest))
      return layer
    }
    return nil
  }

  func store(_ layer: Layer, for inputs: [String]) throws {
    try FileContents.write(Array(try JSONEncoder().encode(layer)), to: path(inputs, in: entries[0]))
  }

  /// Runs a step that reads blobs; a damaged one among them is removed, and the step makes or fetches it anew.
  func repairing<Value>(
    _ emit: @Sendable (RunEvent) -> Void, _ step: () async throws -> Value
  ) async throws -> Value {
    for _ in 0..<Self.repairLimit {
      do {
        return try await step()
      } catch let failure as ImageFailure {
        guard case .corruptBlob(let digest, let place, _) = failure, place == layout.path else { throw failure }
        emit(.line("the cache contained a damaged blob: \(digest.short) is created or fetched again"))
        try Directory.remove(layout.blobPath(digest))
      }
    }
    return try await step()
  }

  private func path(_ inputs: [String], in directory: FilePath) -> FilePath {
    directory.appending("\(Self.name(of: inputs)).json")
  }

  /// The inputs' lengths are part of the name, so that no two lists read the same.
  static func name(of inputs: [String]) -> String {
    SHA256.digest(of: Array(inputs.map { "\($0.utf8.count):\($0)\n" }.joined().utf8)).hex
  }
}

extension SourceTrust {
  /// The directory of the entries that such a build makes.
  fileprivate var cacheName: String {
    switch self {
    case .repository: "repository"
    case .changeRequest: "change-request"
    case .fork: "fork"
    case .unknown: "unknown"
    }
  }
}
