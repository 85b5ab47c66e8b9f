/// The files of `ci-templates/` for one CI system; of GitLab also the root's example, which is no component.
public struct CITemplate: Sendable, Hashable {
  /// The directory's name: `github`.
  public var vendor: String
  /// With paths relative to that directory.
  public var files: [ProjectTemplate.File]

  init(_ vendor: String, _ files: [ProjectTemplate.File]) {
    self.vendor = vendor
    self.files = files
  }
}

/// The CI files that users copy; `make generate` embeds them.
public enum CITemplates {
  /// - Parameter vendor: the name of a directory of `ci-templates/`.
  public static func files(for vendor: String) -> [ProjectTemplate.File]? {
    all.first { $0.vendor == vendor }?.files
  }
}
