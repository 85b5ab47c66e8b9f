public import Diagnostics

/// What `spec.pipeline` says: plain settings as they are, and the structures that are more than settings.
public struct PipelineSpec: Sendable, Hashable {
  /// In the order of the file; a path appears once.
  public var settings: [PipelineSetting] = []
  public var test = TestSpec()
  /// Which branches release, in the order of the file: the first pattern that matches decides.
  public var branches: [BranchRule] = []

  public init() {}
}

/// One plain setting, which a flag or an environment variable may override.
public struct PipelineSetting: Sendable, Hashable {
  public enum Value: Sendable, Hashable {
    case scalar(String)
    case list([String])
    case map([NamedValue])
  }

  /// Dotted path below `spec.pipeline`, such as `build.baseImage`.
  public var path: String
  public var value: Value
  public var location: SourceLocation

  public init(path: String, value: Value, location: SourceLocation) {
    self.path = path
    self.value = value
    self.location = location
  }
}

/// An entry of a map whose order is kept.
public struct NamedValue: Sendable, Hashable {
  public var name: String
  public var value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
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

  public init(pattern: String, kind: Kind) {
    self.pattern = pattern
    self.kind = kind
  }
}
