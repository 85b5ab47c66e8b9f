extension ImageConfig.Execution {
  /// What engines use if an image sets no `PATH` (runc's and Docker's default).
  public static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// The environment by name.
  public var variables: [String: String] { Self.variables(in: environment ?? []) }

  /// `NAME=value` entries by name; the last of a name applies.
  public static func variables(in entries: [String]) -> [String: String] {
    let pairs = entries.map {
      $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(pairs.map { ($0[0], $0.count == 2 ? $0[1] : "") }) { $1 }
  }
}
