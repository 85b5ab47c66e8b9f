public import PipelineCore
import SystemPackage
public import TextFormats

/// GitLab CI.
public struct GitLabCI: CIVendor {
  public static let id = "gitlab"

  public let context: CIContext
  public let source: SourceTrust

  public init?(_ environment: CIEnvironment) {
    guard environment.has("GITLAB_CI") else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["CI_PROJECT_PATH"]
    job.context.defaultBranch = environment["CI_DEFAULT_BRANCH"]
    job.context.commit = environment.commit("CI_COMMIT_SHA")
    if let project = environment["CI_PROJECT_URL"], let id = environment["CI_JOB_ID"] {
      job.context.jobURL = "\(project)/-/jobs/\(id)"
    }
    let origin = environment["CI_PIPELINE_SOURCE"]
    if origin == "merge_request_event" || environment.hasAny(prefix: "CI_MERGE_REQUEST_") {
      Self.buildsMergeRequest(&job, environment)
    } else if origin == "external_pull_request_event" || environment.hasAny(prefix: "CI_EXTERNAL_PULL_REQUEST_") {
      // A pull request of a mirrored repository on GitHub.
      job.buildsChangeRequest(
        environment["CI_EXTERNAL_PULL_REQUEST_IID"], from: environment["CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME"],
        to: environment["CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME"],
        fork: !RepositoryURL.areSameSlugs(
          environment["CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY"],
          environment["CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY"]))
    } else {
      let (event, isProven) = CIJob.event(origin, among: Self.repositorySources)
      if let tag = environment["CI_COMMIT_TAG"] {
        job.buildsTag(tag, event, isProven: isProven)
      } else {
        // Without the first variable this is a kind of pipeline that is not known, or an emulator.
        let branch = environment["CI_COMMIT_BRANCH"]
        job.builds(branch ?? environment["CI_COMMIT_REF_NAME"], event, isProven: isProven && branch != nil)
      }
    }
    context = job.context
    source = job.source
  }

  /// A merge request of a fork may run in the project itself, with its variables. One in a merge train is merged for a
  /// trial.
  private static func buildsMergeRequest(_ job: inout CIJob, _ environment: CIEnvironment) {
    job.buildsChangeRequest(
      environment["CI_MERGE_REQUEST_IID"], from: environment["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"],
      to: environment["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"],
      fork: !RepositoryURL.areSameSlugs(
        environment["CI_MERGE_REQUEST_SOURCE_PROJECT_PATH"], job.context.repository))
    if environment["CI_MERGE_REQUEST_EVENT_TYPE"] == "merge_train" { job.context.event = .mergeQueue }
    // Set in pipelines of the merged result only, whose commit exists nowhere else.
    job.context.commit = environment.commit("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") ?? job.context.commit
  }

  /// Values of `CI_PIPELINE_SOURCE` of pipelines that people with access to the project start for its own code.
  private static let repositorySources: [String: CIContext.Event] = [
    "push": .push, "web": .manual, "webide": .manual, "chat": .manual, "schedule": .schedule, "api": .other,
    "trigger": .other, "pipeline": .other, "parent_pipeline": .other,
  ]

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("CI_PROJECT_DIR")
    if let name = environment["GITLAB_USER_NAME"], let email = environment["GITLAB_USER_EMAIL"] {
      facts.committer = (name, email)
    }
    facts.fullHistoryRemedy = "set the job's variable `GIT_DEPTH: 0`"
    facts.branchRemedy = "run the job in a pipeline of a branch, which sets `CI_COMMIT_BRANCH`, or pass `--branch NAME`"
    facts.showsColor = environment.has("GITLAB_CI")
    facts.forges = [CIFacts.Forge(hostPart: "gitlab", pathPrefix: "/-")]
    facts.gitRemedies = ["on GitLab, set GITLAB_TOKEN to a project access token with write access"]
    facts.gitCredentials = [
      ("CI_SERVER_HOST", "oauth2", "GITLAB_TOKEN"), ("CI_SERVER_HOST", "gitlab-ci-token", "CI_JOB_TOKEN"),
    ].compactMap { credential(environment, $0, user: $1, $2) }
    facts.releaseAPIs = [("GITLAB_TOKEN", false), ("CI_JOB_TOKEN", true)].compactMap { name, isJobToken in
      environment[name].map { token in
        .init(
          "gitlab", repository: environment["CI_PROJECT_ID"] ?? environment["CI_PROJECT_PATH"],
          baseURL: environment["CI_API_V4_URL"], token: token, isJobToken: isJobToken)
      }
    }
    facts.registryCredentials =
      [
        // The project's credential, a deploy token, and the group's proxy of Docker Hub; the job's own token last.
        ("CI_REGISTRY", "CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD"),
        ("CI_REGISTRY", "CI_DEPLOY_USER", "CI_DEPLOY_PASSWORD"),
        ("CI_DEPENDENCY_PROXY_SERVER", "CI_DEPENDENCY_PROXY_USER", "CI_DEPENDENCY_PROXY_PASSWORD"),
      ].compactMap { host, user, password in
        environment[user].flatMap { credential(environment, host, user: $0, named: user, password) }
      } + [credential(environment, "CI_REGISTRY", user: "gitlab-ci-token", "CI_JOB_TOKEN")].compactMap(\.self)
    return facts
  }

  /// - Parameters: the names of variables; `userName` is the one that the user comes from.
  private static func credential(
    _ environment: CIEnvironment, _ host: String, user: String, named userName: String? = nil, _ password: String
  ) -> CIFacts.Credential? {
    guard let server = environment[host], let secret = environment[password] else { return nil }
    let origin = (userName.map { "`\($0)` and " } ?? "") + "`\(password)`"
    return CIFacts.Credential(server, user: user, password: secret, origin: origin)
  }

  public func groupStart(_ title: String, id: String, at time: Timestamp) -> String {
    let title = String(title.map { $0.isNewline ? " " : $0 })
    return "\u{1B}[0Ksection_start:\(time.milliseconds / 1000):\(sectionName(id))\r\u{1B}[0K\(title)\n"
  }

  public func groupEnd(id: String, at time: Timestamp) -> String {
    "\u{1B}[0Ksection_end:\(time.milliseconds / 1000):\(sectionName(id))\r\u{1B}[0K\n"
  }

  public func outputs(of report: RunReport, _ reports: ReportPaths, token: String) -> [CIFileOutput] {
    [
      CIFileOutput(
        path: reports.directory.appending("agent-pipeline.env"), contents: GitLabDotenv.contents(report, reports),
        mode: .replace)
    ]
  }

  private func sectionName(_ id: String) -> String {
    String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) ? $0 : "_" })
  }
}

/// The dotenv report: variables for later jobs (`artifacts: reports: dotenv`).
enum GitLabDotenv {
  /// In bytes; GitLab refuses a larger file, and with it all variables.
  static let sizeLimit = 5 << 10
  /// On GitLab's free tier.
  static let variableLimit = 20

  static func contents(_ report: RunReport, _ reports: ReportPaths) -> String {
    var contents = ""
    for (name, values) in RunOutputs(report, reports).all.prefix(variableLimit) {
      let value = values.joined(separator: ",")
      let line = "AGENT_PIPELINE_\(name.uppercased())=\(value)\n"
      guard isAllowed(value), contents.utf8.count + line.utf8.count <= sizeLimit else { continue }
      contents += line
    }
    return contents
  }

  /// GitLab's syntax cannot express white space, and an empty value is useless.
  private static func isAllowed(_ value: String) -> Bool {
    !value.isEmpty && value.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 }
  }
}
