public import Diagnostics
import FileIO

/// A question that the git history could not answer.
public struct GitFailure: DiagnosableError, Hashable {
  /// The diagnostic's code; users search for it.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case noRepository = "no-git-repository"
    case noCommits = "no-commits"
    /// The answer lies in commits that this clone does not have.
    case shallowHistory = "shallow-history"
    /// The clone left out objects that the question needs, as `--filter=tree:0` does.
    case incompleteClone = "incomplete-git-clone"
    case foreignOwner = "git-foreign-owner"
    /// A kind of repository that libgit2 or this question cannot handle.
    case unsupported = "git-unsupported"
    /// The tag is on another commit.
    case tagTaken = "git-tag-taken"
    /// The remote could not be reached, refused the login or refused the tag.
    case pushRefused = "git-push"
    /// Everything else: a damaged repository, no permission, no such object.
    case other = "git-error"
  }

  public var code: Code
  public var message: String
  public var hints: [String]
  /// What libgit2 reported, if it was libgit2 that failed.
  let cause: LibraryError?

  init(_ code: Code, _ message: String, hints: [String] = [], cause: LibraryError? = nil) {
    self.code = code
    self.message = message
    self.hints = hints
    self.cause = cause
  }

  /// A tag that is taken is the version's fault, not the machinery's.
  public var failureKind: FailureKind { code == .tagTaken ? .agent : .infrastructure }

  public var diagnostic: Diagnostic { .error(code.rawValue, message, hints: hints) }
}

/// What libgit2 reports after a failed call.
struct LibraryError: Sendable, Hashable {
  /// A `git_error_code`, negative.
  var status: Int32
  var message: String
}

extension GitFailure {
  /// A file of the repository that cannot be read.
  init(_ failure: FileFailure) {
    self.init(.other, failure.diagnostic.message, hints: failure.diagnostic.hints)
  }

  /// - Parameter remedy: how to get the whole history in the CI system at hand.
  static func shallow(_ question: String, remedy: String?) -> GitFailure {
    GitFailure(
      .shallowHistory, "this clone is shallow and lacks \(question)",
      hints: [remedy ?? "fetch the full history: `git fetch --unshallow --tags`"])
  }

  static func missingTree(_ commit: ObjectID) -> GitFailure {
    GitFailure(
      .incompleteClone, "the files of commit `\(commit.short)` are not in this clone, so what it changed is unknown",
      hints: ["clone with `--filter=blob:none` instead of `--filter=tree:0`, or without a filter"])
  }

  static func missingCommit(_ id: ObjectID) -> GitFailure {
    GitFailure(
      .other, "commit `\(id.hex)` is not in the repository",
      hints: ["look for damage with `git fsck`, or clone again"])
  }

  static func damaged(_ id: ObjectID) -> GitFailure {
    GitFailure(
      .other, "object `\(id.hex)` of the repository is damaged",
      hints: ["look for damage with `git fsck`, or clone again"])
  }
}
