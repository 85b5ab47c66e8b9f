public import Diagnostics
import FileIO
import Glibc
public import PipelineCore
public import Settings
public import SystemPackage

/// A file or directory that a setting names.
public enum NamedPath {
  /// A relative path is the agent's if the manifest names it, else the caller's.
  ///
  /// A manifest may only name what is inside the agent's directory or the repository that contains it, after symbolic
  /// links are resolved: everything else on the machine is none of its business. A flag or a variable may name any path.
  /// - Throws: `path-outside`.
  public static func resolve(
    _ path: FilePath, of setting: SettingDefinition, from origin: SettingOrigin?, _ context: RunContext
  ) throws(Failure) -> FilePath {
    guard let place = origin?.location else { return context.invocationDirectory.pushing(path).lexicallyNormalized() }
    let whole = context.directory.pushing(path)
    let root = root(of: context.directory)
    guard real(whole).starts(with: root) else {
      throw Failure(
        .agent, "path-outside", "`\(path)` is outside the repository, and agent.yaml may not name it", at: place,
        hints: ["set it with \(setting.otherPlaces), which may name any path"])
    }
    return whole.lexicallyNormalized()
  }

  /// The work tree around the agent; without one, the agent's directory.
  private static func root(of directory: FilePath) -> FilePath {
    let agent = real(directory)
    var place = agent
    while true {
      // Git commits no file of this name, so a repository cannot pretend to begin elsewhere.
      if (try? FileStatus.of(place.appending(".git"))) != .some(nil) { return place }
      guard place.removeLastComponent() else { return agent }
    }
  }

  /// Without links and dots; of a path that does not exist, as far as it does.
  private static func real(_ path: FilePath) -> FilePath {
    if let found = path.withPlatformString({ realpath($0, nil) }) {
      defer { free(found) }
      return FilePath(platformString: found)
    }
    // A link that leads nowhere may lead anywhere later.
    if (try? FileStatus.of(path))??.kind == .symbolicLink { return "/" }
    var parent = path
    guard let last = parent.lastComponent, parent.removeLastComponent(), !parent.isEmpty else {
      return path.lexicallyNormalized()
    }
    return real(parent).appending(last).lexicallyNormalized()
  }
}
