import FileIO
import SystemPackage
import TestSupport
import Testing

/// A registry of npm on loopback with a few packages, as `npm publish` would have put them there.
final class NodeRegistry: Sendable {
  private let server: TestHTTPServer
  let directory: FilePath

  /// Packs packages, and describes them as a registry does; `sys.argv[1]` is its address, `sys.argv[2]` its directory.
  private static let make = """
    import base64, hashlib, io, json, os, sys, tarfile
    says = lambda text: f"module.exports = {json.dumps(text)}\\n"
    packages = [
      ({"name": "ms", "version": "1.0.0"}, says("ms 1.0.0")),
      ({"name": "ms", "version": "2.1.3"}, says("ms 2.1.3")),
      ({"name": "debug", "version": "4.0.0", "dependencies": {"ms": "^2.0.0"}},
        "module.exports = 'debug with ' + require('ms')\\n"),
      ({"name": "@acme/old", "version": "1.2.0", "dependencies": {"ms": "1.0.0"}},
        "module.exports = 'old with ' + require('ms')\\n"),
      ({"name": "modern", "version": "3.0.0", "type": "module", "exports": "./index.js"},
        "export default 'modern'\\n"),
      ({"name": "plat", "version": "1.0.0", "optionalDependencies":
        {f"plat-{cpu}": "1.0.0" for cpu in ["x64", "arm64"]} | {"plat-darwin": "1.0.0"}},
        "module.exports = require(`plat-${process.arch}`)\\n"),
      ({"name": "plat-x64", "version": "1.0.0", "os": ["linux"], "cpu": ["x64"]}, says("x64")),
      ({"name": "plat-arm64", "version": "1.0.0", "os": ["linux"], "cpu": ["arm64"]}, says("arm64")),
      ({"name": "plat-darwin", "version": "1.0.0", "os": ["darwin"]}, says("darwin")),
      ({"name": "peering", "version": "1.0.0", "peerDependencies": {"ms": ">=2"}},
        "module.exports = 'peering with ' + require('ms')\\n"),
      ({"name": "compiler", "version": "5.0.0", "bin": {"compile": "index.js"}}, '''#!/usr/bin/env node
    const f = require("fs"); f.mkdirSync("dist", {recursive: true});
    f.writeFileSync("dist/index.js", f.readFileSync("src/index.ts"))
    '''),
      ({"name": "scripted", "version": "1.0.0", "scripts": {"install": "touch ran"}},
        "module.exports = require('fs').existsSync(__dirname + '/ran') ? 'ran' : 'not run'\\n"),
    ]
    documents = {}
    for document, text in packages:
      name, version = document["name"], document["version"]
      document["main"] = "index.js"
      file = f"{name.split('/')[-1]}-{version}.tgz"
      stream = io.BytesIO()
      with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for path, content in {"package.json": json.dumps(document), "index.js": text}.items():
          entry = tarfile.TarInfo(f"package/{path}")
          entry.size, entry.mode = len(content), 0o755 if "bin" in document else 0o644
          archive.addfile(entry, io.BytesIO(content.encode()))
      bytes = stream.getvalue()
      directory = f"{sys.argv[2]}/{name}/-"
      os.makedirs(directory, exist_ok=True)
      open(f"{directory}/{file}", "wb").write(bytes)
      document["dist"] = {
        "tarball": f"{sys.argv[1]}/{name}/-/{file}", "shasum": hashlib.sha1(bytes).hexdigest(),
        "integrity": "sha512-" + base64.b64encode(hashlib.sha512(bytes).digest()).decode()}
      if "scripts" in document: document["hasInstallScript"] = True
      documents.setdefault(name, {})[version] = document
    for name, versions in documents.items():
      metadata = {"name": name, "dist-tags": {"latest": list(versions)[-1]}, "versions": versions}
      open(f"{sys.argv[2]}/{name}/metadata.json", "w").write(json.dumps(metadata))
    """

  var origin: String { server.origin }

  init(in bench: Workbench) async throws {
    let directory = bench.directory.appending("registry")
    self.directory = directory
    server = try TestHTTPServer { request in
      let path = String(request.path.dropFirst())
      let file = directory.pushing(FilePath(path.hasSuffix(".tgz") ? path : "\(path)/metadata.json"))
      guard let bytes = try? FileContents.read(file, limit: 1 << 20) else { return TestResponse(404) }
      return TestResponse(200, body: bytes)
    }
    try FileContents.write(Array(Self.make.utf8), to: bench.directory.appending("registry.py"))
    let made = try await bench.shell("python3 ../registry.py \(server.origin) \(directory)")
    #expect(made.status == 0, "\(made.output)")
  }

  func stop() { server.stop() }
}
