import PipelineCore
import SystemPackage

/// Reads the job from GitHub's variables and its event file; Gitea and Forgejo write the same ones.
struct GitHubJob {
  let environment: CIEnvironment
  let event: GitHubEvent?

  init(_ environment: CIEnvironment) {
    self.environment = environment
    event = environment["GITHUB_EVENT_PATH"].flatMap { environment.readFile(FilePath($0)) }.flatMap(GitHubEvent.init)
  }

  /// Events that only happen to the repository itself, for its own code. Others, such as `issue_comment` and
  /// `workflow_run`, run with its rights for anyone's.
  private static let repositoryEvents: [String: CIContext.Event] = [
    "push": .push, "schedule": .schedule, "workflow_dispatch": .manual, "release": .tag, "create": .push,
  ]

  /// The variables decide before the event file, which may be missing, or thinner than GitHub documents.
  /// - Parameters:
  ///   - id: of the vendor.
  ///   - runVariable: the last step of the address of the job's page.
  func job(of id: String, runVariable: String) -> CIJob {
    var job = CIJob(id)
    job.context.repository = environment["GITHUB_REPOSITORY"]
    job.context.defaultBranch = event?.defaultBranch
    job.context.commit = environment.commit("GITHUB_SHA")
    job.context.jobURL = jobURL(runVariable)
    let name = environment["GITHUB_EVENT_NAME"]
    if name == "merge_group" {
      buildsMergeQueue(&job)
    } else if isPullRequest(name) {
      buildsPullRequest(&job)
    } else if (name == "issue_comment" && event?.hasIssue != true) || event?.isAboutPullRequest == true {
      // A comment does not say where the pull request comes from, and most such jobs check it out.
      job.buildsChangeRequest(event?.issueNumber, from: nil, to: nil, fork: true)
    } else if name == "workflow_run" || event?.hasRun == true, let isFork = isRunOfFork {
      job.buildsChangeRequest(event?.runNumber, from: event?.runBranch, to: nil, fork: isFork)
    } else if name != nil {
      let (event, isProven) = CIJob.event(name, among: Self.repositoryEvents)
      job.builds(environment["GITHUB_REF"], event, isProven: isProven)
    }
    return job
  }

  /// The variables of pull requests are set for `pull_request` and `pull_request_target` alone; on the latter the
  /// reference is the base.
  private func isPullRequest(_ name: String?) -> Bool {
    name?.hasPrefix("pull_request") == true || event?.hasPullRequest == true
      || environment.first("GITHUB_HEAD_REF", "GITHUB_BASE_REF") != nil
      || environment["GITHUB_REF"].flatMap(GitRef.changeRequestID) != nil
  }

  private func buildsPullRequest(_ job: inout CIJob) {
    // A change request of Gitea's AGit workflow has no branch, and anyone who can read the repository may make one.
    let hasBranch = event?.head?.hasPrefix("refs/") == false
    let isOwn = hasBranch && RepositoryURL.areSameSlugs(event?.headRepository, job.context.repository)
    job.buildsChangeRequest(
      event?.number ?? environment["GITHUB_REF"].flatMap(GitRef.changeRequestID),
      from: environment["GITHUB_HEAD_REF"] ?? event?.head, to: environment["GITHUB_BASE_REF"] ?? event?.base,
      fork: !isOwn)
    // Of a pull request's own reference, GITHUB_SHA is a merge commit that exists nowhere else. `pull_request_target`
    // and comments check out a branch of the repository, whose commit it is.
    if environment["GITHUB_REF"].flatMap(GitRef.changeRequestID) != nil {
      job.context.commit = event?.headCommit ?? job.context.commit
    }
  }

  private func buildsMergeQueue(_ job: inout CIJob) {
    if case .mergeQueue(let id, let target) = environment["GITHUB_REF"].map(GitRef.init) {
      job.buildsMergeQueue(id, to: target, isProven: true)
    } else {
      job.buildsMergeQueue(nil, to: nil, isProven: true)
    }
  }

  /// Whether the workflow whose end started this one worked on a fork; `nil` if on a branch of the repository.
  private var isRunOfFork: Bool? {
    guard let origin = event?.runEvent,
      RepositoryURL.areSameSlugs(event?.runRepository, environment["GITHUB_REPOSITORY"])
    else { return true }
    // A comment's workflow belongs to the repository, whatever it checks out.
    return origin.hasPrefix("pull_request") ? false : origin == "issue_comment" ? true : nil
  }

  private func jobURL(_ runVariable: String) -> String? {
    guard let server = environment["GITHUB_SERVER_URL"], let repository = environment["GITHUB_REPOSITORY"],
      let run = environment[runVariable]
    else { return nil }
    // Gitea's address ends with a slash.
    return "\(server.hasSuffix("/") ? String(server.dropLast()) : server)/\(repository)/actions/runs/\(run)"
  }
}
