public import PipelineCore
public import SystemPackage
public import TextFormats

/// GitHub Actions, also of GitHub Enterprise. Gitea and Forgejo set its variables too, and have vendors of their own.
public struct GitHubActions: CIVendor {
  public static let id = "github-actions"

  public let context: CIContext
  public let source: SourceTrust
  private let workspace: FilePath?
  private let outputFile: FilePath?
  private let summaryFile: FilePath?

  public init?(_ environment: CIEnvironment) {
    guard environment.has("GITHUB_ACTIONS"), !Self.isImitated(environment) else { return nil }
    self.init(environment, GitHubJob(environment).job(of: Self.id, runVariable: "GITHUB_RUN_ID"))
  }

  /// - Parameter job: of GitHub, or of a system that takes the same commands and files.
  init(_ environment: CIEnvironment, _ job: CIJob) {
    context = job.context
    source = job.source
    workspace = environment.path("GITHUB_WORKSPACE")
    outputFile = environment.path("GITHUB_OUTPUT")
    summaryFile = environment.path("GITHUB_STEP_SUMMARY")
  }

  private static func isImitated(_ environment: CIEnvironment) -> Bool {
    environment.has("GITEA_ACTIONS") || environment.has("FORGEJO_ACTIONS")
  }

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("GITHUB_WORKSPACE")
    facts.fullHistoryRemedy = "set `fetch-depth: 0` and `fetch-tags: true` on the `actions/checkout` step"
    facts.branchRemedy = "start the workflow by a `push` to a branch or by `workflow_dispatch`, or pass `--branch NAME`"
    // Imitators set it too, and show colour.
    facts.showsColor = environment.has("GITHUB_ACTIONS")
    facts.forges = [CIFacts.Forge(hostPart: "github", pathPrefix: "")]
    facts.gitRemedies = [
      "on GitHub, set GITHUB_TOKEN and give the job `permissions: {contents: write}`"
    ]
    facts.registryRemedies = [
      "ghcr.io": isImitated(environment)
        ? "set `AGENT_REGISTRY_URL` and `AGENT_REGISTRY_TOKEN`; `GITHUB_TOKEN` is not GitHub's here"
        : "set `GITHUB_TOKEN`"
    ]
    // In a job of Gitea it is a token of Gitea's, whatever server the other variables name.
    if let token = environment["GITHUB_TOKEN"], !isImitated(environment) {
      let server = environment["GITHUB_SERVER_URL"]
      facts.gitCredentials = [server].compactMap(\.self).map {
        .init($0, user: "x-access-token", password: token, origin: "`GITHUB_TOKEN`")
      }
      facts.releaseAPIs = [
        .init(
          "github", repository: environment["GITHUB_REPOSITORY"], baseURL: environment["GITHUB_API_URL"], token: token)
      ]
      facts.registryCredentials = [
        .init(
          registry(of: server), user: environment["GITHUB_ACTOR"] ?? "token", password: token, origin: "`GITHUB_TOKEN`",
          deniedRemedy: "give the job `permissions: {packages: write}`, and give this repository access to the package")
      ]
    }
    return facts
  }

  /// A token is good for the registry of the server that issued it: ghcr.io belongs to github.com, and GitHub
  /// Enterprise has `containers.HOST`.
  private static func registry(of server: String?) -> String {
    guard let server else { return "ghcr.io" }
    let place = server.firstRange(of: "://").map { server[$0.upperBound...] } ?? server[...]
    let host = place.prefix { $0 != "/" }.lowercased()
    return host == "github.com" ? "ghcr.io" : "containers.\(host)"
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
