public import PipelineCore
import TextFormats

/// Jenkins: multibranch projects, the GitHub pull request builder and the GitLab plugin; of other jobs, what the git
/// plugin says.
///
/// `CHANGE_FORK` is set for forks alone, by the plugins of GitHub, GitLab, Bitbucket and Gitea; they all set
/// `CHANGE_BRANCH`, too.
public struct Jenkins: CIVendor {
  public static let id = "jenkins"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("WORKSPACE")
    facts.fullHistoryRemedy =
      "add the behaviour `Advanced clone behaviours` with `Fetch tags` and without `Shallow clone`"
    facts.branchRemedy =
      "add the behaviour `Check out to matching local branch`, or pass `--branch NAME`"
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    // JENKINS_URL is set on many machines that only call Jenkins, and missing if the server does not know its address.
    guard environment.first("JENKINS_URL", "JENKINS_HOME") != nil,
      environment.first("BUILD_NUMBER", "BUILD_ID") != nil
    else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["ghprbGhRepository"] ?? RepositoryURL.slug(environment["GIT_URL"])
    job.context.commit = environment.commit("ghprbActualCommit", "gitlabMergeRequestLastCommit", "GIT_COMMIT")
    job.context.jobURL = environment["BUILD_URL"]
    if let change = JenkinsChange(environment) {
      job.buildsChangeRequest(change.id, from: change.source, to: change.target, fork: change.isFork)
    } else if let tag = environment["TAG_NAME"] {
      job.buildsTag(tag, isProven: true)
    } else if let branch = environment["BRANCH_NAME"] {
      // Set in multibranch projects, whose branches are the repository's.
      job.builds(branch, nil, isProven: true)
      if environment.has("BRANCH_IS_PRIMARY") { job.context.defaultBranch = branch }
    } else {
      // The project may fetch any reference, and call it what it likes.
      job.builds(
        environment["GIT_LOCAL_BRANCH"] ?? environment["GIT_BRANCH"].flatMap(Self.branch), nil, isProven: false)
    }
    context = job.context
    source = job.source
  }

  /// `origin/main` → `main`; `nil` for a detached head.
  private static func branch(_ name: String) -> String? {
    let name = name.dropping(prefix: "refs/remotes/") ?? name
    if let tag = name.dropping(prefix: "tags/") { return "refs/tags/\(tag)" }
    return name == "detached" ? nil : name.dropping(prefix: "origin/") ?? name
  }
}

/// What Jenkins' plugins say about a change request.
private struct JenkinsChange {
  var id: String?
  var source: String?
  var target: String?
  var isFork: Bool

  init?(_ environment: CIEnvironment) {
    let gitlabAction = environment["gitlabActionType"]
    if environment.first("CHANGE_ID", "CHANGE_TARGET", "CHANGE_BRANCH", "CHANGE_FORK", "CHANGE_URL") != nil {
      id = environment["CHANGE_ID"] ?? environment["BRANCH_NAME"].flatMap(Self.number)
      source = environment["CHANGE_BRANCH"]
      target = environment["CHANGE_TARGET"]
      isFork = environment["CHANGE_FORK"] != nil || source == nil || id == nil
    } else if environment.hasAny(prefix: "ghprb") {
      id = environment["ghprbPullId"]
      source = environment["ghprbSourceBranch"]
      target = environment["ghprbTargetBranch"]
      isFork = !RepositoryURL.areSameSlugs(
        RepositoryURL.slug(environment["ghprbAuthorRepoGitUrl"]), environment["ghprbGhRepository"])
    } else if environment.hasAny(prefix: "gitlabMergeRequest") || gitlabAction == "MERGE" || gitlabAction == "NOTE" {
      id = environment.first("gitlabMergeRequestIid", "gitlabMergeRequestId")
      source = environment["gitlabSourceBranch"]
      target = environment["gitlabTargetBranch"]
      isFork = !RepositoryURL.areSame(
        environment["gitlabSourceRepoHttpUrl"], environment["gitlabTargetRepoHttpUrl"])
    } else if let number = environment.first("BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH").flatMap(Self.number) {
      id = number
      isFork = true
    } else {
      return nil
    }
  }

  /// `PR-5`, `PR-5-head`, `PR-5-merge` and `MR-5`: what Jenkins calls the branches that it makes for change requests.
  /// Also `origin/pr/5/merge`, where a project fetches pull requests by itself.
  private static func number(_ branch: String) -> String? {
    let name = branch.dropping(prefix: "refs/remotes/") ?? branch
    if let id = GitRef.changeRequestID(name.dropping(prefix: "origin/") ?? name) { return id }
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 1, ["PR", "MR"].contains(parts[0]), ASCII.isNumber(parts[1]) else { return nil }
    return parts.count == 2 || (parts.count == 3 && ["head", "merge"].contains(parts[2])) ? String(parts[1]) : nil
  }
}
