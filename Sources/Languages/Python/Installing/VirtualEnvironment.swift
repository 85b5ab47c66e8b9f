import Diagnostics
import FileIO
import SystemPackage

/// A directory with packages in the layout of Python's virtual environments (docs.python.org, `venv`; PEP 405).
struct VirtualEnvironment: Sendable {
  /// Where it is while it is made.
  let directory: FilePath
  /// Major and minor: `3.11`.
  let version: String

  var packages: FilePath { directory.appending("lib").appending("python\(version)").appending("site-packages") }

  /// Makes its packages the same on every host, and it itself one that the image's Python takes for its own.
  /// - Parameters:
  ///   - python: the image's interpreter; `nil` if the environment is finished in another layer.
  ///   - command: what runs the packages' commands in the image.
  func finish(for python: TargetPython?, running command: String) throws {
    try InstalledPackages(environment: self, python: command).normalize()
    guard let python else { return }
    let configuration = """
      home = \(FilePath(python.interpreter).removingLastComponent())
      include-system-site-packages = true
      version = \(python.fullVersion)

      """
    try FileContents.write(Array(configuration.utf8), to: directory.appending("pyvenv.cfg"), isFlushed: false)
    let programs = directory.appending("bin")
    try Directory.create(programs)
    for (name, target) in [
      ("python", python.interpreter), ("python3", "python"), ("python\(version)", "python"),
    ] {
      try Directory.remove(programs.appending(name))
      try Directory.link(programs.appending(name), to: target)
    }
  }

  /// Takes over what `pip install --target` left in a directory: packages, `bin`, and what wheels put beside them.
  ///
  /// pip installs into a home directory first and moves the entries of its `lib/python` and of itself to the target. RECORD
  /// still says what was where: `../../share/x` stood in the home directory.
  func take(target: FilePath) throws {
    let names = try Directory.names(in: target)
    var (beside, among) = (Set<String>(), Set<String>())
    for name in names where name.hasSuffix(".dist-info") {
      for place in try InstalledPackages.places(in: target.appending(name)) {
        let steps = FilePath(place).components.map(\.string)
        if steps.starts(with: ["..", ".."]), steps.count > 2 { beside.insert(steps[2]) }
        if let first = steps.first, first != ".." { among.insert(first) }
      }
    }
    try Directory.create(packages)
    for name in names {
      let isBeside = beside.contains(name) && !among.contains(name)
      try Directory.merge(target.appending(name), to: (isBeside ? directory : packages).appending(name))
    }
  }

  /// Takes over what `uv pip install --prefix` left, which names the directory after the host's Python.
  func take(prefix: FilePath) throws {
    for name in try Directory.names(in: prefix) where name != "lib" {
      try Directory.merge(prefix.appending(name), to: directory.appending(name))
    }
    let libraries = prefix.appending("lib")
    guard try FileStatus.of(libraries)?.kind == .directory else { return }
    for name in try Directory.names(in: libraries) {
      let (made, packages) = (libraries.appending(name), libraries.appending(name).appending("site-packages"))
      if name.hasPrefix("python"), try FileStatus.of(packages)?.kind == .directory {
        try Directory.create(self.packages.removingLastComponent())
        try Directory.merge(packages, to: self.packages)
      } else {
        try Directory.create(directory.appending("lib"))
        try Directory.merge(made, to: directory.appending("lib").appending(name))
      }
    }
  }
}
