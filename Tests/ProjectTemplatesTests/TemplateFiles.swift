import FileIO
import ProjectTemplates
import SystemPackage

/// The directories whose files are embedded, as they are now.
enum TemplateFiles {
  static let root = FilePath(#filePath).removingLastComponent().appending("../..").lexicallyNormalized()
  static let generated = "Sources/ProjectTemplates/Generated"
  /// Bytes: a larger file is no template.
  private static let limit = 64 << 10

  struct Unfit: Error, CustomStringConvertible {
    var description: String
  }

  /// The paths `python/chatbot` of the directories below `templates/`.
  static func templates() throws -> [(language: String, name: String)] {
    try directories("templates").flatMap { language in
      try directories("templates/\(language)").map { (language, $0) }
    }
  }

  static func directories(_ path: String) throws -> [String] {
    let place = root.pushing(FilePath(path))
    return try Directory.names(in: place).sorted().filter { try FileStatus.of(place.appending($0))?.kind == .directory }
  }

  /// The files below a directory that git would track, in the order of their paths.
  static func files(in path: String) throws -> [ProjectTemplate.File] {
    try paths(in: root.pushing(FilePath(path))).sorted().map { name in
      let file = root.pushing(FilePath(path)).pushing(FilePath(name))
      let text = String(validating: try FileContents.read(file, limit: limit), as: UTF8.self)
      guard let text, !text.utf8.contains(UInt8(ascii: "\r")) else {
        throw Unfit(description: "\(path)/\(name) is not UTF-8 with LF")
      }
      let mode = try FileStatus.of(file)?.permissions ?? 0
      return ProjectTemplate.File(name, text, isExecutable: mode & 0o111 != 0)
    }
  }

  /// What is embedded for a CI system.
  static func ci(_ vendor: String) throws -> [ProjectTemplate.File] {
    let own = try files(in: "ci-templates/\(vendor)")
    guard vendor == "gitlab" else { return own }
    let name = ".gitlab-ci.example.yml"
    let text = try FileContents.read(root.appending(name), limit: limit)
    return [ProjectTemplate.File(name, String(decoding: text, as: UTF8.self), isExecutable: false)] + own
  }

  private static func paths(in directory: FilePath) throws -> [String] {
    try Directory.names(in: directory).flatMap { name in
      let path = directory.appending(name)
      switch try FileStatus.of(path)?.kind {
      case .directory: return try paths(in: path).map { "\(name)/\($0)" }
      case .file: return [name]
      default: throw Unfit(description: "\(path) is neither a file nor a directory")
      }
    }
  }
}
