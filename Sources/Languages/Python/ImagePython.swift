import Diagnostics
import OCIImage
import TextFormats

/// Finds out which Python an image has, without unpacking it.
enum ImagePython {
  /// - Throws: if the image has no such Python.
  static func target(of request: BuildRequest) throws -> TargetPython {
    let declared = request.base?.config?.variables["PYTHON_VERSION"]
    let version = try version(in: request)
    // `runtime: python:3.11.9`
    let named = request.agent.version.flatMap { $0.split(separator: ".").count == 3 ? VersionRange.numbers($0) : nil }
    let wanted = named.map { $0.map(String.init).joined(separator: ".") }
    guard request.base != nil else {
      return TargetPython(version: version, fullVersion: wanted, platform: request.platform)
    }
    for directory in searchPath(of: request) where try request.baseFiles.holds("\(directory)/python\(version)") {
      let interpreter = "\(directory)/python\(version)"
      // Docker's official images declare the patch level.
      let isFull = declared?.split(separator: ".").count == 3
      let full = isFull ? declared : try PatchLevel.version(of: interpreter, version, in: request.baseFiles) ?? wanted
      return TargetPython(version: version, fullVersion: full, interpreter: interpreter, platform: request.platform)
    }
    throw Failure(
      .agent, "python-missing-in-base", "the base image has no `python\(version)`", at: request.agent.place,
      hints: ["choose a base image with it, such as `python:\(version)-slim`"])
  }

  /// What the manifest or the base's variables say, or else which interpreter the base contains.
  private static func version(in request: BuildRequest) throws -> String {
    if request.agent.version == nil, request.base?.config?.variables["PYTHON_VERSION"] == nil {
      var found: Set<String> = []
      for directory in searchPath(of: request) {
        found.formUnion(try request.baseFiles.names(String(directory)).compactMap(minorVersion))
      }
      if let only = found.first, found.count == 1 { return only }
    }
    return try version(requested: request.agent.runtime, base: request.base)
  }

  private static func searchPath(of request: BuildRequest) -> [Substring] {
    (request.base?.config?.variables["PATH"] ?? ImageConfig.Execution.defaultPath).split(separator: ":")
  }

  /// `3.11` of `python3.11`
  private static func minorVersion(_ name: String) -> String? {
    guard name.hasPrefix("python3."), ASCII.isNumber(name.dropFirst("python3.".count)) else { return nil }
    return String(name.dropFirst("python".count))
  }

  /// The major and minor version, `3.11`.
  static func version(requested: Located<RuntimeSelection>, base: ImageConfig?) throws(Failure) -> String {
    let declared = base?.config?.variables["PYTHON_VERSION"]
    let wanted = try requested.value.version.map { text throws(Failure) in try series(of: text, requested.location) }
    guard let declared, let inBase = try? series(of: declared, requested.location) else {
      if let wanted { return wanted }
      throw Failure(
        .agent, "python-version-unknown", "the Python version is unknown, so wheels cannot be selected",
        at: requested.location,
        hints: [
          "add it to the runtime: `runtime: python:3.11`",
          "or use a base image that declares PYTHON_VERSION, as Docker's official `python` images do",
        ])
    }
    if let wanted, wanted != inBase {
      throw Failure(
        .agent, "python-version-mismatch", "the runtime is Python \(wanted), but the base image has Python \(inBase)",
        at: requested.location,
        hints: ["write `runtime: python:\(inBase)`, or choose a base image such as `python:\(wanted)-slim`"])
    }
    return inBase
  }

  /// `3.11` of `3.11`, `3.11.9` or `3.11-slim`: wheels are made for a minor version.
  private static func series(of text: String, _ location: SourceLocation) throws(Failure) -> String {
    let numbers = text.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }.split(separator: ".").map(String.init)
    guard numbers.count >= 2, numbers[0] == "3" else {
      throw Failure(
        .agent, "python-version-invalid", "`\(text)` is not a Python version", at: location,
        hints: ["write the major and minor version, as in `python:3.11`"])
    }
    return numbers[0] + "." + numbers[1]
  }
}
