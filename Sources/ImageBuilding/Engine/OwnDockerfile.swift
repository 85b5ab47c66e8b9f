import Diagnostics
import FileIO
public import PipelineCore
import Settings
import SystemPackage

/// The agent's own Dockerfile, as `build.dockerfile` names it.
public struct OwnDockerfile {
  private static let sizeLimit = 1 << 20

  /// Absolute.
  let path: FilePath
  public let text: String
  /// As people read it.
  let shown: String

  /// - Throws: `path-outside` if agent.yaml names a file outside the repository.
  public init?(_ context: RunContext) throws {
    guard let name = context.settings(Settings.buildDockerfile) else { return nil }
    let origin = context.settings.origin(of: Settings.buildDockerfile)
    path = try NamedPath.resolve(FilePath(name), of: Settings.buildDockerfile.definition, from: origin, context)
    shown = context.display(path)
    guard try FileStatus.of(path) != nil else {
      throw Failure(
        .usage, "dockerfile-missing", "there is no Dockerfile `\(name)`", at: origin?.location,
        hints: ["create it, or remove `build.dockerfile` to generate one; it comes from \(origin ?? .default)"])
    }
    let project = Project(of: path, in: context.directory)
    text = String(decoding: try FileContents.read(path, limit: Self.sizeLimit, in: project), as: UTF8.self)
  }

  /// A file of its own that says what is ignored, as BuildKit looks for it, overrides `.dockerignore`.
  var ignoreFile: FilePath? {
    let file = FilePath("\(path.string).dockerignore")
    return (try? FileStatus.of(file)) == nil ? nil : file
  }

  /// The line an instruction stands on; `nil` if the engine shows it differently.
  func place(of step: String) -> SourceLocation? {
    let wanted = Self.words(step)
    guard wanted.count > 1 else { return nil }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let found = lines.indices.filter { index in
      let words = Self.words(String(lines[index]).replacing("\\", with: ""))
      return words.count > 1 && wanted.starts(with: words)
    }
    return found.count == 1 ? place(line: found[0] + 1) : nil
  }

  func place(line: Int) -> SourceLocation { SourceLocation(file: shown, line: line, column: 1) }

  private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
}
