public import OCIImage

/// What to build: the Dockerfile, the files it may use, and the settings of `docker build`.
public struct EngineBuild: Sendable {
  /// A tar archive with the Dockerfile in it.
  public var context: ArchiveParts
  /// The Dockerfile's path in the context.
  public var dockerfile: String
  public var usesBuildKit: Bool
  public var arguments: [String: String] = [:]
  /// A stage of the Dockerfile; `nil` for the last.
  public var target: String?
  public var platform: Platform?
  public var labels: [String: String] = [:]
  /// Images whose layers may stand in for steps.
  public var cacheFrom: [String] = []
  public var ignoresCache = false
  /// What `RUN` is connected to: `host`, `none`; nil for the engine's own.
  public var network: String?
  /// For base images that the engine fetches while it builds.
  public var logins: [RegistryLogin] = []

  public init(context: ArchiveParts, dockerfile: String, usesBuildKit: Bool) {
    self.context = context
    self.dockerfile = dockerfile
    self.usesBuildKit = usesBuildKit
  }

  /// Engine API, "ImageBuild". The image gets no name: it is found by its id.
  func query(id: String) -> [(name: String, value: String)] {
    func json(_ value: some Encodable) -> String { String(decoding: EngineClient.encode(value), as: UTF8.self) }
    // What a failed step leaves is removed by the engine itself.
    var query = [("dockerfile", dockerfile), ("rm", "1"), ("forcerm", "1")]
    if usesBuildKit { query += [("version", "2"), ("buildid", id)] }
    if !arguments.isEmpty { query.append(("buildargs", json(arguments))) }
    if !labels.isEmpty { query.append(("labels", json(labels))) }
    if !cacheFrom.isEmpty { query.append(("cachefrom", json(cacheFrom))) }
    if let target { query.append(("target", target)) }
    if let platform { query.append(("platform", platform.description)) }
    if let network { query.append(("networkmode", network)) }
    if ignoresCache { query.append(("nocache", "1")) }
    return query.map { (name: $0.0, value: $0.1) }
  }
}
