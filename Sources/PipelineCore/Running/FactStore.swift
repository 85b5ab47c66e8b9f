import Diagnostics
public import FileIO
import FoundationEssentials
public import SystemPackage

/// Keeps facts in the work directory, one file each, so that stages in different processes are one pipeline.
public struct FactStore: Sendable {
  /// A fact is a few kilobytes; a long explanation of a version may take more.
  static let sizeLimit = 64 << 20

  private let directory: FilePath
  private let types: [any PersistentFact.Type]
  /// The contents of the files, by the facts' names; `nil` for one that could not be read.
  private var onDisk: [String: [UInt8]?] = [:]

  /// - Parameter types: the facts that may be restored, as named by the stages.
  public init(workDirectory: FilePath, types: [any PersistentFact.Type]) {
    directory = workDirectory.appending("facts")
    self.types = types
  }

  /// The facts that earlier stages left. One that cannot be read fails the stage that needs it: guessing would ship the
  /// wrong image.
  public mutating func load(into state: inout RunState) {
    for type in types {
      let path = directory.appending("\(type.factName).json")
      do throws(FileFailure) {
        guard try FileStatus.of(path) != nil else { continue }
        onDisk[type.factName] = .some(nil)
        let bytes = try FileContents.read(path, limit: Self.sizeLimit)
        onDisk[type.factName] = bytes
        state.restore(type, StoredFact(path: path, bytes: bytes))
      } catch {
        state.markDamaged(type, Failure(.infrastructure, error.diagnostic))
      }
    }
  }

  /// Writes the facts of `state` and removes those it has not; unchanged files are not written.
  public mutating func save(_ state: RunState) throws(FileFailure) {
    try Directory.create(directory)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for type in types where !state.isAsStored(type) {
      let path = directory.appending("\(type.factName).json")
      guard let fact = state.persistentFact(type) else {
        if onDisk.removeValue(forKey: type.factName) != nil { try Directory.remove(path) }
        continue
      }
      guard let data = try? encoder.encode(fact) else { throw FileFailure("encode", path, .invalidArgument) }
      let bytes = Array(data)
      // A second run mostly has the same facts, and replacing a file is slow.
      if onDisk[type.factName] == bytes { continue }
      // After a power cut half a fact is noticed and can be made again; for two hundred agents the disk takes seconds.
      try FileContents.write(bytes, to: path, isFlushed: false)
      onDisk[type.factName] = bytes
    }
  }
}

/// A fact as an earlier process left it, decoded on demand.
struct StoredFact: Sendable {
  let path: FilePath
  let bytes: [UInt8]

  func decoded(as type: any PersistentFact.Type) throws(Failure) -> any PersistentFact {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw Failure(
        .infrastructure,
        .error(
          "unreadable-fact",
          "the work directory's `\(path)` cannot be read: it was written by another version or damaged",
          hints: ["run the earlier stages again"]))
    }
  }
}
