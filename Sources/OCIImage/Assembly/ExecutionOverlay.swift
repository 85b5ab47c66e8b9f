extension ImageConfig.Execution {
  /// What engines use if an image sets no `PATH` (runc's and Docker's default).
  public static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// The environment by name.
  public var variables: [String: String] { Self.variables(in: environment ?? []) }

  /// `NAME=value` entries by name; the last of a name applies.
  public static func variables(in entries: [String]) -> [String: String] {
    let pairs = entries.map {
      $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(pairs.map { ($0[0], $0.count == 2 ? $0[1] : "") }) { $1 }
  }

  /// These settings applied over a base image's, as a Dockerfile's instructions would be.
  ///
  /// Variables, labels, ports and volumes are merged by name; everything else replaces the base's if it is set.
  /// A new entrypoint drops the base's command, whose arguments are for another program.
  public func overlaying(_ base: ImageConfig.Execution?) -> ImageConfig.Execution {
    guard let base else { return self }
    var result = base
    result.user = user ?? base.user
    result.workingDirectory = workingDirectory ?? base.workingDirectory
    result.stopSignal = stopSignal ?? base.stopSignal
    result.healthcheck = healthcheck ?? base.healthcheck
    result.entrypoint = entrypoint ?? base.entrypoint
    result.command = command ?? (entrypoint == nil ? base.command : nil)
    result.environment = Self.merged(base.environment, environment)
    result.labels = Self.merged(base.labels, labels)
    result.exposedPorts = Self.merged(base.exposedPorts, exposedPorts)
    result.volumes = Self.merged(base.volumes, volumes)
    return result
  }

  private static func merged<Value>(_ base: [String: Value]?, _ new: [String: Value]?) -> [String: Value]? {
    guard let base, let new else { return new ?? base }
    return base.merging(new, uniquingKeysWith: { $1 })
  }

  /// A variable that is set again keeps its place.
  private static func merged(_ base: [String]?, _ new: [String]?) -> [String]? {
    guard var result = base, let new else { return new ?? base }
    func name(_ variable: String) -> Substring { variable.prefix { $0 != "=" } }
    for variable in new {
      if let index = result.firstIndex(where: { name($0) == name(variable) }) {
        result[index] = variable
      } else {
        result.append(variable)
      }
    }
    return result
  }
}
