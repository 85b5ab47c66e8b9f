import Diagnostics
import OCIImage

/// Python: packages installed by pip or uv into a virtual environment, as uv's and Poetry's guides for images do.
public struct Python: Language {
  static let environment = "/opt/agent/venv"
  static let testDirectory = "/opt/agent/venv-tests"
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

  /// The sources of truth, their lock files, and what building a project reads.
  public var toolFiles: [String] {
    [
      PyProject.name, PylockFile.name, UvLock.name, PoetryLock.name, PDMLock.name, PipfileLock.name, "Pipfile",
      RequirementsFile.name, "setup.py", "setup.cfg", "README.md",
    ]
  }

  public var settings: Set<String> { ["build.installer", "build.python.extras", "build.python.groups"] }

  public var usesWorkspace: Bool { true }

  public var interpreter: Interpreter? {
    Interpreter(command: "python", isVersioned: true, suffixes: [".py"], otherModes: ["-m", "-c"])
  }

  public var defaultEntrypoint: [String]? { ["python", "main.py"] }

  public func defaultBaseImage(version: String?) -> String { "python:\(version ?? "3")-slim" }

  public var ignoredFiles: [String] {
    [
      "**/__pycache__", "**/*.pyc", "**/*.pyo", "**/.pytest_cache", "**/.mypy_cache", "**/.ruff_cache", "**/.venv",
      "venv",
      "**/.tox", "**/.nox", "**/*.egg-info", "build/lib", "build/bdist.*",
      // An `env` may be a directory of settings: what only a virtual environment has stays out.
      "env/pyvenv.cfg", "env/lib/python3.*", "env/lib64", "env/bin/python*", "env/bin/pip*", "env/bin/[Aa]ctivate*",
    ]
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
    let target = try ImagePython.target(of: request)
    let plan = try PythonPlan(request, target)
    func packages(_ steps: [PythonStep], _ dependencies: [Located<String>], _ summary: String) -> PythonRequest {
      PythonRequest(
        build: request, target: target, steps: steps, constraints: plan.constraints, dependencies: dependencies,
        place: Self.environment, interpreter: plan.isEmpty ? target.interpreter : "\(Self.environment)/bin/python",
        summary: summary)
    }
    var layers: [LayerRecipe] = []
    if !plan.isEmpty {
      var needed = packages(plan.dependencies, agent.dependencies, plan.summary)
      needed.requirements = plan.requirements
      layers.append(try await needed.recipe("dependencies"))
    }
    if !plan.own.isEmpty {
      var own = packages(plan.own, [], "the project")
      own.isWhole = false
      layers.append(try await own.recipe("project packages"))
    }
    var forTests = packages(
      [.resolve(file: nil, names: agent.devDependencies.map(\.value))], agent.devDependencies,
      "\(agent.devDependencies.count) from agent.yaml")
    (forTests.place, forTests.isWhole) = (Self.testDirectory, false)
    let hasTests = !agent.devDependencies.isEmpty
    return RuntimeBuild(
      layers: layers, testLayer: hasTests ? try await forTests.recipe("test dependencies") : nil,
      entrypoint: ["python", "main.py"],
      environment: environment(hasPackages: !plan.isEmpty, base: request.base?.config),
      testSearchPaths: hasTests
        ? [
          "PYTHONPATH": "\(Self.testDirectory)/lib/python\(target.version)/site-packages",
          "PATH": "\(Self.testDirectory)/bin",
        ] : [:],
      probeCommand: request.probe.map(command), diagnostics: plan.diagnostics)
  }

  private func environment(hasPackages: Bool, base: ImageConfig.Execution?) -> [String: String] {
    // A log that is buffered shows nothing of a crash, and compiled files cannot be written by a user that owns none.
    let always = ["PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"]
    guard hasPackages else { return always }
    return always.merging([
      "VIRTUAL_ENV": Self.environment,
      "PATH": "\(Self.environment)/bin:\(base?.variables["PATH"] ?? ImageConfig.Execution.defaultPath)",
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
