/// The files of a repository, seen from its root. Made once for all its agents: there may be a hundred thousand files.
public struct FileList: Sendable {
  private let sorted: [String]

  public init(_ files: [String]) {
    sorted = files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func contains(_ path: String) -> Bool { beginning(with: path).first == path }

  /// The files below a directory, as paths from there; all for the empty path.
  public func below(_ directory: String) -> [String] {
    if directory.isEmpty { return sorted }
    let prefix = "\(directory)/"
    return beginning(with: prefix).map { String($0.utf8.dropFirst(prefix.utf8.count)) ?? $0 }
  }

  private func beginning(with prefix: String) -> ArraySlice<String> {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].utf8.lexicographicallyPrecedes(prefix.utf8) { low = middle + 1 } else { high = middle }
    }
    return sorted[low...].prefix { $0.utf8.starts(with: prefix.utf8) }
  }
}
