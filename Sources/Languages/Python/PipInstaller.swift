import ChildProcess
import Diagnostics
import FileIO
import SystemPackage

/// Runs the host's pip for the image's Python and platform: wheels only, nothing is compiled or executed.
struct PipInstaller {
  /// A resolution that takes longer is stuck.
  static let timeLimit = Duration.seconds(15 * 60)
  static let logLimit = 16 << 20

  let request: PythonRequest

  func install(into directory: FilePath) async throws {
    // pip leaves its temporary directories behind if a signal ends it.
    try await Directory.withTemporary(prefix: "pip", beside: directory) { try await install(into: directory, with: $0) }
  }

  private func install(into directory: FilePath, with own: FilePath) async throws {
    let python = try interpreter()
    let arguments =
      [
        "-m", "pip", "install", "--target", directory.string, "--only-binary", ":all:", "--implementation", "cp",
        "--python-version", request.version, "--no-compile", "--no-warn-script-location", "--no-input",
        "--disable-pip-version-check", "--progress-bar", "off", "--root-user-action", "ignore",
      ]
      + WheelPlatforms.tags(for: request.build.platform, isMusl: request.build.isMusl).flatMap { ["--platform", $0] }
      + (request.requirements.map { ["--requirement", $0.path.string] } ?? [])
      + (request.dependencies.isEmpty ? [] : ["--"] + request.dependencies.map(\.value).sorted())
    let exit = try await run(python, arguments, Self.timeLimit, temporaries: own)
    guard exit.status.isSuccess else {
      // Asked again for what is missing alone: a log of the whole installation costs pip a tenth of its time.
      let log = own.appending("pip.log")
      let missing = PythonInstallFailure.missing(in: exit)
      let versions = try await sourceVersions(python, missing, log: log, temporaries: own)
      // A log beyond the limit is one that says what pip found, not that it found nothing.
      let bytes = (try? FileContents.read(log, limit: Self.logLimit)) ?? []
      throw Failure(
        pip: exit, request, log: String(decoding: bytes, as: UTF8.self), sourceVersions: versions)
    }
  }

  private func run(
    _ python: String, _ arguments: [String], _ limit: Duration, temporaries: FilePath
  ) async throws -> ChildProcess.Exit {
    let environment = environment.merging(["TMPDIR": temporaries.string]) { $1 }
    return try await ChildProcess(
      python, arguments, environment: environment, workingDirectory: request.build.sources.directory
    )
    .run(timeout: limit, onLine: request.build.onLine)
  }

  /// The versions there are of a package without a fitting wheel: `pip index` counts source archives in.
  /// - Parameter log: gets all that pip says.
  private func sourceVersions(
    _ python: String, _ requirement: String?, log: FilePath, temporaries: FilePath
  ) async throws -> [String] {
    guard let requirement else { return [] }
    let name = String(requirement.prefix { $0.isLetter || $0.isNumber || "._-".contains($0) })
    let exit = try await run(
      python, ["-m", "pip", "index", "versions", name, "--pre", "--disable-pip-version-check", "--log", log.string],
      .seconds(60), temporaries: temporaries)
    let mark = "Available versions: "
    guard exit.status.isSuccess, let range = exit.output.firstRange(of: mark) else { return [] }
    return exit.output[range.upperBound...].prefix { !$0.isNewline }.split(separator: ",")
      .map { String($0.drop(while: \.isWhitespace)) }
  }

  /// The interpreter of the image's version, if the host has it: pip judges environment markers by the interpreter
  /// it runs in, whatever `--python-version` says (pip issue 11664).
  private func interpreter() throws(Failure) -> String {
    let path = request.build.environment["PATH"] ?? ""
    for name in ["python\(request.version)", "python3"] where ExecutableSearch.find(name, path: path) != nil {
      return name
    }
    throw Failure(
      .infrastructure, "python-not-installed",
      "python3 with pip is needed to install the dependencies, but is not on PATH",
      hints: ["on Debian and Ubuntu: apt-get install python3-pip"])
  }

  private var environment: [String: String] {
    var environment = request.build.environment
    // A user's own configuration of these would install somewhere else, or mix the host's packages in.
    for name in ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH"] {
      environment[name] = nil
    }
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return environment
  }
}
