public import PipelineCore
import SystemPackage

/// Semaphore 2.0 and the older 1.0. It says nothing about the default branch.
public struct Semaphore: CIVendor {
  public static let id = "semaphore"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    // Relative to the home directory.
    facts.workspace = environment["SEMAPHORE_GIT_DIR"].flatMap { environment.path("HOME")?.appending($0) }
    facts.fullHistoryRemedy = "run `git fetch --unshallow --tags` after `checkout`"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.has("SEMAPHORE") else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment.first("SEMAPHORE_GIT_REPO_SLUG", "SEMAPHORE_REPO_SLUG")
    // Of a pull request, SEMAPHORE_GIT_SHA is a merge that exists nowhere else.
    job.context.commit = environment.commit("SEMAPHORE_GIT_PR_SHA", "SEMAPHORE_GIT_SHA", "REVISION")
    if let server = environment["SEMAPHORE_ORGANIZATION_URL"], let id = environment["SEMAPHORE_JOB_ID"] {
      job.context.jobURL = "\(server)/jobs/\(id)"
    }
    let kind = environment["SEMAPHORE_GIT_REF_TYPE"]
    let event = Self.event(environment)
    // The API may start a build of any commit.
    let isProven = (kind == "branch" || kind == "tag") && event != nil && event != .other
    let id = environment.first("SEMAPHORE_GIT_PR_NUMBER", "PULL_REQUEST_NUMBER")
    if kind == "pull-request" || id != nil || environment.hasAny(prefix: "SEMAPHORE_GIT_PR_") {
      job.buildsChangeRequest(
        id, from: environment.first("SEMAPHORE_GIT_PR_BRANCH", "SEMAPHORE_GIT_WORKING_BRANCH", "BRANCH_NAME"),
        to: environment["SEMAPHORE_GIT_BRANCH"],
        fork: !RepositoryURL.areSameSlugs(environment["SEMAPHORE_GIT_PR_SLUG"], job.context.repository))
    } else if let tag = environment["SEMAPHORE_GIT_TAG_NAME"] {
      job.buildsTag(tag, event, isProven: isProven)
    } else {
      let ref =
        kind == "tag" ? environment["SEMAPHORE_GIT_REF"] : environment.first("SEMAPHORE_GIT_BRANCH", "BRANCH_NAME")
      job.builds(ref, event, isProven: isProven)
    }
    context = job.context
    source = job.source
  }

  private static func event(_ environment: CIEnvironment) -> CIContext.Event? {
    let events: [(String, CIContext.Event)] = [
      ("SCHEDULE", .schedule), ("MANUAL_RUN", .manual), ("API", .other), ("HOOK", .push),
    ]
    return events.first { environment.has("SEMAPHORE_WORKFLOW_TRIGGERED_BY_\($0.0)") }?.1
  }
}
