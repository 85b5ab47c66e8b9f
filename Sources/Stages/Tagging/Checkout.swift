import Diagnostics
import GitHistory
public import PipelineCore
import Settings
import Versioning

/// What is checked out, and whether it is what the job is for.
///
/// HEAD of CI checkouts is detached: the branch comes from the CI system. A job that checks out something else, such as a
/// stranger's change request in a job of the main branch, must not release it as that branch.
struct Checkout {
  let build: VersionContext
  /// Why nothing can be released.
  let problem: Failure?
  /// Whether it is another commit than the job's, and none of its branch.
  let isForeign: Bool

  init(_ repository: GitRepository, _ context: RunContext, _ ci: CIFacts) throws {
    let head = try repository.head()
    let job = context.ci
    let problem = try Self.mismatch(repository, head, context)
    var build = VersionContext(
      commit: head.commit, branch: job?.branch ?? head.branch, defaultBranch: job?.defaultBranch, tag: job?.tag,
      changeRequest: job?.pullRequest?.id)
    if problem != nil, build.changeRequest == nil { (build.branch, build.tag) = (nil, nil) }
    self.build = build
    let isUnknown = build.branch == nil && build.tag == nil && build.changeRequest == nil
    isForeign = problem != nil
    self.problem = problem ?? (isUnknown ? Self.unknownBranch(ci) : nil)
  }

  /// - Returns: `nil` if HEAD is the job's commit or a part of its branch, and for change requests, which never release.
  static func mismatch(_ repository: GitRepository, _ head: GitHead, _ context: RunContext) throws -> Failure? {
    guard let job = context.ci, job.pullRequest == nil else { return nil }
    if let name = job.tag {
      let tag = try repository.tags { $0 == name }.first { $0.name == name }
      guard let named = tag?.commit ?? job.commit, !head.commit.hasPrefix(named.lowercased()) else { return nil }
      return Failure(
        .usage, "wrong-checkout",
        "this job builds the tag `\(name)` of \(named.prefix(7)), but \(head.shortCommit) is checked out",
        hints: ["check out the tag itself: `git checkout \(name)`"])
    }
    let branch = job.branch ?? head.branch
    let found = try repository.containment(
      of: head.commit, in: branch, of: context.settings(Settings.tagGitRemote) ?? "origin", orAncestorOf: job.commit)
    switch found {
    case .yes: return nil
    // Without a commit there is nothing to compare HEAD with; outside of CI systems, new commits are in no remote yet.
    case .unknown where job.commit == nil: return nil
    case .no where job.commit == nil && job.vendor == CIContext.byHand: return nil
    case .no: return failure(head, job, branch, because: nil, remedy: nil)
    case .unknown(let reason, let remedy): return failure(head, job, branch, because: reason, remedy: remedy)
    }
  }

  private static func failure(
    _ head: GitHead, _ job: CIContext, _ branch: String?, because reason: String?, remedy: String?
  ) -> Failure {
    let wanted = job.commit.map { "this job is for commit \($0.prefix(7)), but " } ?? ""
    let place = branch.map { ", which is not known to be in the branch `\($0)`" } ?? ""
    return Failure(
      .usage, "wrong-checkout",
      "\(wanted)\(head.shortCommit) is checked out\(place)" + (reason.map { ": \($0)" } ?? ""),
      hints: [
        job.commit.map { "check out the commit of the job: `git checkout \($0)`" } ?? "check out the branch of the job",
        remedy, "or name what is to be released with `--branch NAME --commit \(head.commit)`",
      ].compactMap(\.self))
  }

  private static func unknownBranch(_ ci: CIFacts) -> Failure {
    Failure(
      .usage, "unknown-branch",
      "HEAD is detached and nothing says which branch is built, so it is not known whether this is a release",
      hints: [ci.branchRemedy, "name the branch with `--branch NAME` or AGENT_PIPELINE_BRANCH"].compactMap(\.self))
  }
}

extension StageServices {
  /// The services with the trust that the checkout deserves: the CI system vouches for the commit of its job, and for no
  /// other that a step has checked out instead.
  public func judging(checkoutIn context: RunContext) async -> StageServices {
    guard ci.source == .repository, context.ci != nil else { return self }
    let isOwn: Bool
    do {
      isOwn = try await withRepository(context) { try Checkout.mismatch($0, $0.head(), context) == nil }
    } catch let failure as GitFailure where failure.code == .noRepository || failure.code == .noCommits {
      // Files that a job got from elsewhere, such as an artifact, are its own.
      isOwn = true
    } catch {
      isOwn = false
    }
    guard !isOwn else { return self }
    var services = self
    services.ci.source = .unknown
    services.ci.gitCredentials = []
    return services
  }
}
