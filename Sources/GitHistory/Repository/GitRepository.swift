import CGit2
import Diagnostics
import Glibc
public import SystemPackage

/// A git repository opened for reading its history: plain values come out, libgit2's handles stay inside.
///
/// Not Sendable: libgit2 wants one repository object per thread. Every call blocks while it reads the disk.
public final class GitRepository {
  let handle: OpaquePointer
  let database: OpaquePointer
  let trustsOwner: Bool
  let variables: ConfigurationVariables
  /// The commits of a shallow clone whose parents are not in it.
  let ends: Set<ObjectID>
  let shallowRemedy: String?
  /// libgit2's, and what it found last.
  var walker: OpaquePointer?
  var lastWalk: (starts: [ObjectID], bases: [ObjectID], found: [ObjectID])?
  let cutHistory = CutHistory()
  /// Which commits of a walk touched a directory, by the names in that directory.
  var lastTouched: (walk: [ObjectID], directories: [FilePath: [String: [ObjectID]]]) = ([], [:])
  var directoryChanges: [FilePath: DirectoryChanges] = [:]
  /// Caches of what was listed before.
  var knownTags: (tags: [GitTag], unreadable: [UnreadableTag])?
  var knownRemotes: [String: String]?
  var knownFiles: [Set<String>: [String]] = [:]
  var knownChanges: [String]?
  /// The state of the index that was read here because libgit2 cannot; `nil` if libgit2 reads it.
  var readIndex: IndexStamp?
  /// Whether changes were asked for before.
  var asksForChanges = false

  /// `nil` in a bare repository. Symbolic links are resolved.
  public let workTree: FilePath?

  /// The clone lacks the older part of its history.
  public let isShallow: Bool

  /// Opens the repository that contains a path.
  ///
  /// - Parameters:
  ///   - path: a directory in a work tree, or a bare repository; parent directories are searched.
  ///   - isNamed: the path is the repository's own directory, as `GIT_DIR` says.
  ///   - trustsOwner: opens a repository that belongs to another user too. Only for the workspace that a CI system made
  ///     for this very job: the repository's own configuration is obeyed.
  ///   - environment: variables such as `GIT_CONFIG_GLOBAL`, which libgit2 does not read. A repository of another user
  ///     opens if `safe.directory` in the user's configuration allows it.
  ///   - shallowRemedy: what to write in the CI system at hand to get the whole history; a hint of `shallow-history`.
  public init(
    discovering path: FilePath, isNamed: Bool = false, trustsOwner: Bool = false, environment: [String: String] = [:],
    shallowRemedy: String? = nil
  ) throws(GitFailure) {
    variables = try ConfigurationVariables(environment)
    (handle, self.trustsOwner) = try Self.open(path, isNamed: isNamed, trustsOwner: trustsOwner, variables)
    do throws(GitFailure) {
      try variables.apply(toRepository: handle)
      let boundary = try ShallowClone.boundary(of: handle)
      isShallow = !boundary.isEmpty
      database = try LibGit2.database(of: handle)
      ends = try ShallowClone.graft(boundary, into: database, of: handle)
    } catch {
      git_repository_free(handle)
      throw error
    }
    workTree = git_repository_workdir(handle).map { FilePath(String(cString: $0)) }
    self.shallowRemedy = shallowRemedy
  }

  /// - Returns: the repository, and whether its owner is trusted or allowed.
  private static func open(
    _ path: FilePath, isNamed: Bool, trustsOwner: Bool, _ variables: ConfigurationVariables
  ) throws(GitFailure) -> (OpaquePointer, Bool) {
    do throws(GitFailure) {
      return (try LibGit2.open(path.string, trustsOwner: trustsOwner, isNamed: isNamed), trustsOwner)
    } catch {
      let failure = error.explainingOpen(of: path)
      guard failure.code == .foreignOwner, try SafeDirectory.allows(GitFailure.root(of: path), variables) else {
        throw failure
      }
      return (try LibGit2.open(path.string, trustsOwner: true, isNamed: isNamed), true)
    }
  }

  deinit {
    git_revwalk_free(walker)
    git_repository_free(handle)
  }

  /// A path as git names it, relative to the work tree; empty for the work tree itself.
  ///
  /// - Throws: if the path does not exist or is outside, or the repository is bare.
  public func pathInWorkTree(_ path: FilePath) throws(GitFailure) -> FilePath {
    let root = try requireWorkTree()
    guard let resolved = path.withPlatformString({ realpath($0, nil) }) else {
      throw GitFailure(.other, "cannot find `\(path)`: \(Errno(rawValue: errno))")
    }
    defer { free(resolved) }
    var inside = FilePath(platformString: resolved)
    guard inside.removePrefix(root) else {
      throw GitFailure(
        .unsupported, "`\(path)` is not in the work tree `\(root)`", hints: ["name a path inside the repository"])
    }
    return inside
  }

  func requireWorkTree() throws(GitFailure) -> FilePath {
    guard let workTree else {
      throw GitFailure(
        .unsupported, "a bare repository has no work tree", hints: ["run in a clone with a work tree"])
    }
    return workTree
  }
}
