import PipelineCore
import Testing

@Suite("What is set by hand about a build") struct CIOverridesTests {
  private static let commit = String(repeating: "e", count: 40)

  /// A push to `main`, as a CI system reports it.
  private static var push: CIContext {
    var context = CIContext(vendor: "x")
    (context.branch, context.commit, context.event) = ("main", "abc1234", .push)
    (context.repository, context.defaultBranch) = ("team/chatbot", "main")
    return context
  }

  private static var change: CIContext {
    var context = CIContext(vendor: "x")
    context.pullRequest = CIContext.PullRequest(id: "5", source: "stream", target: "main", fork: false)
    (context.commit, context.event) = ("abc1234", .changeRequest)
    return context
  }

  private static func with(_ context: CIContext, _ adjust: (inout CIContext) -> Void) -> CIContext {
    var context = context
    adjust(&context)
    return context
  }

  private static let stranger = CIContext.PullRequest(id: "8", source: nil, target: nil, fork: true)

  @Test(arguments: [
    (push, CIOverrides(), push),
    (push, CIOverrides(branch: "next"), with(push) { $0.branch = "next" }),
    (push, CIOverrides(branch: "refs/heads/next"), with(push) { $0.branch = "next" }),
    (push, CIOverrides(commit: commit), with(push) { $0.commit = commit }),
    (push, CIOverrides(defaultBranch: "trunk"), with(push) { $0.defaultBranch = "trunk" }),
    (push, CIOverrides(changeRequest: "none"), push),
    (
      push, CIOverrides(changeRequest: "8"),
      with(push) { ($0.pullRequest, $0.event, $0.branch) = (stranger, .changeRequest, nil) }
    ),
    (change, CIOverrides(changeRequest: "5"), change),
    (change, CIOverrides(changeRequest: "8"), with(change) { $0.pullRequest = stranger }),
    (change, CIOverrides(changeRequest: "none"), with(change) { ($0.pullRequest, $0.event) = (nil, nil) }),
    (
      change, CIOverrides(branch: "main", changeRequest: "none"),
      with(change) { ($0.pullRequest, $0.event, $0.branch) = (nil, nil, "main") }
    ),
    // A branch alone does not make a release of a change request.
    (change, CIOverrides(branch: "main"), with(change) { $0.branch = "main" }),
  ])
  func `counts, and leaves the rest as the CI system reports it`(
    context: CIContext, overrides: CIOverrides, expected: CIContext
  ) {
    #expect(context.applying(overrides) == expected)
  }

  @Test func `a change request has no tag`() {
    let tag = Self.with(Self.push) { ($0.branch, $0.tag, $0.event) = (nil, "v1", .tag) }
    #expect(tag.applying(CIOverrides(changeRequest: "8")).tag == nil)
    #expect(tag.applying(CIOverrides(branch: "main")).tag == "v1")
  }

  @Test func `outside of a CI system it makes a context`() {
    #expect(CIContext.made(by: CIOverrides(trustsChangeRequests: true)) == nil)
    let context = CIContext.made(by: CIOverrides(branch: "main", commit: Self.commit, defaultBranch: "main"))
    #expect(context?.vendor == "by-hand")
    #expect(context?.branch == "main" && context?.commit == Self.commit && context?.defaultBranch == "main")
    #expect(CIContext.made(by: CIOverrides(changeRequest: "8"))?.pullRequest == Self.stranger)
    #expect(CIContext.made(by: CIOverrides(changeRequest: "none"))?.pullRequest == nil)
  }

  @Test(arguments: [
    (SourceTrust.repository, nil, false, SourceTrust.repository), (.repository, "none", false, .repository),
    (.repository, "8", false, .fork), (.changeRequest, "5", false, .changeRequest), (.changeRequest, "8", false, .fork),
    (.changeRequest, "none", false, .unknown), (.fork, "none", false, .unknown), (.fork, nil, false, .fork),
    (.unknown, nil, false, .unknown), (.unknown, "8", false, .fork), (.unknown, "none", false, .unknown),
    (.repository, nil, true, .repository), (.changeRequest, nil, true, .repository), (.fork, nil, true, .repository),
    (.unknown, nil, true, .unknown), (.fork, "none", true, .unknown), (.repository, "8", true, .repository),
  ])
  func `whose code it is follows from both`(
    source: SourceTrust, changeRequest: String?, trusts: Bool, expected: SourceTrust
  ) {
    let isOfChange = source == .changeRequest || source == .fork
    let overrides = CIOverrides(changeRequest: changeRequest, trustsChangeRequests: trusts)
    #expect(source.applying(overrides, to: isOfChange ? Self.change : Self.push) == expected)
  }

  @Test func `a by-hand change request is a fork's without a CI system, too`() {
    #expect(SourceTrust.unknown.applying(CIOverrides(changeRequest: "8"), to: nil) == .fork)
    #expect(SourceTrust.unknown.applying(CIOverrides(changeRequest: "none"), to: nil) == .unknown)
  }
}
