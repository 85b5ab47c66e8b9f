import AgentManifest
import Diagnostics
import FileIO
import OCIImage
import PipelineCore
public import Settings
public import SystemPackage

/// The repositories that an agent's image is pushed to: those of `push.to`, else the one of AGENT_REGISTRY_URL.
public struct Destinations: Sendable {
  private let templates: [RepositoryTemplate]
  private let origin: SettingOrigin?

  /// - Parameter environment: of the process.
  public init(_ settings: Settings, environment: [String: String]) {
    origin = settings.origin(of: Settings.pushTo)
    if let names = settings(Settings.pushTo) {
      templates = names.map { RepositoryTemplate($0) }
    } else {
      templates = Self.registry(environment).map { [RepositoryTemplate("\($0)/{name}")] } ?? []
    }
  }

  public var isEmpty: Bool { templates.isEmpty }

  /// The agent's own repositories, each once.
  ///
  /// - Parameters:
  ///   - name: `metadata.name`.
  ///   - directory: the agent's, absolute.
  /// - Throws: if one is not a repository, or has a tag: tags come from the tag stage.
  public func repositories(name: String, directory: FilePath) throws -> [String] {
    try references(name: name, directory: directory).map(\.repository)
  }

  func references(name: String, directory: FilePath) throws -> [Reference] {
    var seen: Set<String> = []
    return try resolved(name: name, directory: directory).map { try $0.repository.get() }
      .filter { seen.insert($0.repository).inserted }
  }

  /// Each destination as it is written, with the agent's own repository or what is wrong with it.
  func resolved(
    name: String, directory: FilePath
  ) -> [(template: RepositoryTemplate, repository: Result<Reference, any Error>)] {
    templates.map { template in (template, Result { try reference(template, name, directory) }) }
  }

  private func reference(
    _ template: RepositoryTemplate, _ name: String, _ directory: FilePath
  ) throws -> Reference {
    let path = template.usesPath ? Project(around: directory).place(of: directory)?.string ?? "" : ""
    if template.usesPath, path.isEmpty {
      throw Failure(
        .usage, "destination-without-path",
        "`{path}` of the destination `\(template.text)` is empty: the agent is at the root of the repository",
        at: origin?.location, hints: ["write `{name}`, or move the agent to a directory of its own"])
    }
    let text = template.filled(name: name, path: path)
    let reference = try Reference(parsing: text)
    guard reference.tag == nil, reference.digest == nil else {
      throw Failure(
        .usage, "destination-with-tag", "the destination `\(text)` has a tag or digest", at: origin?.location,
        hints: ["write `\(reference.repository)`: the tag stage determines the tags"])
    }
    return reference
  }

  private static func registry(_ environment: [String: String]) -> String? {
    guard let url = environment["AGENT_REGISTRY_URL"], !url.isEmpty else { return nil }
    let host = url.firstRange(of: "://").map { String(url[$0.upperBound...]) } ?? url
    return String(host.reversed().drop { $0 == "/" }.reversed())
  }
}
