import Diagnostics
import OCIImage

/// Python: wheels installed by pip or uv into a directory of their own, found through PYTHONPATH.
public struct Python: Language {
  static let dependencyDirectory = "/opt/agent/python"
  static let testDependencyDirectory = "/opt/agent/python-dev"
  static let network = NetworkTrouble(
    // pip; uv
    unreachable: [
      "Failed to establish a new connection", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError",
      "ProxyError", "error sending request for url", "dns error", "tcp connect error",
    ], untrusted: ["CERTIFICATE_VERIFY_FAILED", "invalid peer certificate"], authorities: ["pip": "PIP_CERT"])

  public init() {}

  public var name: String { "python" }
  public var otherNames: [String] { ["py", "python3"] }
  public var exampleVersion: String? { "3.11" }
  public var packageManager: String { "pip" }
  public var notation: any DependencyNotation.Type { PythonRequirement.self }

  public var interpreter: Interpreter? {
    Interpreter(command: "python", isVersioned: true, suffixes: [".py"], otherModes: ["-m", "-c"])
  }

  public var defaultEntrypoint: [String]? { ["python", "main.py"] }

  public func defaultBaseImage(version: String?) -> String { "python:\(version ?? "3")-slim" }

  public var ignoredFiles: [String] {
    ["**/__pycache__", "**/*.pyc", "**/*.pyo", "**/.pytest_cache", "**/.mypy_cache", "**/.ruff_cache", ".venv", "venv"]
  }

  public var toolNeeds: ToolNeeds {
    ToolNeeds(
      variables: [
        "PIP_*", "UV_*", "PYENV_ROOT", "PYENV_VERSION", "REQUESTS_CA_BUNDLE", "PYTHONHASHSEED",
      ],
      hosts: ["pypi.org", "files.pythonhosted.org"],
      userFiles: [".config/pip/pip.conf", ".pip/pip.conf", ".config/uv/uv.toml"],
      caches: [".cache/pip", ".cache/uv"])
  }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let agent = request.agent
    let version = try ImagePython.version(requested: agent.runtime, base: request.base)
    func packages(
      _ dependencies: [Located<String>], _ requirements: RequirementsFile?, in directory: String
    ) -> PythonRequest {
      PythonRequest(
        build: request, dependencies: dependencies, requirements: requirements, version: version,
        directoryInImage: directory)
    }
    let needed = packages(
      agent.dependencies, try RequirementsFile(in: request.sources.directory), in: Self.dependencyDirectory)
    let forTests = packages(agent.devDependencies, nil, in: Self.testDependencyDirectory)
    return RuntimeBuild(
      layers: needed.isEmpty ? [] : [try await needed.recipe("dependencies")],
      testLayer: forTests.isEmpty ? nil : try await forTests.recipe("test dependencies"),
      entrypoint: ["python", "main.py"],
      environment: environment(hasDependencies: !needed.isEmpty, base: request.base?.config),
      testSearchPaths: forTests.isEmpty
        ? [:] : ["PYTHONPATH": Self.testDependencyDirectory, "PATH": "\(Self.testDependencyDirectory)/bin"],
      probeCommand: request.probe.map(command))
  }

  private func environment(hasDependencies: Bool, base: ImageConfig.Execution?) -> [String: String] {
    // A log that is buffered shows nothing of a crash, and compiled files cannot be written by a user that owns none.
    let always = ["PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"]
    guard hasDependencies else { return always }
    let base = base?.variables ?? [:]
    let packages = [Self.dependencyDirectory, base["PYTHONPATH"] ?? ""].filter { !$0.isEmpty }
    return always.merging([
      "PYTHONPATH": packages.joined(separator: ":"),
      "PATH": "\(Self.dependencyDirectory)/bin:\(base["PATH"] ?? ImageConfig.Execution.defaultPath)",
    ]) { $1 }
  }

  func command(for probe: HealthProbe) -> [String] {
    let program =
      switch probe.kind {
      case .http(let path):
        // http.client follows no redirect, as the checks of the test stage and of Kubernetes do not.
        "import http.client as c; h = c.HTTPConnection('127.0.0.1', \(probe.port), timeout=\(probe.seconds)); "
          + "h.request('GET', '\(HealthProbe.quoted(path))'); raise SystemExit(h.getresponse().status >= 400)"
      case .tcp:
        "import socket; socket.create_connection(('127.0.0.1', \(probe.port)), timeout=\(probe.seconds))"
      }
    return ["python3", "-c", program]
  }
}
