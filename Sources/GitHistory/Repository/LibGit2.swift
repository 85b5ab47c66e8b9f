import CGit2
import FileIO
import Glibc
import Synchronization
import SystemPackage

/// The funnel for every call into libgit2: starts the library, checks the status and reads the message at once.
///
/// `git_error_last` is kept per thread and overwritten by the next call, so nothing else may read it.
enum LibGit2 {
  /// Keys of `extensions.*` that change nothing for a reader of commits and trees. libgit2 compares them in lower case.
  private static let harmlessExtensions = ["worktreeconfig", "partialclone", "preciousobjects", "relativeworktrees"]

  /// Costs about 8 ms, so it happens with the first repository, not with the start of the program.
  private static let started: Int32 = {
    let status = git_libgit2_init()
    guard status >= 0 else { return status }
    let names = harmlessExtensions.map { strdup($0) }
    defer { names.forEach { free($0) } }
    var pointers = names.map { UnsafePointer($0) }
    let extended = cgit2_set_extensions(&pointers, pointers.count)
    guard extended >= 0 else { return extended }
    return options().first { $0 < 0 } ?? 0
  }()

  private static func options() -> [Int32] {
    [
      // Hashing each object again takes more than half of a walk. git does not do it either: zlib's checksum finds damage.
      // `intactCommit` does it for the objects that decide.
      cgit2_set_hash_verification(0),
      // Room for 5,000 commits, which the walk and then the comparison read; 1 MB costs a seventh more there. A full cache
      // looks for what to drop from its beginning, over all the places that are free already: with 32 MB a first release
      // over 500,000 commits took 45 s and 295 MB instead of 26 s and 205 MB.
      cgit2_set_cache_size(2 << 20),
      // Larger windows make nothing faster (5,000 commits: 0.2 s with 1 MB as with 32 MB), but count as memory.
      cgit2_set_window_size(1 << 20),
      cgit2_set_mapped_limit(4 << 20),
    ]
  }

  /// Owner validation is one switch for the whole process: setting it and opening are one step.
  private static let opening = Mutex(())

  private static let trusted = Mutex<CertificateAuthorities?>(nil)

  /// Has libgit2 read the authorities that it verifies servers by, for the whole process.
  ///
  /// That takes 5 ms for the usual 140 certificates, so it happens with the first connection that needs them.
  static func trust(_ authorities: CertificateAuthorities) throws(GitFailure) {
    guard !authorities.isEmpty else { return }
    try trusted.withLock { current throws(GitFailure) in
      guard current != authorities else { return }
      let places = [authorities.file, authorities.directory].compactMap(\.self).map { "`\($0)`" }
      do throws(GitFailure) {
        try call("read the CA certificates of \(places.joined(separator: " and "))") {
          cgit2_set_certificates(authorities.file?.string, authorities.directory?.string)
        }
      } catch {
        var failure = error
        failure.hints = ["set `SSL_CERT_FILE` to a file of certificates in PEM that can be read"]
        throw failure
      }
      current = authorities
    }
  }

  /// - Returns: the status: 0, a count, or one of `accepting`.
  /// - Throws: any other negative status, with libgit2's message.
  @discardableResult
  static func call(
    _ operation: @autoclosure () -> String, accepting: [Int32] = [], _ body: () -> Int32
  ) throws(GitFailure) -> Int32 {
    let status = body()
    if status >= 0 || accepting.contains(status) { return status }
    let message = git_error_last().flatMap { $0.pointee.message }.map { String(cString: $0) } ?? "status \(status)"
    let cause = LibraryError(status: status, message: message)
    throw GitFailure(.other, "cannot \(operation()): \(message)", cause: cause)
  }

  /// Like `call` with an out parameter for a handle, which is there when the call succeeded.
  static func handle(
    _ operation: @autoclosure () -> String, _ body: (inout OpaquePointer?) -> Int32
  ) throws(GitFailure) -> OpaquePointer {
    var handle: OpaquePointer?
    try call(operation()) { body(&handle) }
    guard let handle else { throw GitFailure(.other, "cannot \(operation()): libgit2 returned nothing") }
    return handle
  }

  /// Opens the repository that contains `path`, searching upwards.
  ///
  /// Files named HEAD, objects and refs make any directory a bare repository, and a commit can contain them. So the
  /// nearest `.git` counts, which no commit can contain; where there is none, a bare repository has to call itself one.
  /// - Parameter isNamed: whether the path is the repository's own directory, as the user says: nothing is looked for.
  static func open(_ path: String, trustsOwner: Bool, isNamed: Bool) throws(GitFailure) -> OpaquePointer {
    try call("start libgit2") { started }
    return try opening.withLock { _ throws(GitFailure) in
      try call("set owner validation") { cgit2_set_owner_validation(trustsOwner ? 0 : 1) }
      let root = isNamed ? nil : FileStatus.realPath(of: FilePath(path)).flatMap(Project.repository)
      let flags = root == nil ? 0 : GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
      let repository = try handle("open the git repository of `\(path)`") {
        git_repository_open_ext(&$0, root?.string ?? path, flags, nil)
      }
      guard isNamed || root != nil || git_repository_is_bare(repository) == 1 else {
        git_repository_free(repository)
        throw GitFailure(
          .noRepository, "`\(path)` is not in a git repository",
          hints: ["run in a git clone; a repository's own files without `.git` around them do not count as one"])
      }
      return repository
    }
  }

  /// The object database of a repository; valid as long as the repository, which holds it too.
  static func database(of repository: OpaquePointer) throws(GitFailure) -> OpaquePointer {
    let database = try handle("open the object database") { git_repository_odb(&$0, repository) }
    defer { git_odb_free(database) }
    return database
  }
}
