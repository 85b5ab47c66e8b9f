import ChildProcess
import Diagnostics
import FileIO
import SystemPackage

/// The package managers that can install for another Python and platform.
enum PythonInstaller {
  /// What `build.installer` says; `auto` takes uv, which is faster, unless pip is configured in a file uv cannot read.
  static func isUv(for build: BuildRequest) throws(Failure) -> Bool {
    let hasUv = ExecutableSearch.find("uv", path: build.environment["PATH"] ?? "") != nil
    guard build.installer == "uv" else {
      return build.installer == "auto" && hasUv && !isPipConfigured(build.environment)
    }
    if hasUv { return true }
    throw Failure(
      .infrastructure, "toolchain-missing", "`build.installer` is `uv`, but `uv` is not on PATH",
      hints: ["pip install uv", "or set `build.installer` to `auto` or `pip`"])
  }

  /// The package manager and its version, for the key of a layer; a tool that does not work says so when it installs.
  static func version(for build: BuildRequest, _ python: String) async throws -> String {
    let isUv = try isUv(for: build)
    let names = isUv ? ["uv"] : ["python\(python)", "python3"]
    let program = names.first { ExecutableSearch.find($0, path: build.environment["PATH"] ?? "") != nil }
    guard let program else { return "none" }
    var environment = build.environment
    environment["PYENV_DIR"] = "/"
    let arguments = isUv ? ["--version"] : ["-I", "-B", "-c", "import pip; print('pip', pip.__version__)"]
    let call = ToolCall(
      program, arguments, environment: environment, workingDirectory: nil, timeLimit: .seconds(60), onLine: { _ in })
    return try await build.tools.run(call).exit.output
  }

  /// The files in which pip.conf(5) is looked for.
  private static func isPipConfigured(_ environment: [String: String]) -> Bool {
    var places = [FilePath("/etc/pip.conf")]
    if let set = environment["PIP_CONFIG_FILE"] { places.append(FilePath(set)) }
    if let home = environment["HOME"].map({ FilePath($0) }) {
      let config = environment["XDG_CONFIG_HOME"].map { FilePath($0) } ?? home.appending(".config")
      places += [config.appending("pip").appending("pip.conf"), home.appending(".pip").appending("pip.conf")]
    }
    return places.contains { place in
      guard let text = try? FileContents.read(place, limit: 1 << 20) else { return false }
      // A certificate or a time limit does not decide what is installed.
      return ["index", "find-links", "trusted-host", "proxy"].contains {
        String(decoding: text, as: UTF8.self).contains($0)
      }
    }
  }
}
