public import PipelineCore
public import SystemPackage
public import TextFormats

/// GitHub Actions. Gitea and Forgejo imitate its variables but not all of its behaviour, so they do not count.
public struct GitHubActions: CIVendor {
  public static let id = "github-actions"

  public let context: CIContext
  public let source: SourceTrust
  private let workspace: FilePath?
  private let outputFile: FilePath?
  private let summaryFile: FilePath?

  public init?(_ environment: CIEnvironment) {
    guard environment.has("GITHUB_ACTIONS"), !environment.has("GITEA_ACTIONS"), !environment.has("FORGEJO_ACTIONS")
    else { return nil }
    let event = environment["GITHUB_EVENT_PATH"].flatMap { environment.readFile(FilePath($0)) }
      .flatMap(GitHubEvent.init)
    context = Self.context(environment, event)
    let isOfRepository = environment["GITHUB_EVENT_NAME"].map(Self.repositoryEvents.contains) ?? false
    source =
      context.pullRequest.map { $0.fork ? .fork : .changeRequest } ?? (isOfRepository ? .repository : .unknown)
    workspace = environment["GITHUB_WORKSPACE"].map { FilePath($0) }
    outputFile = environment["GITHUB_OUTPUT"].map { FilePath($0) }
    summaryFile = environment["GITHUB_STEP_SUMMARY"].map { FilePath($0) }
  }

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment["GITHUB_WORKSPACE"].map { FilePath($0) }
    facts.fullHistoryRemedy = "set `fetch-depth: 0` and `fetch-tags: true` on the `actions/checkout` step"
    // Imitators set it too, and show colour.
    facts.showsColor = environment.has("GITHUB_ACTIONS")
    facts.forges = [CIFacts.Forge(hostPart: "github", pathPrefix: "")]
    facts.gitRemedies = [
      "on GitHub, set GITHUB_TOKEN and give the job `permissions: {contents: write}`"
    ]
    facts.registryRemedies = ["ghcr.io": "set `GITHUB_TOKEN`"]
    if let token = environment["GITHUB_TOKEN"] {
      facts.gitCredentials = [environment["GITHUB_SERVER_URL"]].compactMap(\.self).map {
        .init($0, user: "x-access-token", password: token, origin: "`GITHUB_TOKEN`")
      }
      facts.registryCredentials = [
        .init(
          "ghcr.io", user: environment["GITHUB_ACTOR"] ?? "token", password: token, origin: "`GITHUB_TOKEN`",
          deniedRemedy: "give the job `permissions: {packages: write}`, and give this repository access to the package")
      ]
    }
    return facts
  }

  public func groupStart(_ title: String, id: String, at time: Timestamp) -> String {
    "::group::\(GitHubCommand.escapedData(title))\n"
  }

  public func groupEnd(id: String, at time: Timestamp) -> String { "::endgroup::\n" }

  public func commandsOff(token: String) -> String { "::stop-commands::\(token)\n" }

  public func commandsOn(token: String) -> String { "::\(token)::\n" }

  /// A mask is matched against single lines of the log.
  public func mask(_ secret: String) -> [String] {
    secret.split(whereSeparator: \.isNewline)
      .filter { !$0.allSatisfy(\.isWhitespace) }
      .map { "::add-mask::\(GitHubCommand.escapedData(String($0)))" }
  }

  public func annotations(for report: RunReport, in workingDirectory: FilePath) -> [String] {
    GitHubAnnotations(workspace: workspace, workingDirectory: workingDirectory).lines(for: report)
  }

  public func outputs(of report: RunReport, _ reports: ReportPaths, token: String) -> [CIFileOutput] {
    var files: [CIFileOutput] = []
    if let outputFile {
      let outputs = RunOutputs(report, reports).all.map { output in
        GitHubCommand.fileCommand(output.name, output.values.joined(separator: "\n"), token: token)
      }
      files.append(CIFileOutput(path: outputFile, contents: outputs.joined(), mode: .append))
    }
    if let summaryFile {
      files.append(CIFileOutput(path: summaryFile, contents: GitHubStepSummary.markdown(report), mode: .append))
    }
    return files
  }
}

extension GitHubActions {
  /// Events that only happen to the repository itself, for its own code. Others, such as `issue_comment` and
  /// `workflow_run`, run with its rights for anyone's.
  private static let repositoryEvents: Set = ["push", "schedule", "workflow_dispatch", "release", "create"]

  private static func context(_ environment: CIEnvironment, _ event: GitHubEvent?) -> CIContext {
    var context = CIContext(vendor: id)
    let repository = environment["GITHUB_REPOSITORY"]
    context.repository = repository
    context.defaultBranch = event?.repository?.defaultBranch
    context.commit = environment.commit("GITHUB_SHA")
    if let server = environment["GITHUB_SERVER_URL"], let repository, let run = environment["GITHUB_RUN_ID"] {
      context.jobURL = "\(server)/\(repository)/actions/runs/\(run)"
    }
    let ref = environment["GITHUB_REF"] ?? ""
    if let pull = event?.pullRequest {
      context.pullRequest = CIContext.PullRequest(
        id: String(pull.number), source: environment["GITHUB_HEAD_REF"] ?? pull.head.ref,
        target: environment["GITHUB_BASE_REF"] ?? pull.base.ref, fork: isFork(pull, of: repository))
      // GITHUB_SHA is a merge commit that exists nowhere else, but on `pull_request_target` it is the base that was
      // checked out. A pull request builds no branch: its name must not make a release of it.
      if environment["GITHUB_EVENT_NAME"] != "pull_request_target" { context.commit = pull.head.sha }
    } else if let change = event?.indirectPullRequest(of: repository) {
      context.pullRequest = change
    } else if let number = pullRequestNumber(ref) {
      // Without the event file the source is unknown, so it is treated as a fork.
      context.pullRequest = CIContext.PullRequest(
        id: number, source: environment["GITHUB_HEAD_REF"], target: environment["GITHUB_BASE_REF"], fork: true)
    } else if let branch = ref.dropping(prefix: "refs/heads/") {
      context.branch = branch
    } else if let tag = ref.dropping(prefix: "refs/tags/") {
      context.tag = tag
    }
    return context
  }

  /// A deleted fork has no repository any more.
  private static func isFork(_ pull: GitHubEvent.PullRequest, of repository: String?) -> Bool {
    repository == nil || pull.head.repo?.fullName.lowercased() != repository?.lowercased()
  }

  /// `refs/pull/5/merge` → `5`
  private static func pullRequestNumber(_ ref: String) -> String? {
    ref.dropping(prefix: "refs/pull/")?.split(separator: "/").first.map(String.init)
  }
}

extension String {
  /// The rest after a prefix; `nil` if the text does not begin with it.
  func dropping(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
