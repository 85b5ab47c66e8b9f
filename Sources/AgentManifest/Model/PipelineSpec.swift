public import Diagnostics
public import Settings

/// The contents of `spec.pipeline`: settings as written, and structures that are more than settings.
public struct PipelineSpec: Sendable, Hashable {
  /// By the name of the setting, such as `build.baseImage`.
  public var settings: [String: Located<SettingValue>] = [:]
  public var test = TestSpec()
  /// Which branches release, in the order of the file: the first pattern that matches decides.
  public var branches: [BranchRule] = []
}

/// An entry of a map whose order is kept.
public struct NamedValue: Sendable, Hashable {
  public var name: String
  public var value: String
}

/// What a push to the branches of one pattern makes.
public struct BranchRule: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case release
    /// A prerelease with this identifier, such as `rc`.
    case prerelease(String)
  }

  /// A branch name in which `*` stands for any text.
  public var pattern: String
  public var kind: Kind
}
