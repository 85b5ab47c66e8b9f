import FileIO
import Glibc
import SystemPackage
import Testing

extension Workshop {
  /// No process, no mount, no file of passing use.
  func expectNothingLeft(at location: Testing.SourceLocation = #_sourceLocation) throws {
    #expect(try processes() == [], sourceLocation: location)
    let mounts = try FileContents.read("/proc/self/mountinfo", limit: 4 << 20)
    #expect(!holds(mounts, directory.string), "a mount is left", sourceLocation: location)
    #expect(try Directory.names(in: directory.appending("tmp")) == [], sourceLocation: location)
    #expect(try scratchFiles(in: directory) == [], sourceLocation: location)
  }

  /// Processes that name our directory: in their command line, as their home, or as what their root is mounted from.
  private func processes() throws -> [String] {
    try Directory.names(in: "/proc").compactMap { name in
      guard let number = Int32(name), number != getpid() else { return nil }
      let command = contents("/proc/\(name)/cmdline")
      let isOurs = [command, contents("/proc/\(name)/environ"), contents("/proc/\(name)/mountinfo")]
        .contains { holds($0, directory.string) }
      return isOurs ? String(decoding: command.map { $0 == 0 ? 32 : $0 }, as: UTF8.self) : nil
    }
  }

  /// What is named as the directories and files are that a run makes for itself and removes.
  private func scratchFiles(in place: FilePath) throws -> [String] {
    var found: [String] = []
    for name in try Directory.names(in: place) where name != ".git" {
      let path = place.appending(name)
      if ["build-", "test-", "dependencies-", "pip-", "runc-", "bwrap-"].contains(where: { name.hasPrefix($0) })
        && name != "test-dependencies" && name != "test-outcome.json" || name.hasSuffix(".tmp")
      {
        found.append(path.string)
      } else if try FileStatus.of(path)?.kind == .directory {
        found += try scratchFiles(in: path)
      }
    }
    return found
  }

  /// Of a process that may be gone.
  private func contents(_ path: String) -> [UInt8] {
    (try? FileContents.read(FilePath(path), limit: 4 << 20)) ?? []
  }

  /// Not `String.contains`, which takes seconds for the mounts of all processes in a debug build.
  private func holds(_ bytes: [UInt8], _ text: String) -> Bool {
    strstr(bytes.map { CChar(bitPattern: $0 == 0 ? 32 : $0) } + [0], text) != nil
  }
}
