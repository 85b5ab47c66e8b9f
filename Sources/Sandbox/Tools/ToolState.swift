import FileIO
import SystemPackage

/// The files of one run of a tool that nothing else uses.
struct ToolState: Sendable {
  /// Where the tool's home directory is inside.
  static let homeInside = "/home/builder"

  let directory: FilePath

  init(in parent: FilePath) throws(FileFailure) {
    directory = try Directory.temporary(prefix: "agent-pipeline-tool", in: parent)
    for place in [temporaries, home] { try Directory.create(place) }
    // Tools ask who they are.
    try FileContents.write(
      Array("builder:x:1000:1000::\(Self.homeInside):/bin/sh\nroot:x:0:0::\(Self.homeInside):/bin/sh\n".utf8),
      to: passwd, isFlushed: false)
    try FileContents.write(Array("builder:x:1000:\nroot:x:0:\n".utf8), to: group, isFlushed: false)
  }

  var temporaries: FilePath { directory.appending("tmp") }
  var home: FilePath { directory.appending("home") }
  var passwd: FilePath { directory.appending("passwd") }
  var group: FilePath { directory.appending("group") }
  /// runc's.
  var root: FilePath { directory.appending("root") }
  var notes: FilterNotes { FilterNotes(file: directory.appending("notes")) }

  /// What cannot be removed now is in a directory for temporary files.
  func remove() { try? Directory.remove(directory) }
}
