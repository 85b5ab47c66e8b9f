public import Diagnostics
import FileIO
public import SystemPackage

/// Finds the manifest that a PATH on the command line means.
public enum ManifestLocator {
  /// In the order of preference.
  public static let names = ["agent.yaml", "agent.yml", "Agent.yaml", "Agent.yml"]

  /// - Parameters:
  ///   - path: a directory or a manifest file; the result begins with it.
  ///   - currentDirectory: where a relative path begins; by default the process's own.
  /// - Throws: if there is no manifest, or the path cannot be looked at.
  public static func find(_ path: FilePath, in currentDirectory: FilePath = "") throws(Failure) -> FilePath {
    switch try kind(of: path, currentDirectory) {
    case .directory:
      for name in names {
        let candidate = path == "." ? FilePath(name) : path.appending(name)
        guard let kind = try kind(of: candidate, currentDirectory), kind != .directory else { continue }
        if kind == .file { return candidate }
        let failure = FileFailure("read", candidate, .invalidArgument, because: .notRegular(kind))
        throw Failure(failure.failureKind, failure.diagnostic)
      }
      throw notFound(
        "no manifest in the directory `\(path)`", "looked for " + names.map { "`\($0)`" }.joined(separator: ", "),
        "pass an agent's directory or its manifest file")
    case .file: return path
    case nil: throw notFound("`\(path)` does not exist", "pass an agent's directory or its manifest file")
    default: throw notFound("`\(path)` is neither a file nor a directory")
    }
  }

  /// Follows symbolic links: a manifest may be one.
  private static func kind(of path: FilePath, _ currentDirectory: FilePath) throws(Failure) -> FileStatus.Kind? {
    do throws(FileFailure) {
      return try FileStatus.of(currentDirectory.pushing(path), followsLinks: true)?.kind
    } catch {
      let shown = FileFailure(error.operation, path, error.errno)
      throw Failure(shown.failureKind, shown.diagnostic)
    }
  }

  private static func notFound(_ message: String, _ hints: String...) -> Failure {
    Failure(.usage, "manifest-not-found", message, hints: hints)
  }
}
