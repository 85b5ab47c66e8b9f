import Diagnostics
public import FileIO
import FoundationEssentials
public import SystemPackage

/// Keeps facts in the run folder, one file each, so that stages in different processes are one pipeline.
public struct FactStore: Sendable {
  /// A fact is a few kilobytes; a long explanation of a version may take more.
  static let sizeLimit = 64 << 20

  private let folder: FilePath
  private let types: [any PersistentFact.Type]

  /// - Parameter types: the facts that may be restored, as named by the stages.
  public init(workFolder: FilePath, types: [any PersistentFact.Type]) {
    folder = workFolder.appending("facts")
    self.types = types
  }

  /// The facts that earlier stages left. One that cannot be read fails the stage that needs it: guessing would ship the
  /// wrong image.
  public func load(into state: inout RunState) {
    for type in types {
      let path = folder.appending("\(type.factName).json")
      do {
        guard try FileStatus.of(path) != nil else { continue }
        let bytes = try FileContents.read(path, limit: Self.sizeLimit)
        state.restore(try JSONDecoder().decode(type, from: Data(bytes)))
      } catch let error as FileFailure {
        state.markDamaged(type, Failure(.infrastructure, error.diagnostic))
      } catch {
        state.markDamaged(
          type,
          Failure(
            .infrastructure,
            .error(
              "unreadable-fact",
              "the run folder's `\(path)` cannot be read: it was written by another version or damaged",
              hints: ["run the stages that come before again"])))
      }
    }
  }

  /// Writes the facts of `state` and removes those it has not.
  public func save(_ state: RunState) throws(FileFailure) {
    try Folder.create(folder)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for type in types {
      let path = folder.appending("\(type.factName).json")
      guard let fact = state.persistentFacts[type.factName] else {
        try Folder.remove(path)
        continue
      }
      guard let data = try? encoder.encode(fact) else { throw FileFailure("encode", path, .invalidArgument) }
      // After a power cut half a fact is noticed and can be made again; for two hundred agents the disk takes seconds.
      try FileContents.write(Array(data), to: path, isFlushed: false)
    }
  }
}
