import FileIO
import SystemPackage
import Testing
import YAMLTree

/// A file that users copy for a CI system, and what of it is for change requests.
struct CITemplate: CustomTestStringConvertible, Sendable {
  /// A step of the way from the root of a YAML document to a part of it.
  enum Step: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, Sendable {
    case key(String)
    case index(Int)

    init(stringLiteral key: String) { self = .key(key) }
    init(integerLiteral index: Int) { self = .index(index) }
  }

  let file: String
  /// What a change request runs.
  let check: [Step]
  let release: [Step]
  /// What keeps the release from change requests: a text that stands at this place.
  let condition: (place: [Step], text: String)
  /// What gives the job the full history: a text that stands at this place.
  let history: (place: [Step], text: String)

  var testDescription: String { file }

  static let all: [CITemplate] = [
    CITemplate(
      file: "azure/azure-pipelines.yml", check: ["jobs", 0], release: ["jobs", 1],
      condition: (["jobs", 1, "condition"], "ne(variables['Build.Reason'], 'PullRequest')"),
      history: (["jobs", 1, "steps", 0], "fetchDepth: 0")),
    CITemplate(
      file: "bitbucket/bitbucket-pipelines.yml", check: ["pipelines", "pull-requests"],
      release: ["pipelines", "branches"], condition: (["pipelines", "branches"], "main: step:"),
      history: (["clone"], "depth: full")),
    CITemplate(
      file: "buildkite/pipeline.yml", check: ["steps", 0], release: ["steps", 1],
      condition: (["steps", 1, "if"], "build.branch == \"main\" && build.pull_request.id == null"),
      history: ([], "run")),
    CITemplate(
      file: "circleci/config.yml", check: ["jobs", "check"], release: ["jobs", "release"],
      condition: (["workflows", "agent", "jobs", 1], "release: context: agent-release filters: branches: only: main"),
      history: (["commands", "prepare"], "method: full")),
    CITemplate(
      file: "drone/drone.yml", check: ["steps", 0], release: ["steps", 1],
      condition: (["steps", 1, "when"], "event: push branch: main"), history: (["clone"], "depth: 0")),
    CITemplate(
      file: "woodpecker/woodpecker.yaml", check: ["steps", 0], release: ["steps", 1],
      condition: (["steps", 1, "when"], "event: push branch: main"),
      history: (["clone", 0, "settings"], "depth: 0 partial: false tags: true")),
    CITemplate(
      file: "tekton/task/agent-pipeline/0.1/samples/change-request.yaml", check: ["spec"], release: [],
      condition: ([], "kind: PipelineRun"), history: (["spec", "pipelineSpec", "tasks", 0], "name: depth value: 0")),
  ]

  /// The whole of a file below `ci-templates`, or beside it.
  static func text(_ file: String) throws -> String {
    let root = FilePath(#filePath).removingLastComponent().appending("../../..")
    return String(decoding: try FileContents.read(root.appending(file), limit: 1 << 20), as: UTF8.self)
  }

  func root() throws -> YAMLNode {
    let file = "ci-templates/\(file)"
    return try #require(YAMLDocument.parse(bytes: Array(try Self.text(file).utf8), file: file).root)
  }
}

extension YAMLNode {
  func at(_ steps: [CITemplate.Step]) -> YAMLNode? {
    steps.reduce(Optional(self)) { node, step in
      switch step {
      case .key(let key): node?[key]
      case .index(let index): node?.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      }
    }
  }

  /// All keys and values in their order, as `key: value key: value`.
  var flat: String {
    if let pairs = mapping { return pairs.map { "\($0.name): \($0.value.flat)" }.joined(separator: " ") }
    return sequence.map { $0.map(\.flat).joined(separator: " ") } ?? text ?? ""
  }
}
