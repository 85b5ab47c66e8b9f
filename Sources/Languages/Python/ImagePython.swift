import Diagnostics
import OCIImage

/// Finds out which Python an image has, without unpacking it.
enum ImagePython {
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
