/// The values of settings with a fixed set of values.
extension Settings {
  public enum BuildEngine: String, CaseIterable, Sendable {
    case auto, oci, docker
  }

  public enum Compression: String, CaseIterable, Sendable {
    case gzip, zstd
  }

  public enum MediaTypes: String, CaseIterable, Sendable {
    case oci, docker
  }

  public enum Installer: String, CaseIterable, Sendable {
    case auto, pip, uv
  }

  public enum BuildIsolation: String, CaseIterable, Sendable {
    case auto, required
  }

  public enum TestEngine: String, CaseIterable, Sendable {
    case auto, runc, bwrap, docker, none
  }

  /// The step that a version is raised by, whatever the commits say.
  public enum ForcedBump: String, CaseIterable, Sendable {
    case auto, major, minor, patch, none
  }

  /// The kind of site that shows a page for each release.
  public enum ReleasePage: String, CaseIterable, Sendable {
    case none, github, gitlab
  }

  /// The step that a type of commit asks for.
  public enum CommitBump: String, CaseIterable, Sendable {
    case major, minor, patch, none
  }

  /// The shorter image tags; `none` alone turns them off.
  public enum FloatingTag: String, CaseIterable, Sendable {
    case major
    case majorMinor = "major.minor"
    case none
  }
}
