import SystemPackage
import Testing

@testable import GitHistory

/// How a CI system checks out, in an empty repository whose `origin` is the remote.
struct CheckoutShape: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// `SHA` stands for the commit, `BRANCH` for the branch.
  var commands: [[String]]
  /// Whether the branch of the remote is known afterwards.
  var knowsBranch = true
  /// Whether the history is complete.
  var isComplete = true

  static let all: [CheckoutShape] = [
    CheckoutShape(
      testDescription: "actions/checkout",
      commands: [
        ["fetch", "-q", "--no-tags", "--depth=1", "origin", "+SHA:refs/remotes/origin/BRANCH"],
        ["checkout", "-q", "--force", "-B", "BRANCH", "refs/remotes/origin/BRANCH"],
      ], isComplete: false),
    CheckoutShape(
      testDescription: "actions/checkout, fetch-depth: 0",
      commands: [
        ["fetch", "-q", "--prune", "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"],
        ["checkout", "-q", "--force", "-B", "BRANCH", "refs/remotes/origin/BRANCH"],
      ]),
    CheckoutShape(
      testDescription: "GitLab",
      commands: [
        [
          "fetch", "-q", "--depth", "20", "--prune", "origin", "+refs/heads/BRANCH:refs/pipelines/7",
          "+refs/heads/BRANCH:refs/remotes/origin/BRANCH",
        ],
        ["checkout", "-q", "-f", "SHA"],
      ]),
    CheckoutShape(
      testDescription: "GitLab, change request",
      commands: [
        ["fetch", "-q", "--depth", "1", "--prune", "origin", "+refs/merge-requests/7/head:refs/pipelines/7"],
        ["checkout", "-q", "-f", "SHA"],
      ], knowsBranch: false, isComplete: false),
    CheckoutShape(
      testDescription: "Jenkins",
      commands: [
        ["fetch", "-q", "--tags", "--force", "--", "REMOTE", "+refs/heads/*:refs/remotes/origin/*"],
        ["checkout", "-q", "-f", "SHA"],
      ]),
    CheckoutShape(
      testDescription: "CircleCI",
      commands: [
        ["fetch", "-q", "--force", "origin", "+refs/heads/BRANCH:refs/remotes/origin/BRANCH"],
        ["checkout", "-q", "--force", "-B", "BRANCH", "SHA"],
        ["reset", "-q", "--hard", "SHA"],
      ]),
    CheckoutShape(
      testDescription: "Drone, Woodpecker",
      commands: [
        ["fetch", "-q", "origin", "+refs/heads/BRANCH:"], ["checkout", "-q", "SHA", "-b", "BRANCH"],
      ]),
    CheckoutShape(
      testDescription: "FETCH_HEAD alone",
      commands: [["fetch", "-q", "REMOTE", "refs/heads/BRANCH"], ["reset", "-q", "--hard", "FETCH_HEAD"]],
      knowsBranch: false),
    CheckoutShape(
      testDescription: "another name",
      commands: [
        [
          "fetch", "-q", "REMOTE", "+refs/heads/BRANCH:refs/remotes/mine/BRANCH",
          "+refs/heads/BRANCH:refs/heads/BRANCH",
        ],
        ["checkout", "-q", "BRANCH"],
      ], knowsBranch: false),
  ]
}

@Suite("What a commit is contained in") struct ContainmentTests {
  /// A remote with five commits on `release/1` and one more on `side`, and the checkout of the fifth.
  private func checkout(
    _ shape: CheckoutShape
  ) throws -> (scratch: ScratchRepository, work: FilePath, ids: [String], side: String) {
    let scratch = try ScratchRepository()
    var ids: [String] = []
    try scratch.git("checkout", "-q", "-b", "release/1")
    for number in 1...5 { ids.append(try scratch.commit("feat: \(number)")) }
    try scratch.git("checkout", "-q", "-b", "side", ids[2])
    let side = try scratch.commit("feat: side", file: "side")
    try scratch.git("checkout", "-q", "release/1")
    try scratch.git("config", "uploadpack.allowAnySHA1InWant", "true")
    try scratch.git("update-ref", "refs/merge-requests/7/head", ids[4])
    let work = scratch.directory.appending("work")
    let remote = "file://\(scratch.path)"
    try scratch.git("init", "-q", work.string)
    try scratch.git("remote", "add", "origin", remote, in: work)
    for command in shape.commands {
      let words = command.map {
        $0.replacing("SHA", with: ids[4]).replacing("BRANCH", with: "release/1").replacing("REMOTE", with: remote)
      }
      try scratch.git(words, in: work)
    }
    return (scratch, work, ids, side)
  }

  private func containment(
    _ work: FilePath, of commit: String? = nil, in branch: String?, or ciCommit: String?
  ) throws -> Containment {
    let repository = try GitRepository(discovering: work)
    return try repository.containment(of: commit ?? repository.head().commit, in: branch, orAncestorOf: ciCommit)
  }

