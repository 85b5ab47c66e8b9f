import SystemPackage

/// requirements.txt and the files that it includes, looked at without building.
struct RequirementsTree {
  struct File {
    /// As seen from the agent's directory.
    var path: String
    var bytes: [UInt8]
    var lines: [RequirementLine]
  }

  private(set) var files: [File] = []

  init(in directory: ProjectDirectory) {
    var waiting = [RequirementsFile.name]
    var seen: Set<String> = []
    while let path = waiting.popLast(), seen.count < RequirementsFile.fileLimit {
      guard seen.insert(path).inserted, let bytes = directory.read(path, RequirementsFile.sizeLimit) else { continue }
      let lines = RequirementLine.lines(of: String(decoding: bytes, as: UTF8.self))
      files.append(File(path: path, bytes: bytes, lines: lines))
      // pip reads an included file's path from the file it is in.
      waiting += lines.flatMap(\.includedFiles).map {
        FilePath(path).removingLastComponent().pushing(FilePath($0)).lexicallyNormalized().string
      }
    }
  }

  /// What an installation reads besides requirements.txt: included files, and directories and wheels that are packages.
  var paths: [String] {
    // pip reads a package's path from the directory that it runs in.
    files.dropFirst().map(\.path)
      + files.flatMap(\.lines).compactMap(\.localFile).map { String($0.prefix { $0 != "[" && $0 != "#" }) }
  }
}
