import ChildProcess
import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Runs the host's pip for the image's Python and platform: wheels only, nothing is compiled or executed.
struct PipInstaller {
  /// A resolution that takes longer is stuck.
  static let timeLimit = Duration.seconds(15 * 60)
  static let requirementsLimit = 1 << 20
  static let logLimit = 16 << 20

  let request: DependencyRequest

  /// Rises when the way of installing changes what is installed.
  private static let recipe = "pip-target-1"

  var inputs: [String] {
    get throws(FileFailure) {
      let lock = try request.lockFile.map { path throws(FileFailure) in
        SHA256.digest(of: try FileContents.read(path, limit: Self.requirementsLimit)).description
      }
      return [Self.recipe, request.version, "\(request.platform)", request.folderInImage, lock ?? "no lock file"]
        + request.dependencies.map(\.value).sorted()
    }
  }

  /// - Parameter folder: what pip needs for itself while it works stands beside it.
  func install(into folder: FilePath) async throws {
    // pip leaves its temporary folders where a signal ends it.
    let own = try Folder.temporary(prefix: "pip", in: folder.removingLastComponent())
    do {
      try await install(into: folder, with: own)
      try Folder.remove(own)
    } catch {
      try? Folder.remove(own)
      throw error
    }
  }

  private func install(into folder: FilePath, with own: FilePath) async throws {
    let platforms = WheelPlatforms.tags(for: request.platform)
    guard !platforms.isEmpty else {
      throw Failure(
        .agent,
        .error(
          "platform-not-buildable", "there are no Python wheels for the platform `\(request.platform)`",
          hints: ["build for `linux/amd64` or `linux/arm64`"]))
    }
    let python = try interpreter()
    let log = own.appending("pip.log")
    let arguments =
      [
        "-m", "pip", "install", "--target", folder.string, "--only-binary", ":all:", "--implementation", "cp",
        "--python-version", request.version, "--no-compile", "--no-warn-script-location", "--no-input",
        "--disable-pip-version-check", "--progress-bar", "off", "--root-user-action", "ignore", "--log", log.string,
      ]
      + platforms.flatMap { ["--platform", $0] }
      + (request.lockFile.map { ["--requirement", $0.string] } ?? [])
      + (request.dependencies.isEmpty ? [] : ["--"] + request.dependencies.map(\.value).sorted())
    let exit = try await ChildProcess(
      python, arguments, environment: environment.merging(["TMPDIR": own.string]) { $1 }
    ).run(timeout: Self.timeLimit, onLine: request.onLine)
    guard exit.status.isSuccess else {
      // A log beyond the limit is one that says what pip found, not that it found nothing.
      let bytes = (try? FileContents.read(log, limit: Self.logLimit)) ?? []
      throw PipFailure(exit, request, log: String(decoding: bytes, as: UTF8.self))
    }
  }

  /// The interpreter of the image's version where the host has it: pip judges environment markers by the interpreter
  /// it runs in, whatever `--python-version` says (pip issue 11664).
  private func interpreter() throws(Failure) -> String {
    let path = request.environment["PATH"] ?? ""
    for name in ["python\(request.version)", "python3"] where ExecutableSearch.find(name, path: path) != nil {
      return name
    }
    throw Failure(
      .infrastructure,
      .error(
        "python-not-installed", "python3 with pip is needed to install the dependencies, and is not on PATH",
        hints: ["on Debian and Ubuntu: apt-get install python3-pip"]))
  }

  private var environment: [String: String] {
    var environment = request.environment
    // A user's own configuration of these would install somewhere else, or mix the host's packages in.
    for name in ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH"] {
      environment[name] = nil
    }
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return environment
  }
}
