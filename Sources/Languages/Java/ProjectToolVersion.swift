import FileIO
import SystemPackage

/// The version of Maven or Gradle, for the keys of layers.
enum ProjectToolVersion {
  /// What names it: the wrapper's properties, or the library of the installation that carries the version in its name.
  /// A call of the tool, which takes as long as starting Java, is the last resort.
  /// - Parameters:
  ///   - wrapper: the properties of the project's wrapper; `nil` if it has none.
  ///   - library: the beginning of the name of a library: `maven-core-`.
  static func of(
    _ tool: BuildTool, wrapper: String?, library: String, in directory: ProjectDirectory
  ) async throws -> String {
    if let wrapper { return directory.text(wrapper) ?? "a wrapper without properties" }
    if let program = FileStatus.realPath(of: try tool.locate()) {
      let libraries = program.removingLastComponent().removingLastComponent().appending("lib")
      if try FileStatus.of(libraries) != nil,
        let name = try Directory.names(in: libraries).first(where: { $0.hasPrefix(library) })
      {
        // Debian's name has no whole version.
        let size = try FileStatus.of(libraries.appending(name), followsLinks: true)?.size ?? 0
        return "\(name) \(size)"
      }
    }
    return try await tool.version(["--version"])
  }

  /// Repositories written on other systems often lack the bit.
  static func makeExecutable(_ wrapper: FilePath) throws {
    let text = try FileContents.read(wrapper, limit: 1 << 20)
    try Directory.remove(wrapper)
    try FileContents.write(
      text, to: wrapper, permissions: [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute])
  }
}
