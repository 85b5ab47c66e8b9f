import ChildProcess
import Diagnostics
import FileIO
import FoundationEssentials
import PipelineCore
import SystemPackage
import TestSupport
import Testing

/// A git remote and a registry, and clones in which CI jobs run the executable.
struct ReleaseLab: Sendable {
  let scratch: Scratch
  let registry: String
  private let names: [String]

  var bare: FilePath { scratch.path.appending("remote.git") }
  /// Where the people work.
  var work: FilePath { scratch.path.appending("work") }

  /// - Parameter agents: their names; one is at the root of the repository, several are below `agents/`.
  init(_ agents: [String] = ["app"]) async throws {
    scratch = try Scratch()
    registry = try PushedAgent.current().registry.host
    names = agents
    try await git(["init", "-q", "--bare", "-b", "main", bare.string], in: scratch.path)
    try await git(["clone", "-q", bare.string, work.string], in: scratch.path)
    try await git(["checkout", "-q", "-b", "main"], in: work)
    for name in agents {
      let place = directory(of: name)
      try place.appending("agent.yaml").write(Self.manifest(name))
      try place.appending("main.py").write("print('\(name)')\n")
    }
  }

  func directory(of agent: String, in clone: FilePath? = nil) -> FilePath {
    let clone = clone ?? work
    return names.count == 1 ? clone : clone.appending("agents").appending(agent)
  }

  /// On nothing, so that it is built in no time.
  private static func manifest(_ name: String) -> String {
    """
    apiVersion: agent.dev/v1
    kind: Agent
    metadata: {name: \(name)}
    spec:
      runtime: python:3.11
      model: {provider: openai, name: gpt-4o-mini}
      capabilities: [chat]
      pipeline:
        build: {baseImage: scratch, entrypoint: [/app/main.py]}

    """
  }

  func git(_ arguments: [String], in directory: FilePath) async throws {
    try await Tools.succeed("git", arguments, in: directory)
  }

  /// Changes an agent, commits and pushes.
  /// - Returns: the commit's id.
  @discardableResult
  func commit(_ message: String, touching agents: [String]? = nil, branch: String = "main") async throws -> String {
    for name in agents ?? names {
      let file = directory(of: name).appending("main.py")
      try file.write(file.text() + "# \(message)\n")
    }
    try await git(["add", "--all"], in: work)
    try await git(["commit", "-q", "-m", message], in: work)
    try await git(["push", "-q", "origin", "HEAD:refs/heads/\(branch)"], in: work)
    return try await head(of: work)
  }

  func head(of clone: FilePath) async throws -> String {
    try await Tools.succeed("git", ["rev-parse", "HEAD"], in: clone).trimmed
  }

  /// The clone of a job: whole, and detached at a commit, as CI systems check out.
  func clone(at commit: String) async throws -> FilePath {
    let place = try Directory.temporary(prefix: "job", in: scratch.path)
    try await git(["clone", "-q", bare.string, place.appending("repository").string], in: scratch.path)
    let clone = place.appending("repository")
    try await git(["checkout", "-q", "--detach", commit], in: clone)
    return clone
  }

  /// What a job of GitHub's for a commit of the main branch has in its environment.
  func job(of commit: String, branch: String = "main") -> [String: String] {
    [
      "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/\(branch)", "GITHUB_SHA": commit,
      "GITHUB_REPOSITORY": "team/app", "GITHUB_SERVER_URL": "https://github.com",
    ]
  }

  struct Run: Sendable {
    var exitCode: Int32
    var output: String
    var report: RunReport

    var codes: [String] { (report.diagnostics + report.agents.flatMap(\.diagnostics)).map(\.code) }
    /// The versions that were released.
    var released: [String] { report.agents.compactMap { $0.version?.release == true ? $0.version?.next : nil } }
  }

  /// Runs the executable in a clone, in a job of its commit. The tests of the agents are left out.
  func run(
    _ arguments: [String], in clone: FilePath, as environment: [String: String]? = nil
  ) async throws -> Run {
    let reports = clone.appending(".agent-pipeline")
    let exit = try await Tools.run(
      Products.executable.string, arguments, in: clone,
      try await environment.orElse { job(of: try await head(of: clone)) }.merging(
        [
          "AGENT_PIPELINE_CACHE_DIR": scratch.path.appending("cache").string,
          "AGENT_PIPELINE_REPORT_DIR": reports.string,
        ]
      ) { $1 })
    let json = try FileContents.read(reports.appending("report.json"), limit: 16 << 20)
    return Run(
      exitCode: exit.exitCode, output: exit.output, report: try JSONDecoder().decode(RunReport.self, from: Data(json)))
  }

  /// `run --skip test` with a destination, and the git tag where it is asked for.
  func release(
    _ commit: String, to repository: String, tagging: Bool = true, _ more: [String] = []
  ) async throws -> Run {
    let arguments = ["run", "--skip", "test", "--push-to", "\(registry)/\(repository)"]
    return try await run(arguments + (tagging ? ["--tag-git-push"] : []) + more, in: clone(at: commit))
  }

  struct Image: Decodable {
    var digest: String
    var labels: [String: String]?

    var version: String? { labels?["org.opencontainers.image.version"] }
    var revision: String? { labels?["org.opencontainers.image.revision"] }

    private enum CodingKeys: String, CodingKey {
      case digest = "Digest"
      case labels = "Labels"
    }
  }

  /// What skopeo finds under a tag.
  func image(_ repository: String, _ tag: String) async throws -> Image {
    try await Tools.json(
      Image.self, "skopeo", ["inspect", "--no-tags", "--tls-verify=false", "docker://\(registry)/\(repository):\(tag)"])
  }

  func tags(of repository: String) async throws -> Set<String> {
    struct List: Decodable {
      var tags: [String]

      private enum CodingKeys: String, CodingKey { case tags = "Tags" }
    }
    return Set(
      try await Tools.json(
        List.self, "skopeo", ["list-tags", "--tls-verify=false", "docker://\(registry)/\(repository)"]
      )
      .tags)
  }

  /// The git tags of the remote, with the commits they name.
  func gitTags() async throws -> [String: String] {
    let lines = try await Tools.succeed(
      "git", ["for-each-ref", "--format=%(refname:short) %(*objectname)%(objectname)", "refs/tags"], in: bare)
    return Dictionary(
      lines.split(separator: "\n").map { line in
        let words = line.split(separator: " ")
        return (String(words[0]), String(words[1].prefix(40)))
      }
    ) { first, _ in first }
  }
}

extension String {
  var trimmed: String { String(split(whereSeparator: \.isNewline).first ?? "") }
}

extension Optional {
  fileprivate func orElse(_ other: () async throws -> Wrapped) async throws -> Wrapped {
    if let self { self } else { try await other() }
  }
}

extension ChildProcess.Exit {
  var exitCode: Int32 { if case .exited(let status) = status { status } else { -1 } }
}
