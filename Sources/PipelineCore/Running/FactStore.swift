import Diagnostics
import FileIO
import FoundationEssentials
import SystemPackage

/// Keeps facts in the work directory, one file each, so that stages in different processes are one pipeline.
struct FactStore {
  /// A fact is a few kilobytes; a long explanation of a version may take more.
  static let sizeLimit = 64 << 20

  let directory: FilePath
  private let types: [any PersistentFact.Type]

  /// - Parameter types: the facts that may be restored, as named by the stages.
  init(workDirectory: FilePath, types: [any PersistentFact.Type]) {
    directory = workDirectory.appending("facts")
    self.types = types
  }

  /// The facts that earlier stages left. One that cannot be read fails the stage that needs it: guessing would ship the
  /// wrong image.
  func load(into state: inout RunState) {
    for type in types {
      let path = path(of: type)
      do {
        guard try FileStatus.of(path) != nil else { continue }
        let bytes = try FileContents.read(path, limit: Self.sizeLimit, followsLinks: false)
        state.restore(type, .success(try JSONDecoder().decode(type, from: Data(bytes))))
      } catch let failure as FileFailure {
        state.restore(type, .failure(Failure(.infrastructure, failure.diagnostic)))
      } catch {
        let failure = Failure(
          .infrastructure, "unreadable-fact",
          "the work directory's `\(path)` cannot be read: it is damaged or was written by another version",
          hints: ["run the earlier stages again"])
        state.restore(type, .failure(failure))
      }
    }
  }

  /// Writes the facts of `state` and removes those it has not, except for damaged ones.
  func save(_ state: RunState) throws(FileFailure) {
    try Directory.claim(directory, below: [directory.removingLastComponent()])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for type in types {
      let path = path(of: type)
      switch state.fact(type) {
      case .success(let fact):
        guard let fact = fact as? any PersistentFact, let data = try? encoder.encode(fact) else {
          throw FileFailure("encode", path, .invalidArgument)
        }
        // After a power cut half a fact is noticed and can be made again; for two hundred agents the disk takes seconds.
        try FileContents.write(data, to: path, isFlushed: false)
      case .failure: continue
      case nil: try Directory.remove(path)
      }
    }
  }

  private func path(of type: any PersistentFact.Type) -> FilePath { directory.appending("\(type.factName).json") }
}
