import Diagnostics
public import YAMLTree

/// What rules look at: the tree as written, which is there even where no manifest can be made of it.
public struct ManifestTree: Sendable {
  public let root: YAMLNode
  /// Where the tree does not fit the schema; rules about structure word these.
  let mismatches: [SchemaMismatch]

  init(_ root: YAMLNode) {
    self.root = root
    mismatches = SchemaWalk.mismatches(of: root)
  }

  /// The value at a path of keys, if there is one.
  func node(_ path: String...) -> YAMLNode? {
    path.reduce(root as YAMLNode?) { $0?[$1] }
  }

  /// The items of the list at a path of keys; none where there is no list.
  func items(_ path: String...) -> [YAMLNode] {
    path.reduce(root as YAMLNode?) { $0?[$1] }?.sequence ?? []
  }

  /// The key and the value of the health check, whichever way it is spelled.
  var healthCheck: YAMLPair? {
    node("spec")?.pair("healthCheck") ?? node("spec")?.pair("healthcheck")
  }

  /// What one kind of mismatch is worded as.
  func mismatches<Result>(_ word: (SchemaMismatch) -> Result?) -> [Result] {
    mismatches.compactMap(word)
  }
}
