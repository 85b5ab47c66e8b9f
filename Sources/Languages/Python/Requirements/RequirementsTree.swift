import SystemPackage

/// requirements.txt and the files that it includes, looked at without building.
struct RequirementsTree {
  /// The files as seen from the agent's directory, and their lines.
  private(set) var files: [(path: String, lines: [RequirementLine])] = []

  /// More files than this are a loop.
  private static let fileLimit = 100

  init(in directory: ProjectDirectory) {
    var waiting = [RequirementsFile.name]
    var seen: Set<String> = []
    while let path = waiting.popLast(), seen.count < Self.fileLimit {
      guard seen.insert(path).inserted, let text = directory.text(path) else { continue }
      let lines = RequirementLine.lines(of: text)
      files.append((path, lines))
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
