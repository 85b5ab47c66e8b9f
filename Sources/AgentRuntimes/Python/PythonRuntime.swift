public import AgentManifest
public import Diagnostics
public import OCIImage
public import SystemPackage

/// Python: wheels installed by pip into a folder of their own, found through PYTHONPATH.
public struct PythonRuntime: AgentRuntime {
  public init() {}

  public var language: RuntimeSelection.Language { .python }
  public var defaultEntrypoint: [String] { ["python", "main.py"] }
  public var lockFileName: String { "requirements.txt" }

  public func defaultBaseImage(version: String?) -> String { "python:\(version ?? "3")-slim" }

  public var ignoredFiles: [String] {
    ["**/__pycache__", "**/*.pyc", "**/*.pyo", "**/.pytest_cache", "**/.mypy_cache", "**/.ruff_cache", ".venv", "venv"]
  }
  public var dependencyFolder: String { "/opt/agent/python" }
  public var testDependencyFolder: String { "/opt/agent/python-dev" }

  public func environment(dependencyFolders folders: [String], base: [String: String]) -> [String: String] {
    // A log that is buffered shows nothing of a crash, and compiled files cannot be written by a user that owns none.
    let always = ["PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"]
    guard !folders.isEmpty else { return always }
    func joined(_ parts: [String], _ name: String) -> String {
      (parts + [base[name]].compactMap(\.self).filter { !$0.isEmpty }).joined(separator: ":")
    }
    // Without PATH in the base image, engines use this one (runc's and Docker's default).
    let path = base["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return always.merging([
      "PYTHONPATH": joined(folders, "PYTHONPATH"),
      "PATH": (folders.map { "\($0)/bin" } + [path]).joined(separator: ":"),
    ]) { $1 }
  }

  public func version(requested: Located<RuntimeSelection>, base: ImageConfig?) throws(Failure) -> String {
    try PythonVersion.inImage(requested: requested, base: base)
  }

  public func inputs(of request: DependencyRequest) throws -> [String] {
    try PipInstaller(request: request).inputs
  }

  public func install(_ request: DependencyRequest, into folder: FilePath) async throws {
    try await PipInstaller(request: request).install(into: folder)
    try InstalledScripts.makePortable(in: folder)
  }

  public func probeCommand(_ probe: HealthProbe, timeout: Duration) -> [String] {
    let seconds = max(1, timeout.components.seconds)
    let program =
      switch probe {
      case .http(let path, let port):
        // http.client follows no redirect, as the checks of the test stage and of Kubernetes do not.
        "import http.client as c; h = c.HTTPConnection('127.0.0.1', \(port), timeout=\(seconds)); "
          + "h.request('GET', '\(quoted(path))'); raise SystemExit(h.getresponse().status >= 400)"
      case .tcp(let port):
        "import socket; socket.create_connection(('127.0.0.1', \(port)), timeout=\(seconds))"
      }
    return ["python3", "-c", program]
  }

  /// A URL's path inside a Python text in single quotes.
  private func quoted(_ path: String) -> String {
    path.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n")
  }
}
