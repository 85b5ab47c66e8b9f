public import Diagnostics
public import SystemPackage

/// An operation on a file that the system refused: what was tried, on which path, and its errno.
public struct FileFailure: DiagnosableError, Hashable {
  /// What was tried, as a verb: `read`, `write`, `create directory`.
  public var operation: String
  public var path: FilePath
  public var errno: Errno

  public init(_ operation: String, _ path: FilePath, _ errno: Errno) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  public var failureKind: FailureKind { .infrastructure }

  public var diagnostic: Diagnostic {
    .error("file-access", "cannot \(operation) `\(path)`: \(errno)", hints: hint.map { [$0] } ?? [])
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
