public import PipelineCore
import SystemPackage

/// CircleCI. It says nothing about the default branch, and nothing that proves where a change request comes from: each
/// counts as a fork's.
///
/// A branch counts as a change request as soon as one is open for it, `main` included.
public struct CircleCI: CIVendor {
  public static let id = "circleci"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment["CIRCLE_WORKING_DIRECTORY"].flatMap {
      // As the configuration spells it, which is often `~/project`.
      $0.hasPrefix("/") ? FilePath($0) : $0.dropping(prefix: "~/").flatMap { environment.path("HOME")?.appending($0) }
    }
    facts.fullHistoryRemedy = "set `method: full` on the `checkout` step"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.has("CIRCLECI") else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment.slug("CIRCLE_PROJECT_USERNAME", "CIRCLE_PROJECT_REPONAME")
    job.context.commit = environment.commit("CIRCLE_SHA1")
    job.context.jobURL = environment["CIRCLE_BUILD_URL"]
    let branch = environment["CIRCLE_BRANCH"]
    // GitHub Apps, GitLab and Bitbucket Data Center have not all variables of change requests.
    let isProven = environment["CIRCLE_REPOSITORY_URL"] != nil
    let page = environment.first("CIRCLE_PULL_REQUEST", "CIRCLE_PULL_REQUESTS", "CI_PULL_REQUEST")
    if page != nil || environment.hasAny(prefix: "CIRCLE_PR_") {
      job.buildsChangeRequest(
        environment["CIRCLE_PR_NUMBER"] ?? page.flatMap(Self.number), from: branch, to: nil, fork: true)
    } else if let tag = environment["CIRCLE_TAG"] {
      job.buildsTag(tag, isProven: isProven)
    } else {
      job.builds(branch, nil, isProven: isProven)
    }
    context = job.context
    source = job.source
  }

  /// `https://github.com/a/b/pull/5,https://…` → `5`
  private static func number(_ pages: String) -> String? {
    pages.split(separator: ",").first?.split(separator: "/").last.map(String.init)
  }
}
