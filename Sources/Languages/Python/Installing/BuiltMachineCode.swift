import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Looks into packages that were built here for programs that the image cannot run: their build compiles for this machine,
/// whatever the image is.
struct BuiltMachineCode {
  let environment: VirtualEnvironment
  let platform: Platform
  let isMusl: Bool

  /// - Parameter manifest: a place in agent.yaml.
  /// - Throws: if a package has machine code of another processor, Python or C library than the image's.
  func check(at manifest: SourceLocation) throws {
    let packages = environment.packages
    guard try FileStatus.of(packages)?.kind == .directory else { return }
    for name in try Directory.names(in: packages) where name.hasSuffix(".dist-info") {
      let package = packages.appending(name)
      guard try isBuiltHere(package) else { continue }
      for place in try InstalledPackages.places(in: package) {
        guard let path = path(of: place), let reason = try misfit(path, named: place) else { continue }
        throw failure(String(name.prefix { $0 != "-" }), place, reason, at: manifest)
      }
    }
  }

  /// Wheels of an index are for several systems, or say for which; `linux_x86_64` is what a build writes for itself. A
  /// direct_url.json names a directory, an archive or a wheel (packaging.python.org, "Recording the Direct URL Origin").
  private func isBuiltHere(_ package: FilePath) throws -> Bool {
    let tags = try text(package.appending("WHEEL")).split(whereSeparator: \.isNewline).filter { $0.hasPrefix("Tag:") }
    if tags.contains(where: { $0.contains("-linux_") }) { return true }
    let origin = try text(package.appending("direct_url.json"))
    return origin.contains("\"dir_info\"") || origin.contains("\"vcs_info\"")
      || origin.contains("\"archive_info\"") && !origin.contains(".whl")
  }

  private func text(_ path: FilePath) throws -> String {
    guard try FileStatus.of(path)?.kind == .file else { return "" }
    return String(decoding: try FileContents.read(path, limit: InstalledPackages.sizeLimit), as: UTF8.self)
  }

  /// Of a place in a RECORD: below the packages, or beside them as `../../../bin/tool`.
  private func path(of place: String) -> FilePath? {
    let steps = FilePath(place).components.map(\.string)
    let inner = steps.drop { $0 == ".." }
    guard !inner.isEmpty, !inner.contains(".."), FilePath(place).isRelative else { return nil }
    let root = inner.count == steps.count ? environment.packages : environment.directory
    return root.pushing(FilePath(inner.joined(separator: "/")))
  }

  private func misfit(_ path: FilePath, named place: String) throws -> String? {
    guard let status = try FileStatus.of(path), status.kind == .file, status.size > 20,
      let machine = try MachineCode.machine(path)
    else { return nil }
    if let wanted = MachineCode.machines[platform.architecture], machine != wanted { return "another processor" }
    return Self.misfit(place, python: environment.version, isMusl: isMusl)
  }

  /// What the name of an extension module says: `f.cpython-311-x86_64-linux-gnu.so` (PEP 3149).
  static func misfit(_ name: String, python version: String, isMusl: Bool) -> String? {
    guard let mark = name.firstRange(of: ".cpython-"), name.hasSuffix(".so") else { return nil }
    let parts = name[mark.upperBound...].dropLast(".so".count).split(separator: "-")
    guard let python = parts.first, let library = parts.last, parts.count > 1 else { return nil }
    if python != version.split(separator: ".").joined() { return "another version of Python" }
    return ["gnu", "musl"].contains(library) && (library == "musl") != isMusl ? "another C library" : nil
  }

  private func failure(
    _ package: String, _ file: String, _ reason: String, at manifest: SourceLocation
  ) -> Failure {
    Failure(
      .agent, "platform-not-buildable",
      "`\(package)` was built on this machine, and its `\(file)` is machine code for \(reason) than the image's "
        + "(Python \(environment.version) on \(platform))",
      at: manifest,
      hints: [
        "build with a Docker Engine: set `build.engine: docker`",
        "or build its wheel for that platform elsewhere, and set PIP_FIND_LINKS to its directory",
      ])
  }
}
