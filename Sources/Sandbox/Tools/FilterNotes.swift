import FileIO
import Glibc
import SystemPackage

/// What the filter has to say to the user, in a file that the tool cannot reach.
struct FilterNotes: Sendable {
  private static let limit = 1 << 20

  let file: FilePath

  func add(_ note: NetworkNote) {
    let line = Array("\(note.line)\n".utf8)
    let descriptor = open(file.string, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    // A tool that asks in a loop must not fill the disk.
    if lseek(descriptor, 0, SEEK_END) < Self.limit / 2 { _ = write(descriptor, line, line.count) }
    close(descriptor)
  }

  /// Each note once, in order.
  func all() throws(FileFailure) -> [NetworkNote] {
    guard try FileStatus.of(file) != nil else { return [] }
    let text = String(decoding: try FileContents.read(file, limit: Self.limit), as: UTF8.self)
    var notes: [NetworkNote] = []
    for line in text.split(separator: "\n") {
      if let note = NetworkNote(line: line), !notes.contains(note) { notes.append(note) }
    }
    return notes
  }
}

/// A connection that a tool in a sandbox did not get.
public enum NetworkNote: Sendable, Hashable {
  /// The rules do not allow the server.
  case refused(NetworkRules.Server)
  case unreachable(NetworkRules.Server, reason: String)

  fileprivate var line: String {
    switch self {
    case .refused(let server): "refused \(server)"
    case .unreachable(let server, let reason): "unreachable \(server) \(reason)"
    }
  }

  fileprivate init?(line: Substring) {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, let server = NetworkRules.Server(words[1], defaultPort: 0) else { return nil }
    switch words[0] {
    case "refused": self = .refused(server)
    case "unreachable": self = .unreachable(server, reason: words.count > 2 ? String(words[2]) : "")
    default: return nil
    }
  }
}
