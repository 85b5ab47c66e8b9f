import ChildProcess
import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Runs the host's uv for the image's Python and platform: wheels only, as with pip, and faster.
struct UvInstaller {
  let request: PythonRequest

  /// - Parameter environment: gets the packages.
  func install(_ order: PythonOrder, into environment: VirtualEnvironment) async throws {
    try await Directory.withTemporary(prefix: "uv", beside: environment.directory) { prefix in
      let arguments =
        [
          "pip", "install", "--prefix", prefix.string, "--python-version",
          request.target.fullVersion, "--python-platform", platform, "--index-strategy", "unsafe-best-match",
          "--link-mode", "copy", "--no-progress", "--color", "never",
        ]
        // Where directories are built, nothing else is looked for.
        + (order.buildsProject ? [] : ["--only-binary", ":all:"]) + (isIndexOff ? ["--no-index"] : [])
        + (order.isHashed ? ["--require-hashes"] : []) + order.arguments
      var call = ToolCall(
        "uv", arguments, environment: self.environment, workingDirectory: order.directory,
        timeLimit: PipInstaller.timeLimit,
        onLine: { [onLine = request.build.onLine, hidden = order.hidden] in onLine(hidden.hide($0)) })
      (call.reads, call.writes, call.network) = ([order.directory], [prefix], .indexes)
      order.restrict(&call)
      let ended = order.hidden.hide(try await request.build.tools.run(call))
      guard ended.exit.status.isSuccess else {
        if let failure = ended.networkFailure(of: "uv", setting: "UV_DEFAULT_INDEX") { throw failure }
        let failure = Failure(uv: ended.exit, request)
        throw SourceOnly(failure, PythonInstallFailure.sourceOnly(inUv: ended.exit)) ?? (failure as any Error)
      }
      try environment.take(prefix: prefix)
    }
  }

  /// pip's way to say that only PIP_FIND_LINKS counts; uv has a flag for it.
  private var isIndexOff: Bool {
    ["1", "true", "yes", "on"].contains(request.build.environment["PIP_NO_INDEX"]?.lowercased())
  }

  private var platform: String {
    let machine = request.build.platform.architecture == "arm64" ? "aarch64" : "x86_64"
    return request.build.isMusl
      ? "\(machine)-unknown-linux-musl" : "\(machine)-manylinux_2_\(WheelPlatforms.newestGlibcMinor)"
  }

  /// Variables with which uv would install somewhere else, nothing at all, or for another platform.
  static let unwanted = [
    "UV_TARGET", "UV_PREFIX", "UV_SYSTEM_PYTHON", "UV_COMPILE_BYTECODE", "UV_LINK_MODE", "UV_CACHE_DIR", "UV_NO_DEPS",
    "UV_DRY_RUN", "UV_NO_SYNC", "UV_PYTHON_PLATFORM", "UV_PROJECT_ENVIRONMENT", "UV_WORKING_DIRECTORY",
    "UV_WORKING_DIR", "UV_PROJECT",
  ]

  private var environment: [String: String] {
    var environment = request.build.environment
    for name in Self.unwanted { environment[name] = nil }
    // uv has variables of its own for what pip's users have set already.
    for (own, ofPip) in [
      "UV_DEFAULT_INDEX": "PIP_INDEX_URL", "UV_EXTRA_INDEX_URL": "PIP_EXTRA_INDEX_URL",
      "UV_FIND_LINKS": "PIP_FIND_LINKS",
    ] where environment[own] == nil && !(own == "UV_DEFAULT_INDEX" && environment["UV_INDEX_URL"] != nil) {
      // pip separates by spaces what uv separates by commas.
      environment[own] = environment[ofPip].map {
        own == "UV_FIND_LINKS" ? $0.split(separator: " ").joined(separator: ",") : $0
      }
    }
    if environment["SSL_CERT_FILE"] == nil { environment["SSL_CERT_FILE"] = environment["PIP_CERT"] }
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    environment["PYENV_DIR"] = "/"
    return environment
  }
}
