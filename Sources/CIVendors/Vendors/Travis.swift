public import PipelineCore

/// Travis CI.
public struct Travis: CIVendor {
  public static let id = "travis"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("TRAVIS_BUILD_DIR")
    facts.fullHistoryRemedy = "set `git: {depth: false}` in .travis.yml"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.has("TRAVIS") else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["TRAVIS_REPO_SLUG"]
    // Of a pull request, TRAVIS_COMMIT is a merge that exists nowhere else.
    job.context.commit = environment.commit("TRAVIS_PULL_REQUEST_SHA", "TRAVIS_COMMIT")
    job.context.jobURL = environment.first("TRAVIS_JOB_WEB_URL", "TRAVIS_BUILD_WEB_URL")
    let name = environment["TRAVIS_EVENT_TYPE"]
    let id = environment["TRAVIS_PULL_REQUEST"].flatMap { $0 == "false" ? nil : $0 }
    // A call of the API may name any commit.
    let (event, isProven) = CIJob.event(name, among: ["push": .push, "cron": .schedule])
    if name == "pull_request" || id != nil || environment.hasAny(prefix: "TRAVIS_PULL_REQUEST_") {
      job.buildsChangeRequest(
        id, from: environment["TRAVIS_PULL_REQUEST_BRANCH"], to: environment["TRAVIS_BRANCH"],
        fork: !RepositoryURL.areSameSlugs(environment["TRAVIS_PULL_REQUEST_SLUG"], job.context.repository))
    } else if let tag = environment["TRAVIS_TAG"] {
      job.buildsTag(tag, event, isProven: isProven)
    } else {
      job.builds(environment["TRAVIS_BRANCH"], event, isProven: isProven)
    }
    context = job.context
    source = job.source
  }
}
