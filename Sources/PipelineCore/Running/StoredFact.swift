import Diagnostics
import FoundationEssentials
import SystemPackage

/// A fact as an earlier process left it; decoded when somebody asks for it, which is seldom all of them.
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
          hints: ["run the stages that come before again"]))
    }
  }
}
