import ChildProcess
import Diagnostics
import FileIO
import SystemPackage

/// Runs the host's pip for the image's Python and platform: wheels only, so nothing of an index is executed.
struct PipInstaller {
  /// A resolution that takes longer is stuck.
  static let timeLimit = Duration.seconds(15 * 60)
  static let logLimit = 16 << 20

  let request: PythonRequest

  /// - Parameter environment: gets the packages.
  func install(_ order: PythonOrder, into environment: VirtualEnvironment) async throws {
    try await Directory.withTemporary(prefix: "pip", beside: environment.directory) { own in
      let target = own.appending("packages")
      try Directory.create(target)
      let python = try interpreter()
      let arguments =
        [
          "install", "--target", target.string, "--only-binary", ":all:", "--implementation", "cp",
          "--python-version", request.target.fullVersion, "--no-compile", "--no-warn-script-location", "--no-input",
          "--disable-pip-version-check", "--progress-bar", "off", "--root-user-action", "ignore",
        ]
        + WheelPlatforms.tags(for: request.build.platform, isMusl: request.build.isMusl).flatMap { ["--platform", $0] }
        + (order.isHashed ? ["--require-hashes"] : []) + order.arguments
      let ended = try await run(python, arguments, Self.timeLimit, in: order.directory, order.hidden) { call in
        (call.reads, call.writes) = ([order.directory], [target])
        order.restrict(&call)
      }
      guard ended.exit.status.isSuccess else {
        let failure = try await failure(python, ended, own)
        throw SourceOnly(failure, PythonInstallFailure.missing(in: ended.exit)) ?? (failure as any Error)
      }
      try environment.take(target: target)
    }
  }

  private func failure(_ python: String, _ ended: ToolExit, _ own: FilePath) async throws -> Failure {
    if let failure = ended.networkFailure(of: "pip", setting: "PIP_INDEX_URL") { return failure }
    // Asked again for what is missing alone: a log of the whole installation costs pip a tenth of its time.
    let log = own.appending("log").appending("pip.log")
    let missing = PythonInstallFailure.missing(in: ended.exit)
    let versions = try await sourceVersions(python, missing, log: log)
    // A log beyond the limit is one that says what pip found, not that it found nothing.
    let bytes = (try? FileContents.read(log, limit: Self.logLimit)) ?? []
    return Failure(
      pip: ended.exit, request, log: String(decoding: bytes, as: UTF8.self), sourceVersions: versions)
  }

  /// Builds a package from its source, which runs programs of it.
  /// - Parameter list: a requirements file with the package.
  /// - Returns: whether it could be built.
  func wheel(_ list: FilePath, named name: String, isHashed: Bool, into directory: FilePath) async throws -> Bool {
    let arguments =
      [
        "wheel", "--no-deps", "--no-binary", name, "--wheel-dir", directory.string, "--no-input",
        "--disable-pip-version-check", "--progress-bar", "off",
      ] + (isHashed ? ["--require-hashes"] : []) + ["--requirement", list.string]
    let ended = try await run(
      try interpreter(), arguments, Self.timeLimit, in: nil, HiddenPlaces(places: [list.removingLastComponent()])
    ) { call in
      (call.reads, call.writes, call.runsProjectCode) = ([list.removingLastComponent()], [directory], true)
    }
    return ended.exit.status.isSuccess
  }

  /// Isolated from the current directory, from variables and from the user's packages: none may stand in for a module of
  /// pip (python(1), `-I`). Written `-m pip`, pyenv would want to update its own directory afterwards.
  private func run(
    _ python: String, _ arguments: [String], _ limit: Duration, in directory: FilePath?, _ hidden: HiddenPlaces,
    _ needs: (inout ToolCall) -> Void
  ) async throws -> ToolExit {
    var call = ToolCall(
      python, ["-I", "-B", "-c", TargetPip.script, TargetPip.environment(of: request.target)] + arguments,
      environment: environment, workingDirectory: directory,
      timeLimit: limit, onLine: { [onLine = request.build.onLine] in onLine(hidden.hide($0)) })
    call.network = .indexes
    needs(&call)
    return hidden.hide(try await request.build.tools.run(call))
  }

  /// The versions there are of a package without a fitting wheel: `pip index` counts source archives in.
  /// - Parameter log: gets all that pip says.
  private func sourceVersions(_ python: String, _ requirement: String?, log: FilePath) async throws -> [String] {
    guard let requirement else { return [] }
    let name = String(requirement.prefix { $0.isLetter || $0.isNumber || "._-".contains($0) })
    try Directory.create(log.removingLastComponent())
    let ended = try await run(
      python, ["index", "versions", name, "--pre", "--disable-pip-version-check", "--log", log.string], .seconds(60),
      in: nil, HiddenPlaces(places: [log.removingLastComponent()])
    ) { call in
      (call.writes, call.cache) = ([log.removingLastComponent()], .write)
    }
    let mark = "Available versions: "
    guard ended.exit.status.isSuccess, let range = ended.exit.output.firstRange(of: mark) else { return [] }
    return ended.exit.output[range.upperBound...].prefix { !$0.isNewline }.split(separator: ",")
      .map { String($0.drop(while: \.isWhitespace)) }
  }

  /// The interpreter of the image's version, if the host has it: it builds the project's own packages.
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

  /// Variables with which pip would install somewhere else, nothing at all, or for another platform.
  static let unwanted = [
    "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PIP_PYTHON", "PIP_CACHE_DIR",
    "PIP_LOG", "PIP_DRY_RUN", "PIP_NO_DEPS", "PIP_REPORT", "PIP_REQUIREMENT", "PIP_EDITABLE", "PIP_PLATFORM",
    "PIP_PYTHON_VERSION", "PIP_IMPLEMENTATION", "PIP_ABI", "PIP_GROUP",
  ]

  private var environment: [String: String] {
    var environment = request.build.environment
    for name in Self.unwanted { environment[name] = nil }
    // pyenv would run the Python that a file of the project names.
    environment["PYENV_DIR"] = "/"
    return environment
  }
}
