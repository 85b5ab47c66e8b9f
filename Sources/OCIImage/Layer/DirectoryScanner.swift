public import FileIO
import Glibc
public import SystemPackage

/// Lists a directory on disk as entries of a layer.
///
/// Modes are normalised (0755 for directories and executables, 0644 for other files), so that the umask of a checkout has
/// no effect. Symbolic links are kept and never followed. Hard links become separate files: whether a tool linked or
/// copied must not change the layer. Sockets, pipes and devices are refused.
public struct DirectoryScanner: Sendable {
  /// Bytes of a path, as in the kernel: nothing longer can be opened.
  private static let pathLimit = Int(PATH_MAX)

  public let attributes: LayerAttributes
  public let rules: IgnoreRules
  private let isIncluded: @Sendable (_ path: String, _ kind: FileStatus.Kind) throws(ImageFailure) -> Bool

  /// - Parameter isIncluded: called for all that the rules do not ignore, with the path below the scanned directory; a
  ///   directory that is not included is not entered.
  public init(
    attributes: LayerAttributes, rules: IgnoreRules = IgnoreRules(),
    isIncluded: @escaping @Sendable (_ path: String, _ kind: FileStatus.Kind) throws(ImageFailure) -> Bool = { _, _ in
      true
    }
  ) {
    self.attributes = attributes
    self.rules = rules
    self.isIncluded = isIncluded
  }

  /// The entries in the order of their paths' bytes, without the directory itself.
  /// - Parameter prefix: where the directory's contents go in the image: `app`, or empty for the root.
  public func scan(_ directory: FilePath, to prefix: String = "") throws(ImageFailure) -> [LayerEntry] {
    let scanned = try scan(directory, "", prefix.isEmpty ? "" : prefix + "/", parent: nil)
    return scanned.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func scan(
    _ directory: FilePath, _ relative: String, _ prefix: String, parent: IgnoreRules.Match?
  ) throws(ImageFailure) -> [LayerEntry] {
    var entries: [LayerEntry] = []
    for name in try ImageFailure.wrapping({ () throws(FileFailure) in try Directory.names(in: directory) }) {
      try ImageFailure.checkCancellation(of: "list", directory)
      let path = directory.appending(name)
      guard path.length < Self.pathLimit else {
        throw .unsupportedFile(
          directory, problem: "it contains a path of more than \(Self.pathLimit) bytes, the limit of Linux")
      }
      let relative = relative + name
      let match = rules.match(relative, parent: parent)
      guard let status = try ImageFailure.wrapping({ () throws(FileFailure) in try FileStatus.of(path) }) else {
        // Directory.names repairs invalid UTF-8, and then no file has that name.
        throw name.unicodeScalars.contains("\u{FFFD}")
          ? .unsupportedFile(path, problem: "its name is not UTF-8") : .changedWhileReading(path)
      }
      if status.kind == .directory {
        if match.isIgnored && !rules.mayInclude(below: relative) { continue }
        guard try isIncluded(relative, .directory) else { continue }
        let below = try scan(path, relative + "/", prefix, parent: match)
        // An ignored directory is listed only if an exception includes something in it.
        if !match.isIgnored || !below.isEmpty { entries.append(.directory(prefix + relative, attributes: attributes)) }
        entries += below
      } else if !match.isIgnored, try isIncluded(relative, status.kind) {
        entries.append(try entry(path, prefix + relative, status))
      }
    }
    return entries
  }

  private func entry(_ path: FilePath, _ target: String, _ status: FileStatus) throws(ImageFailure) -> LayerEntry {
    switch status.kind {
    case .file:
      let mode: UInt16 = status.permissions & 0o111 == 0 ? 0o644 : 0o755
      return LayerEntry(
        path: target, contents: .file(path, size: status.size), mode: mode, attributes: attributes)
    case .symbolicLink:
      return LayerEntry(
        path: target, contents: .symbolicLink(target: try linkTarget(path)), mode: 0o777, attributes: attributes)
    case .socket: throw .unsupportedFile(path, problem: "it is a socket")
    case .pipe: throw .unsupportedFile(path, problem: "it is a pipe")
    case .characterDevice, .blockDevice: throw .unsupportedFile(path, problem: "it is a device")
    case .directory: return .directory(target, attributes: attributes)
    }
  }

  private func linkTarget(_ path: FilePath) throws(ImageFailure) -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = path.withPlatformString { readlink($0, &buffer, buffer.count) }
    guard count >= 0 else { throw .file(FileFailure("read link", path, Errno(rawValue: errno))) }
    guard let target = String(validating: buffer[..<count], as: UTF8.self) else {
      throw .unsupportedFile(path, problem: "its target is not UTF-8")
    }
    return target
  }
}
