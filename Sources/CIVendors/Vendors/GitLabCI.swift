public import PipelineCore
public import SystemPackage
public import TextFormats

/// GitLab CI.
public struct GitLabCI: CIVendor {
  public static let id = "gitlab"

  public let context: CIContext
  public let workspace: FilePath?
  public let committer: CIFacts.Committer?

  public init?(_ environment: CIEnvironment) {
    guard environment.has("GITLAB_CI") else { return nil }
    var context = CIContext(vendor: Self.id)
    context.repository = environment["CI_PROJECT_PATH"]
    context.defaultBranch = environment["CI_DEFAULT_BRANCH"]
    context.commit = environment.commit("CI_COMMIT_SHA")
    context.tag = environment["CI_COMMIT_TAG"]
    if let project = environment["CI_PROJECT_URL"], let job = environment["CI_JOB_ID"] {
      context.jobURL = "\(project)/-/jobs/\(job)"
    }
    if let id = environment["CI_MERGE_REQUEST_IID"] {
      context.pullRequest = CIContext.PullRequest(
        id: id, source: environment["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"],
        target: environment["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"],
        fork: environment["CI_MERGE_REQUEST_SOURCE_PROJECT_PATH"] != context.repository)
      // Set in pipelines of the merged result only, whose commit nobody else knows.
      context.commit = environment.commit("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") ?? context.commit
    } else if context.tag == nil {
      context.branch = environment["CI_COMMIT_BRANCH"] ?? environment["CI_COMMIT_REF_NAME"]
    }
    self.context = context
    workspace = environment["CI_PROJECT_DIR"].map { FilePath($0) }
    if let name = environment["GITLAB_USER_NAME"], let email = environment["GITLAB_USER_EMAIL"] {
      committer = CIFacts.Committer(name: name, email: email)
    } else {
      committer = nil
    }
  }

  public var fullHistoryRemedy: String? { "set the job's variable `GIT_DEPTH: 0`" }

  public static func showsColor(_ environment: CIEnvironment) -> Bool { environment.has("GITLAB_CI") }

  public static let forge: CIFacts.Forge? = CIFacts.Forge(hostPart: "gitlab", pathPrefix: "/-")

  public static func gitCredentials(_ environment: CIEnvironment) -> [CIFacts.Credential] {
    guard let server = environment["CI_SERVER_HOST"] else { return [] }
    return [("GITLAB_TOKEN", "oauth2"), ("CI_JOB_TOKEN", "gitlab-ci-token")].compactMap { name, user in
      environment[name].map { CIFacts.Credential(server: server, user: user, password: $0, origin: "`\(name)`") }
    }
  }

  public static let gitRemedy: String? = "on GitLab set GITLAB_TOKEN to a project access token that may write"

  /// What the project set, a deploy token, the job's own token; and the group's proxy of Docker Hub.
  public static func registryCredentials(_ environment: CIEnvironment) -> [CIFacts.Credential] {
    let pairs = [
      ("CI_REGISTRY", "CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD"),
      ("CI_REGISTRY", "CI_DEPLOY_USER", "CI_DEPLOY_PASSWORD"),
      ("CI_DEPENDENCY_PROXY_SERVER", "CI_DEPENDENCY_PROXY_USER", "CI_DEPENDENCY_PROXY_PASSWORD"),
    ]
    var credentials = pairs.compactMap { (host, user, password) -> CIFacts.Credential? in
      guard let host = environment[host], let name = environment[user], let secret = environment[password] else {
        return nil
      }
      return CIFacts.Credential(server: host, user: name, password: secret, origin: "`\(user)` and `\(password)`")
    }
    if let host = environment["CI_REGISTRY"], let token = environment["CI_JOB_TOKEN"] {
      credentials.append(
        CIFacts.Credential(server: host, user: "gitlab-ci-token", password: token, origin: "`CI_JOB_TOKEN`"))
    }
    return credentials
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
        path: reports.folder.appending("agent-pipeline.env"), contents: GitLabDotenv.contents(report, reports),
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

  /// GitLab's parser has no way to write white space, and an empty value is as good as none.
  private static func isAllowed(_ value: String) -> Bool {
    !value.isEmpty && value.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 }
  }
}
