import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import TextFormats

/// Reads the whole version of an image's Python, `3.11.2`, out of the interpreter: `Py_GetVersion` begins with it, so every
/// build contains it, from any distributor.
enum PatchLevel {
  static let remedy =
    "use a base image whose PYTHON_VERSION has three numbers, as in `ENV PYTHON_VERSION=3.11.9`, or name the patch level "
    + "in the runtime: `runtime: python:3.11.9`"

  static func unknown(for condition: String) -> String {
    "the patch level of the base image's Python is unknown, and `\(condition)` depends on it"
  }

  /// Bytes; a static build has some 30 MiB, and twice as many with debugging information.
  private static let limit = 128 << 20
  /// Where the interpreter's code is if the program is only its loader.
  private static let libraries = [
    "/usr/local/lib", "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
  ]

  /// - Returns: `nil` if it cannot be told.
  static func version(of interpreter: String, _ series: String, in files: BaseFiles) throws -> String? {
    let name = "libpython\(series).so.1.0"
    let beside = interpreter.split(separator: "/").dropLast(2).map { "/\($0)" }.joined() + "/lib"
    for path in [interpreter] + ([beside] + libraries).map({ "\($0)/\(name)" }) where try files.holds(path) {
      if let bytes = try files.contents(path, limit), let version = version(series, in: bytes) { return version }
    }
    return nil
  }

  /// The only text of the form `3.11.N` that ends there; `nil` if there are several or none.
  static func version(_ series: String, in bytes: [UInt8]) -> String? {
    let prefix = Array("\(series).".utf8)
    var found: Set<String> = []
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while start + prefix.count < bytes.count {
        guard bytes[start] == prefix[0], prefix.indices.allSatisfy({ bytes[start + $0] == prefix[$0] }) else {
          start += 1
          continue
        }
        var end = start + prefix.count
        while end < bytes.count, ASCII.isDigit(bytes[end]) { end += 1 }
        let isWhole = start == 0 || !(ASCII.isDigit(bytes[start - 1]) || bytes[start - 1] == UInt8(ascii: "."))
        if isWhole, end > start + prefix.count, end < bytes.count, bytes[end] == 0 {
          found.insert(String(decoding: bytes[start..<end], as: UTF8.self))
        }
        start = end
      }
    }
    return found.count == 1 ? found.first : nil
  }
}

extension PatchLevel {
  /// Refuses an installation that another patch level would make another one. Package managers judge conditions for one
  /// version; here those of what they installed are looked at again.
  static func check(_ environment: VirtualEnvironment, for request: PythonRequest) throws {
    guard !request.target.isExact else { return }
    let judge = MarkerEnvironment(request.target)
    var texts: [String] = []
    for case .resolve(_, let names) in request.steps { texts += names }
    for file in request.requirements?.files ?? [] where !file.hasSuffix(".whl") {
      let path = request.build.sources.directory.pushing(FilePath(file))
      let text = String(decoding: try FileContents.read(path, limit: RequirementsFile.sizeLimit), as: UTF8.self)
      texts += RequirementLine.lines(of: text).map(\.text)
    }
    // An empty requirements file installs nothing.
    let installed = try FileStatus.of(environment.packages) == nil ? [] : Directory.names(in: environment.packages)
    for name in installed where name.hasSuffix(".dist-info") {
      let path = environment.packages.appending(name).appending("METADATA")
      guard try FileStatus.of(path)?.kind == .file else { continue }
      let text = String(decoding: try FileContents.read(path, limit: InstalledPackages.sizeLimit), as: UTF8.self)
      texts += text.split(whereSeparator: \.isNewline).prefix { !$0.isEmpty }.filter { $0.hasPrefix("Requires-Dist:") }
        .map(String.init)
    }
    for text in texts {
      guard let mark = text.firstIndex(of: ";"), let marker = PythonMarker(ASCII.trimmed(text[mark...].dropFirst()))
      else { continue }
      if (try? judge.dependsOnPatchLevel(marker)) == true {
        throw Failure(
          .agent, "python-version-unknown", unknown(for: text), at: request.build.agent.runtime.location,
          hints: [remedy])
      }
    }
  }
}
