import Diagnostics
import FileIO
import FoundationEssentials
import SystemPackage

/// Keeps facts in the work directory, one file each, so that stages in different processes are one pipeline.
///
/// A file is `{"fact":…,"seal":"…"}`. The seal is an authentication code over the agent's name, the fact's name and the
/// bytes of the fact: a fact that something else wrote, or that was copied from another agent, does not have it.
struct FactStore {
  /// A fact is a few kilobytes; a long explanation of a version may take more.
  static let sizeLimit = 64 << 20

  let directory: FilePath
  private let agent: String
  private let types: [any PersistentFact.Type]
  private let seal: @Sendable ([UInt8]) -> String

  /// - Parameters:
  ///   - agent: whose facts these are.
  ///   - types: the facts that may be restored, as named by the stages.
  ///   - seal: the authentication code of a message.
  init(
    workDirectory: FilePath, agent: String, types: [any PersistentFact.Type],
    seal: @escaping @Sendable ([UInt8]) -> String
  ) {
    directory = workDirectory.appending("facts")
    self.agent = agent
    self.types = types
    self.seal = seal
  }

  /// The facts that earlier stages left. One that cannot be read fails the stage that needs it: guessing would ship the
  /// wrong image.
  func load(into state: inout RunState) {
    for type in types {
      let path = path(of: type)
      do {
        guard try FileStatus.of(path) != nil else { continue }
        let (fact, seal) = try Self.opened(try FileContents.read(path, limit: Self.sizeLimit, followsLinks: false))
        let isSealed = seal == self.seal(message(type, fact))
        state.restore(
          type, .success(try JSONDecoder().decode(type, from: Data(fact))), isSealed: isSealed)
      } catch let failure as FileFailure {
        state.restore(type, .failure(Failure(failure.failureKind, failure.diagnostic)))
      } catch {
        let failure = Failure(
          .infrastructure, "unreadable-fact",
          "the work directory's `\(path)` cannot be read: it is damaged or was written by another version",
          hints: ["run the earlier stages again"])
        state.restore(type, .failure(failure))
      }
    }
  }

  /// Writes the facts of `state` and removes those it has not. Damaged ones stay, and so do those that another machine
  /// sealed: this one cannot vouch for them.
  func save(_ state: RunState) throws(FileFailure) {
    try Directory.claim(directory, below: [directory.removingLastComponent()])
    for type in types where !state.unsealed.contains(type.factName) {
      switch state.fact(type) {
      case .success(let fact):
        guard let fact = fact as? any PersistentFact else { continue }
        try write(fact)
      case .failure: continue
      case nil: try Directory.remove(path(of: type))
      }
    }
  }

  func write(_ fact: any PersistentFact) throws(FileFailure) {
    let type = type(of: fact)
    let path = path(of: type)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(fact) else { throw FileFailure("encode", path, .invalidArgument) }
    try Directory.claim(directory, below: [directory.removingLastComponent()])
    // After a power cut half a fact is noticed and can be made again; for two hundred agents the disk takes seconds.
    try FileContents.write(
      Self.head + Array(data) + Self.middle + Array(seal(message(type, Array(data))).utf8) + Self.end, to: path,
      isFlushed: false)
  }

  func remove(_ types: [any RunFact.Type]) throws(FileFailure) {
    for case let type as any PersistentFact.Type in types { try Directory.remove(path(of: type)) }
  }

  private func path(of type: any PersistentFact.Type) -> FilePath { directory.appending("\(type.factName).json") }

  private func message(_ type: any PersistentFact.Type, _ fact: [UInt8]) -> [UInt8] {
    // No name contains a zero byte.
    Array("agent-pipeline fact\0\(agent)\0\(type.factName)\0".utf8) + fact
  }

  private static let head = Array(#"{"fact":"#.utf8)
  private static let middle = Array(#","seal":""#.utf8)
  private static let end = Array("\"}\n".utf8)
  /// Hexadecimal digits of an HMAC-SHA256.
  private static let sealLength = 64

  /// The exact bytes of the fact, because the seal is over these, and the seal.
  private static func opened(_ file: [UInt8]) throws -> (fact: [UInt8], seal: String) {
    let tail = middle.count + sealLength + end.count
    guard file.count >= head.count + tail, file.starts(with: head), file.suffix(end.count) == end[...],
      file.suffix(tail).starts(with: middle)
    else { throw NoEnvelope() }
    let seal = file.suffix(end.count + sealLength).dropLast(end.count)
    return (Array(file.dropFirst(head.count).dropLast(tail)), String(decoding: seal, as: UTF8.self))
  }

  private struct NoEnvelope: Error {}
}