  @Test(arguments: CheckoutShape.all) func `the commit of the job is contained in every checkout`(
    shape: CheckoutShape
  ) throws {
    let (scratch, work, ids, _) = try checkout(shape)
    #expect(try scratch.git("rev-parse", "HEAD", in: work) == ids[4])
    #expect(try containment(work, in: "release/1", or: ids[4]) == .yes)
    #expect(try containment(work, in: nil, or: String(ids[4].prefix(7))) == .yes)
    #expect(try containment(work, in: nil, or: ids[4].uppercased()) == .yes)
    let byBranch = try containment(work, in: "release/1", or: nil)
    #expect(shape.knowsBranch ? byBranch == .yes : byBranch.isUnknown)
  }

  @Test(arguments: CheckoutShape.all) func `a commit that the job made is not contained, even in a local branch`(
    shape: CheckoutShape
  ) throws {
    let (scratch, work, ids, _) = try checkout(shape)
    let made = try scratch.commit("feat: made in the job", in: work)
    for branch in ["release/1", "main"] { try scratch.git("branch", "-f", "copy/\(branch)", made, in: work) }
    #expect(try containment(work, in: nil, or: ids[4]) == .no)
    let answer = try containment(work, in: "release/1", or: ids[4])
    #expect(shape.knowsBranch ? answer == .no : answer.isUnknown)
    #expect(try containment(work, in: "copy/main", or: nil).isUnknown)
  }

  @Test(arguments: CheckoutShape.all.filter(\.isComplete))
  func `an earlier commit is contained, one of a side branch not`(
    shape: CheckoutShape
  ) throws {
    let (scratch, work, ids, side) = try checkout(shape)
    try scratch.git("fetch", "-q", "origin", side, in: work)
    for earlier in ids {
      #expect(try containment(work, of: earlier, in: nil, or: ids[4]) == .yes)
      #expect(try containment(work, of: earlier, in: nil, or: String(ids[4].prefix(8))) == .yes)
      if shape.knowsBranch { #expect(try containment(work, of: earlier, in: "release/1", or: nil) == .yes) }
    }
    #expect(try containment(work, of: side, in: nil, or: ids[4]) == .no)
    #expect(try containment(work, of: side, in: shape.knowsBranch ? "release/1" : nil, or: ids[4]) == .no)
  }

  @Test(arguments: CheckoutShape.all.filter { !$0.isComplete })
  func `where a shallow clone ends above a commit, it cannot tell`(shape: CheckoutShape) throws {
    let (scratch, work, ids, _) = try checkout(shape)
    try scratch.git("fetch", "-q", "--depth", "1", "origin", ids[1], in: work)
    let answer = try containment(work, of: ids[1], in: nil, or: ids[4])
    guard case .unknown(let reason, let remedy) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(reason.hasPrefix("this clone is shallow and lacks the commits that show whether"))
    #expect(remedy == "fetch the full history: `git fetch --unshallow --tags`")
    try scratch.git("fetch", "-q", "--unshallow", "origin", in: work)
    #expect(try containment(work, of: ids[1], in: nil, or: ids[4]) == .yes)
  }

  @Test func `a commit that is not here, several that begin alike and no commit at all are unknown`() throws {
    let (scratch, work, ids, _) = try checkout(CheckoutShape.all[1])
    defer { withExtendedLifetime(scratch) {} }
    let head = try #require(ids.last)
    for named in [String(repeating: "1", count: 40), "1111111", "main", "HEAD", "", "abc", "\(head)0", "é" + head] {
      #expect(try containment(work, of: ids[0], in: nil, or: named).isUnknown, "\(named)")
      #expect(try containment(work, of: ids[0], in: "release/1", or: named) == .yes, "\(named)")
    }
    #expect(try containment(work, in: nil, or: nil).isUnknown)
  }

  @Test func `a branch whose name is that of a commit is not taken for it`() throws {
    let (scratch, work, ids, side) = try checkout(CheckoutShape.all[1])
    try scratch.git("fetch", "-q", "origin", side, in: work)
    let name = String(ids[4].prefix(7))
    try scratch.git("branch", name, side, in: work)
    #expect(try containment(work, of: side, in: nil, or: name) == .no)
    #expect(try containment(work, of: ids[0], in: nil, or: name) == .yes)
  }

  @Test(arguments: ["../../heads/local", "HEAD", "local", "..", "", "a b", "refs/heads/local"])
  func `a local branch does not count by way of any name`(name: String) throws {
    let (scratch, work, _, _) = try checkout(CheckoutShape.all[1])
    let made = try scratch.commit("feat: made in the job", in: work)
    try scratch.git("branch", "local", made, in: work)
    try scratch.git("symbolic-ref", "refs/remotes/origin/local", "refs/heads/local", in: work)
    try scratch.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/local", in: work)
    #expect(try containment(work, in: name, or: nil).isUnknown)
  }
}

extension Containment {
  var isUnknown: Bool { if case .unknown = self { true } else { false } }
}
