import FileIO
import SystemPackage
import TestSupport

/// A package index on loopback (PEP 503) with packages that are made here, and the build systems that Scripts/test.sh
/// fetched. The packages of the index `extra` are another set.
final class PackageIndex: Sendable {
  static let buildSystems = Workbench.repository.appending(".tools").appending("wheels")
  static var hasBuildSystems: Bool { Workbench.exists(buildSystems.string) }

  /// Wheels of one module each, `DIRECTORY|NAME|VERSION|REQUIREMENT…` a line; a version with `+source` is a source archive.
  private static let make = """
    import io, os, sys, tarfile, zipfile
    def wheel(path, name, version, needs):
      info = f"{name}-{version}.dist-info"
      extras = {need.split("extra == '")[1].split("'")[0] for need in needs if "extra == " in need}
      with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", f"version = '{version}'\\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n"
          + "".join(f"Provides-Extra: {extra}\\n" for extra in extras)
          + "".join(f"Requires-Dist: {need}\\n" for need in needs))
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        archive.writestr(f"{info}/RECORD", "")
    def source(path, name, version):
      files = {"PKG-INFO": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n", f"{name}.py": f"version = '{version}'\\n",
        "setup.py": f"from setuptools import setup\\nsetup(name='{name}', version='{version}', py_modules=['{name}'])\\n"}
      with tarfile.open(path, "w:gz") as archive:
        for file, text in files.items():
          entry = tarfile.TarInfo(f"{name}-{version}/{file}")
          entry.size = len(text)
          archive.addfile(entry, io.BytesIO(text.encode()))
    for line in sys.stdin.read().splitlines():
      directory, name, version, *needs = line.split("|")
      os.makedirs(directory, exist_ok=True)
      if version.endswith("+source"):
        version = version.removesuffix("+source")
        source(f"{directory}/{name}-{version}.tar.gz", name, version)
      else:
        wheel(f"{directory}/{name}-{version}-py3-none-any.whl", name, version, needs)
    """

  let directory: FilePath
  let server: TestHTTPServer
  var origin: String { server.origin }

  /// - Parameter bench: its directory gets the packages.
  init(_ packages: [String], in bench: Workbench) async throws {
    let directory = bench.directory.appending("index")
    try Directory.create(directory)
    try FileContents.write(Array(Self.make.utf8), to: bench.directory.appending("index.py"))
    let lines = packages.joined(separator: "\n")
    let made = try await bench.shell("cd ../index && python3 ../index.py <<'END'\n\(lines)\nEND")
    guard made.status == 0 else { throw Workbench.Failed(output: made.output) }
    self.directory = directory
    server = try TestHTTPServer { Self.answer($0.path, in: directory) }
  }

  deinit { server.stop() }

  /// `/INDEX/NAME/` lists files, `/INDEX/NAME/FILE` is one.
  private static func answer(_ path: String, in directory: FilePath) -> TestResponse {
    let parts = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
    guard parts.count == 2 || parts.count == 3 else { return TestResponse(404) }
    let places = [directory.appending(parts[0])] + (parts[0] == "simple" ? [buildSystems] : [])
    if parts.count == 3 {
      let bytes = places.lazy.compactMap { try? FileContents.read($0.appending(parts[2]), limit: 64 << 20) }.first
      return bytes.map { TestResponse(200, body: $0) } ?? TestResponse(404)
    }
    func name(_ file: String) -> String {
      file.prefix { $0 != "-" }.lowercased().replacing("_", with: "-")
    }
    let files = places.flatMap { (try? Directory.names(in: $0)) ?? [] }.filter { name($0) == parts[1] }
    if files.isEmpty { return TestResponse(404) }
    let links = files.map { "<a href=\"\($0)\">\($0)</a>" }.joined(separator: "\n")
    return TestResponse(200, [("Content-Type", "text/html")], body: Array("<!DOCTYPE html>\n\(links)\n".utf8))
  }
}
