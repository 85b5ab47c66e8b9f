import FileIO
import FoundationEssentials
import OCIImage
import SystemPackage

/// Makes an installation the same on every host, and lets the image's Python run its commands.
///
/// Traces of the installer and of directories are removed; command scripts are rewritten; RECORD is sorted and contains
/// the new hashes (the packaging specification "Recording installed projects").
struct InstalledPackages {
  /// Scripts are a few lines; a binary among them is larger and has no shebang of Python.
  static let sizeLimit = 64 << 20
  /// Files of a `.dist-info` directory that describe the installation instead of the package.
  private static let traces = ["INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json"]

  let environment: VirtualEnvironment
  /// The interpreter of the environment, in the image.
  let python: String

  private var directory: FilePath { environment.packages }
  private var shebang: String { "#!\(python)" }

  func normalize() throws {
    try Directory.create(directory)
    for place in [directory, environment.directory] { try Directory.remove(place.appending(".lock")) }
    // A package's build may have put links there.
    let packages = try Directory.names(in: directory).filter {
      try $0.hasSuffix(".dist-info") && FileStatus.of(directory.appending($0))?.kind == .directory
    }
    var changed: [String: [UInt8]] = [:]
    for package in packages {
      for trace in Self.traces { try Directory.remove(directory.appending(package).appending(trace)) }
      for (name, script) in try commands(of: package) { changed[name] = script }
    }
    let scripts = environment.directory.appending("bin")
    if try FileStatus.of(scripts)?.kind == .directory {
      for name in try Directory.names(in: scripts) {
        let path = scripts.appending(name)
        guard try FileStatus.of(path)?.kind == .file else { continue }
        guard let script = try changed[name] ?? portable(path) else { continue }
        try FileContents.write(
          script, to: path, permissions: [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute],
          isFlushed: false)
        changed[name] = script
      }
    }
    for package in packages { try rewriteRecord(of: package, changed) }
  }

  /// The paths in the RECORD of a package.
  static func places(in package: FilePath) throws -> [String] {
    let path = package.appending("RECORD")
    guard try FileStatus.of(package)?.kind == .directory, try FileStatus.of(path)?.kind == .file else { return [] }
    let text = String(decoding: try FileContents.read(path, limit: sizeLimit), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(2).joined(separator: ",")
    }
  }

  /// The scripts of a package's entry points (the packaging specification "Entry points").
  private func commands(of package: String) throws -> [(name: String, script: [UInt8])] {
    let path = directory.appending(package).appending("entry_points.txt")
    guard try FileStatus.of(path)?.kind == .file else { return [] }
    let text = String(decoding: try FileContents.read(path, limit: Self.sizeLimit), as: UTF8.self)
    var commands: [(String, [UInt8])] = []
    var isInScripts = false
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.filter { !$0.isWhitespace }
      if line.hasPrefix("[") {
        isInScripts = line == "[console_scripts]" || line == "[gui_scripts]"
        continue
      }
      guard isInScripts, let equals = line.firstIndex(of: "="), !line.hasPrefix("#"), !line.hasPrefix(";") else {
        continue
      }
      let target = line[line.index(after: equals)...].prefix { $0 != "[" }.split(separator: ":").map(String.init)
      guard target.count == 2, let object = target[1].split(separator: ".").first else { continue }
      let script = """
        \(shebang)
        import sys
        from \(target[0]) import \(object)
        if __name__ == "__main__":
            sys.exit(\(target[1])())

        """
      commands.append((String(line[..<equals]), Array(script.utf8)))
    }
    return commands
  }

  /// A script of the package's own, with the image's Python in its first line; `nil` if it is not a Python script.
  private func portable(_ path: FilePath) throws -> [UInt8]? {
    let contents = try FileContents.read(path, limit: Self.sizeLimit)
    guard contents.starts(with: Array("#!".utf8)), let end = contents.firstIndex(of: UInt8(ascii: "\n")) else {
      return nil
    }
    var body = contents[end...]
    if contents.starts(with: Array("#!/bin/sh\n'''exec' ".utf8)) {
      // Where the interpreter's path is too long for a shebang, pip and uv write three lines instead of one.
      for _ in 0..<2 { body = body.dropFirst().drop { $0 != UInt8(ascii: "\n") } }
    } else if !String(decoding: contents[..<end], as: UTF8.self).contains("python") {
      return nil
    }
    return Array(shebang.utf8) + body
  }

  private func rewriteRecord(of package: String, _ changed: [String: [UInt8]]) throws {
    let path = directory.appending(package).appending("RECORD")
    guard try FileStatus.of(path)?.kind == .file else { return }
    let text = String(decoding: try FileContents.read(path, limit: Self.sizeLimit), as: UTF8.self)
    let removed = Set(Self.traces.map { "\(package)/\($0)" })
    let rows = text.split(whereSeparator: \.isNewline).compactMap { line -> String? in
      // A path in quotes may contain commas; hash and size do not.
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count >= 3 else { return String(line) }
      var place = fields.dropLast(2).joined(separator: ",")
      let isBeside = place.hasPrefix("../")
      // pip counts from the directory it moved the files from, uv from this one.
      while place.hasPrefix("../") { place.removeFirst("../".count) }
      if removed.contains(place) { return nil }
      let name = isBeside && place.hasPrefix("bin/") ? String(place.dropFirst("bin/".count)) : nil
      if isBeside { place = "../../../\(place)" }
      guard let name, let contents = changed[name] else {
        return ([place] + fields.suffix(2).map(String.init)).joined(separator: ",")
      }
      let hash = Data(SHA256.digest(of: contents).bytes).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      return "\(place),sha256=\(hash),\(contents.count)"
    }
    let sorted = rows.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    try FileContents.write(Array((sorted.joined(separator: "\n") + "\n").utf8), to: path, isFlushed: false)
  }
}
