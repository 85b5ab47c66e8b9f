import FileIO
import PipelineCore
import SystemPackage
import Testing

/// The base image comes from Scripts/test.sh; the packages are made here, so that no index is needed.
@Suite("Python packages", .enabled(if: Workbench.base("python") != nil)) struct PythonTests {
  /// What a wheel needs to be one, and an archive of sources without a wheel.
  private static let makePackages = """
    import base64, hashlib, io, sys, tarfile, zipfile
    directory = sys.argv[1]
    files = {
      "tool/__init__.py": "def main():\\n    print('tool')\\n",
      "tool-1.0.data/scripts/raw-tool": "#!python\\nprint('raw')\\n",
      "tool-1.0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: tool\\nVersion: 1.0\\n",
      "tool-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
      "tool-1.0.dist-info/entry_points.txt": "[console_scripts]\\ntool = tool:main\\n",
    }
    rows = []
    with zipfile.ZipFile(directory + "/tool-1.0-py3-none-any.whl", "w") as wheel:
      for name, text in files.items():
        wheel.writestr(name, text)
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        rows.append(f"{name},sha256={digest},{len(text)}")
      wheel.writestr("tool-1.0.dist-info/RECORD", "\\n".join(rows + ["tool-1.0.dist-info/RECORD,,"]) + "\\n")
    with tarfile.open(directory + "/onlysource-1.0.tar.gz", "w:gz") as archive:
      for name, text in {"PKG-INFO": "Metadata-Version: 2.1\\nName: onlysource\\nVersion: 1.0\\n",
                         "setup.py": "raise SystemExit('a package runs code')\\n"}.items():
        entry = tarfile.TarInfo("onlysource-1.0/" + name)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text.encode()))
    """

  private func bench(_ files: [String: String]) async throws -> Workbench {
    let bench = try Workbench(files.merging(["main.py": "print('hello')\n"]) { $1 })
    try Directory.create(bench.directory.appending("wheels"))
    let script = bench.directory.appending("make.py")
    try FileContents.write(Array(Self.makePackages.utf8), to: script)
    let made = try await bench.shell("python3 ../make.py ../wheels")
    #expect(made.status == 0, "\(made.output)")
    return bench
  }

  private func build(
    _ bench: Workbench, _ installer: String, environment: [String: String] = [:], cache: String = "cache",
    umask: String = "022"
  ) async throws -> Workbench.Outcome {
    let index = ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": bench.directory.appending("wheels").string]
    return try await bench.run(
      "build", ["--build-base-image", Workbench.base("python") ?? "", "--build-installer", installer],
      environment: index.merging(environment) { $1 }, cache: cache, umask: umask)
  }

  @Test func `make the same layer in another directory, with another umask, time zone, locale and hash seed`()
    async throws
  {
    let files = ["agent.yaml": manifest("python:3.11", "dependencies: [tool==1.0]")]
    let (one, other) = (try await bench(files), try await bench(files))
    let first = try await build(one, "pip")
    let second = try await build(
      other, "pip", environment: ["TZ": "Asia/Tokyo", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "7"], umask: "077")
    #expect(first.layer(.dependencies) != nil, "\(first.output)")
    #expect(first.image?.digest == second.image?.digest)
    let packages = "opt/agent/venv/lib/python3.11/site-packages"
    #expect(
      try one.paths(in: .dependencies, of: first).filter { $0.hasPrefix("opt/agent/venv/") && !$0.hasSuffix("/") }
        == ["bin/python", "bin/python3", "bin/python3.11", "bin/raw-tool", "bin/tool"].map { "opt/agent/venv/\($0)" }
        + [
          "tool-1.0.dist-info/METADATA", "tool-1.0.dist-info/RECORD", "tool-1.0.dist-info/WHEEL",
          "tool-1.0.dist-info/entry_points.txt", "tool/__init__.py",
        ].map { "\(packages)/\($0)" } + ["opt/agent/venv/pyvenv.cfg"])
  }

  // uv is installed by Scripts/test.sh from PyPI.
  @Test(.enabled(if: Workbench.has("uv"))) func `make the same layer with pip and with uv`() async throws {
    let bench = try await bench([
      "agent.yaml": manifest("python:3.11", "dependencies: [tool]"),
      "requirements.txt": "./wheels/tool-1.0-py3-none-any.whl\n",
    ])
    // As a file by its path, too: that is what leaves a direct_url.json.
    let copied = try await bench.shell("cp -r ../wheels .")
    #expect(copied.status == 0)
    let pip = try await build(bench, "pip", cache: "pip-cache")
    let uv = try await build(bench, "uv", cache: "uv-cache")
    #expect(pip.layer(.dependencies) != nil, "\(pip.output)")
    #expect(uv.exitCode == 0, "\(uv.output)")
    #expect(pip.layer(.dependencies) == uv.layer(.dependencies))
  }

  @Test(arguments: ["pip", "uv"])
  func `that are there as source only are named, and an engine is offered`(installer: String) async throws {
    guard installer == "pip" || Workbench.has("uv") else { return }
    let bench = try await bench(["agent.yaml": manifest("python:3.11", "dependencies: [tool, onlysource==1.0]")])
    let outcome = try await build(bench, installer)
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors == ["dependency-source-only"], "\(outcome.output)")
    #expect(outcome.output.contains("`onlysource==1.0`") && outcome.output.contains("build.engine: docker"))
    #expect(!outcome.output.contains("a package runs code"))
  }

  @Test(arguments: ["pip", "uv"])
  func `whose hash is not the one of requirements.txt are refused`(installer: String) async throws {
    guard installer == "pip" || Workbench.has("uv") else { return }
    let wrong = String(repeating: "0", count: 64)
    let bench = try await bench([
      "agent.yaml": manifest("python:3.11"), "requirements.txt": "tool==1.0 --hash=sha256:\(wrong)\n",
    ])
    let refused = try await build(bench, installer)
    #expect(refused.exitCode == 1)
    #expect(refused.diagnostics == ["dependency-hash-mismatch"], "\(refused.output)")
    #expect(refused.output.contains("`tool==1.0`"), "\(refused.output)")
    let sum = try await bench.shell("sha256sum ../wheels/tool-1.0-py3-none-any.whl | cut -c-64 | tr -d '\\n'")
    try bench.write("tool==1.0 --hash=sha256:\(sum.output)\n", to: "requirements.txt")
    let accepted = try await build(bench, installer)
    #expect(accepted.exitCode == 0, "\(accepted.output)")
  }
}
