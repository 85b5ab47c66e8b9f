public import Diagnostics
public import FileIO
import Glibc
public import SystemPackage

/// Finds the manifest that a PATH on the command line means.
public enum ManifestLocator {
  /// In the order of preference.
  public static let names = ["agent.yaml", "agent.yml", "Agent.yaml", "Agent.yml"]

  /// - Parameters:
  ///   - path: a directory or a manifest file; the result begins with it.
  ///   - currentDirectory: where a relative path begins; by default the process's own.
  public static func find(_ path: FilePath, in currentDirectory: FilePath = "") throws(ManifestNotFound) -> FilePath {
    switch try kind(of: path, currentDirectory) {
    case .directory:
      for name in names {
        let candidate = path == "." ? FilePath(name) : path.appending(name)
        if try kind(of: candidate, currentDirectory) == .file { return candidate }
      }
      throw .notInDirectory(path)
    case .file: return path
    case .other: throw .noFile(path)
    case nil: throw .noSuchPath(path)
    }
  }

  private enum Kind {
    case directory, file, other
  }

  /// Follows symbolic links: a manifest may be one.
  private static func kind(of path: FilePath, _ currentDirectory: FilePath) throws(ManifestNotFound) -> Kind? {
    var status = stat()
    guard currentDirectory.pushing(path).withPlatformString({ stat($0, &status) }) == 0 else {
      let error = Errno(rawValue: errno)
      if error == .noSuchFileOrDirectory || error == .notDirectory { return nil }
      throw .inaccessible(FileFailure("look at", path, error))
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .directory
    case S_IFREG: return .file
    default: return .other
    }
  }
}

/// Why no manifest can be read.
public enum ManifestNotFound: DiagnosableError, Hashable {
  case notInDirectory(FilePath)
  case noSuchPath(FilePath)
  /// A device, a pipe or a socket.
  case noFile(FilePath)
  case inaccessible(FileFailure)

  public var failureKind: FailureKind {
    if case .inaccessible(let failure) = self { failure.failureKind } else { .usage }
  }

  public var diagnostic: Diagnostic {
    switch self {
    case .notInDirectory(let path):
      .error(
        "manifest-not-found", "no manifest in the directory `\(path)`",
        hints: [
          "looked for " + ManifestLocator.names.map { "`\($0)`" }.joined(separator: ", "),
          "name the directory of an agent or its file, or write a manifest with `agent-pipeline init`",
        ])
    case .noSuchPath(let path):
      .error(
        "manifest-not-found", "`\(path)` does not exist", hints: ["name the directory of an agent or its manifest file"]
      )
    case .noFile(let path):
      .error("manifest-not-found", "`\(path)` is neither a file nor a directory")
    case .inaccessible(let failure): failure.diagnostic
    }
  }
}
