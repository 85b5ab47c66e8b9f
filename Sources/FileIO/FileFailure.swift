public import Diagnostics
public import SystemPackage

/// An operation on a file that the system refused, or that is refused because of what is there.
public struct FileFailure: DiagnosableError, Hashable {
  /// What is wrong with the file or directory itself.
  public enum Cause: Sendable, Hashable {
    case notRegular(FileStatus.Kind)
    /// A file of a project that is outside of it, in fact.
    case outsideProject(FilePath)
    /// A link in the place of a directory that is written to.
    case symbolicLink
    /// A directory to write to that belongs to the user with this number.
    case foreignOwner(UInt32)
  }

  /// What was tried, as a verb: `read`, `write`, `create directory`.
  public var operation: String
  public var path: FilePath
  public var errno: Errno
  public var cause: Cause?

  public init(_ operation: String, _ path: FilePath, _ errno: Errno, because cause: Cause? = nil) {
    self.operation = operation
    self.path = path
    self.errno = errno
    self.cause = cause
  }

  public var failureKind: FailureKind {
    switch cause {
    case .notRegular, .outsideProject, .symbolicLink: .agent
    case .foreignOwner, nil: .infrastructure
    }
  }

  public var diagnostic: Diagnostic {
    switch cause {
    case nil:
      .error("file-access", "cannot \(operation) `\(path)`: \(errno)", hints: hint.map { [$0] } ?? [])
    case .notRegular(let kind):
      .error(
        "not-a-file", "`\(path)` is \(Self.name(kind)), not a regular file", hints: ["replace it with a regular file"])
    case .outsideProject(let root):
      .error(
        "outside-project", "`\(path)` leads out of `\(root)`, and is not read",
        hints: ["replace the link or the path with a copy of the file"])
    case .symbolicLink:
      .error(
        "unsafe-directory", "`\(path)` is a symbolic link, where a directory to write to is needed",
        hints: ["remove the link; if it is committed, remove it from the repository"])
    case .foreignOwner(let owner):
      .error(
        "unsafe-directory", "`\(path)` belongs to another user (\(owner)), and is not written to",
        hints: ["remove it, or set another directory with --work-dir and --report-dir"])
    }
  }

  private static func name(_ kind: FileStatus.Kind) -> String {
    switch kind {
    case .file: "a file"
    case .directory: "a directory"
    case .symbolicLink: "a symbolic link"
    case .socket: "a socket"
    case .pipe: "a pipe"
    case .characterDevice, .blockDevice: "a device"
    }
  }

  private var hint: String? {
    switch errno {
    case .noSpace, .diskQuotaExceeded: "free some disk space, or point the work and cache directories at another disk"
    case .permissionDenied, .notPermitted: "check the owner and the mode of the path and of the directories above it"
    case .readOnlyFileSystem: "point the work directory at a writable place with --work-dir"
    default: nil
    }
  }
}
