public import PipelineCore
import SystemPackage
public import TextFormats

/// GitLab CI.
public struct GitLabCI: CIVendor {
  public static let id = "gitlab"

  public let context: CIContext

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
  }

  public var fullHistoryRemedy: String? { "set the job's variable `GIT_DEPTH: 0`" }

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
