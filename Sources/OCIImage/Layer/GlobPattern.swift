/// A pattern for whole paths: `packages/*`, `apps/**`, `./lib`. As workspaces name their members.
public struct GlobPattern: Sendable, Hashable {
  private let tokens: [GlobToken]

  /// - Returns: `nil` if it is malformed.
  public init?(_ text: String) {
    var text = text[...]
    while text.hasPrefix("./") { text = text.dropFirst(2) }
    while text.hasSuffix("/") { text = text.dropLast() }
    do throws(GlobProblem) {
      tokens = try GlobToken.parse(String(text))
    } catch {
      return nil
    }
  }

  /// - Parameter path: without `./`.
  public func matches(_ path: String) -> Bool { GlobToken.match(tokens[...], Array(path.unicodeScalars)[...]) }
}
