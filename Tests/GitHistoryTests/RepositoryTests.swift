import Diagnostics
import FileIO
import Glibc
import SystemPackage
import Testing

@testable import GitHistory

@Suite("Opening a repository") struct RepositoryTests {
  @Test func `finds the repository above a directory and says what is checked out`() throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: start", file: "agents/chat/main.py")
    let repository = try GitRepository(discovering: scratch.path.appending("agents/chat"))
    #expect(repository.workTree == scratch.path)
    #expect(!repository.isShallow)
    let head = try repository.head()
    #expect(head == GitHead(commit: id, committerTime: Int64(ScratchRepository.epoch + 60), branch: "main"))
    #expect(head.shortCommit.count == 7)
  }

  @Test func `names a path as git does`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: start", file: "agents/chat/main.py")
    let link = scratch.directory.appending("link")
    _ = link.withPlatformString { name in scratch.path.withPlatformString { symlink($0, name) } }
    let repository = try GitRepository(discovering: link)
    #expect(try repository.pathInWorkTree(link.appending("agents/chat")) == "agents/chat")
    #expect(try repository.pathInWorkTree(link) == "")
    #expect(failure { _ = try repository.pathInWorkTree("/tmp") }?.code == .unsupported)
  }

  /// Git tracks files named HEAD, objects and refs like any others.
  @Test(arguments: [true, false]) func `a committed repository is not the repository`(isSurrounded: Bool) throws {
    let scratch = try ScratchRepository(initialized: isSurrounded)
    let id = isSurrounded ? try scratch.commit("feat: start", file: "agent/main.py") : nil
    let agent = scratch.path.appending("agent")
    try Directory.create(agent)
    try scratch.git("init", "-q", "--bare", ".", in: agent)
    try scratch.git("config", "--file", "config", "core.bare", "false", in: agent)
    try scratch.git("config", "--file", "config", "core.worktree", ".", in: agent)
    if let id {
      #expect(try GitRepository(discovering: agent).head().commit == id)
    } else {
      #expect(failure { _ = try GitRepository(discovering: agent) }?.code == .noRepository)
    }
  }

  @Test func `a directory outside of any repository is a clear failure`() throws {
    let scratch = try ScratchRepository(initialized: false)
    let failure = failure { _ = try GitRepository(discovering: scratch.path) }
    #expect(failure?.code == .noRepository)
    #expect(failure?.failureKind == .infrastructure)
    #expect(failure?.diagnostic.code == "no-git-repository")
    #expect(failure?.hints.isEmpty == false)
  }

  @Test func `a path that does not exist, or a file, is found as far as it goes`() throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one", file: "agent/agent.yaml")
    #expect(try GitRepository(discovering: scratch.path.appending("agent/agent.yaml")).head().commit == id)
    let missing = failure { _ = try GitRepository(discovering: scratch.path.appending("nowhere")) }
    #expect(missing?.code == .noRepository)
  }

  @Test func `several threads open and read at the same time`() async throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one")
    let path = scratch.path
    let heads = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<20 {
        group.addTask { try GitRepository(discovering: path, trustsOwner: number % 2 == 0).head().commit }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(heads == [id])
    withExtendedLifetime(scratch) {}
  }

  @Test func `a branch without a commit is a clear failure`() throws {
    let scratch = try ScratchRepository()
    let repository = try GitRepository(discovering: scratch.path)
    #expect(failure { _ = try repository.head() }?.code == .noCommits)
  }

  @Test func `a detached HEAD has no branch`() throws {
    let scratch = try ScratchRepository()
    let first = try scratch.commit("feat: one")
    try scratch.commit("feat: two")
    try scratch.git("checkout", "-q", first)
    let head = try GitRepository(discovering: scratch.path).head()
    #expect(head.commit == first)
    #expect(head.branch == nil)
  }

  @Test func `a branch with slashes keeps them`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: one")
    try scratch.git("checkout", "-q", "-b", "feature/a/b")
    #expect(try GitRepository(discovering: scratch.path).head().branch == "feature/a/b")
  }

  @Test func `a linked worktree has its own HEAD and shares the tags`() throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one")
    try scratch.git("tag", "v1.0.0")
    let linked = scratch.directory.appending("linked")
    try scratch.git("worktree", "add", "-q", "-b", "side", linked.string)
    let second = try scratch.commit("feat: two", in: linked)
    let repository = try GitRepository(discovering: linked)
    #expect(repository.workTree == linked)
    #expect(try repository.head().commit == second)
    #expect(try repository.head().branch == "side")
    #expect(try repository.tags() == [GitTag(name: "v1.0.0", commit: id)])
  }

  @Test func `a linked worktree of a shallow clone is shallow`() throws {
    let scratch = try ScratchRepository()
    for number in 1...3 { try scratch.commit("feat: \(number)") }
    let clone = try scratch.clone("--depth", "1")
    let linked = scratch.directory.appending("linked")
    try scratch.git("worktree", "add", "-q", "-b", "side", linked.string, in: clone)
    #expect(try GitRepository(discovering: linked).isShallow)
  }

  @Test func `a bare repository has a history but no files`() throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one")
    let repository = try GitRepository(discovering: scratch.clone("--bare"))
    #expect(repository.workTree == nil)
    #expect(try repository.head().commit == id)
    #expect(failure { _ = try repository.isDirty() }?.code == .unsupported)
  }

  @Test(arguments: ["worktreeConfig=true", "partialClone=origin", "preciousObjects=true"])
  func `opens a repository with a harmless extension`(extension setting: String) throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one")
    let parts = setting.split(separator: "=").map(String.init)
    try scratch.git("config", "core.repositoryFormatVersion", "1")
    try scratch.git("config", "extensions.\(parts[0])", parts[1])
    #expect(try GitRepository(discovering: scratch.path).head().commit == id)
  }

  @Test func `an extension that changes the storage is refused with its name`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: one")
    try scratch.git("config", "core.repositoryFormatVersion", "1")
    try scratch.git("config", "extensions.refStorage", "reftable")
    let failure = failure { _ = try GitRepository(discovering: scratch.path) }
    #expect(failure?.code == .unsupported)
    #expect(failure?.message.contains("refstorage") == true)
  }

  @Test func `a repository with SHA-256 ids is refused`() throws {
    let scratch = try ScratchRepository(initialized: false)
    try scratch.git("init", "-q", "--object-format=sha256")
    #expect(failure { _ = try GitRepository(discovering: scratch.path) }?.code == .unsupported)
  }

  // Only root can give a directory to somebody else.
  @Test(.enabled(if: getuid() == 0)) func `a repository of another user opens only where the caller trusts it`() throws
  {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one")
    for place in [scratch.path, scratch.path.appending(".git")] {
      #expect(place.withPlatformString { chown($0, 12345, 12345) } == 0)
    }
    let refused = failure { _ = try GitRepository(discovering: scratch.path) }
    #expect(refused?.code == .foreignOwner)
    #expect(refused?.hints.first?.contains("safe.directory \(scratch.path)`") == true)
    #expect(try GitRepository(discovering: scratch.path, trustsOwner: true).head().commit == id)
    #expect(failure { _ = try GitRepository(discovering: scratch.path) }?.code == .foreignOwner)
  }
}

/// What the body threw; nothing where it succeeded.
func failure(_ body: () throws -> Void) -> GitFailure? {
  do {
    try body()
    return nil
  } catch {
    #expect(error is GitFailure)
    return error as? GitFailure
  }
}
