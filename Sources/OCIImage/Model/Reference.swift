import TextFormats

/// Names an image in a registry: `[domain/]path[:tag][@digest]` by the distribution/reference grammar.
public struct Reference: Sendable, Hashable, CustomStringConvertible {
  /// Host and optional port; Docker Hub is `docker.io`.
  public let domain: String
  /// The repository below the domain, with the `library/` that Docker Hub adds.
  public let path: String
  public var tag: String?
  public var digest: Digest?

  public static let dockerHub = "docker.io"

  /// The repository without tag and digest.
  public var repository: String { "\(domain)/\(path)" }

  /// What the registry resolves: the digest if there is one, otherwise the tag, otherwise `latest`.
  public var identifier: String { digest?.description ?? tag ?? "latest" }

  public var description: String {
    repository + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
  }

  /// The host that answers the distribution API: Docker Hub's differs from its name.
  public var apiHost: String { domain == Self.dockerHub ? "registry-1.docker.io" : domain }

  public func with(tag: String) -> Reference {
    var copy = self
    copy.tag = tag
    copy.digest = nil
    return copy
  }

  /// - Throws: which part of the text is invalid, and what it should look like.
  public init(parsing text: String) throws(InvalidReference) {
    func invalid(_ problem: String) -> InvalidReference { InvalidReference(text: text, problem: problem) }
    var rest = Substring(text)
    digest = nil
    guard !text.contains("://") else {
      throw invalid("it is a URL; write only host and path, and set credentials separately")
    }
    guard Digest(hex: text) == nil else {
      throw invalid("a bare image id is not a reference: write `name@sha256:…`")
    }
    if let at = rest.firstIndex(of: "@") {
      guard let parsed = Digest(String(rest[rest.index(after: at)...])) else {
        throw invalid(
          "expected a digest after `@`: `sha256:` and 64 lower-case hexadecimal digits, or `sha512:` and 128")
      }
      digest = parsed
      rest = rest[..<at]
    }
    tag = nil
    let lastSlash = rest.lastIndex(of: "/")
    if let colon = rest.lastIndex(of: ":"), lastSlash.map({ colon > $0 }) ?? true {
      let name = String(rest[rest.index(after: colon)...])
      guard Self.isTag(name) else {
        throw invalid(
          "`\(name)` is not a tag: letters, digits, `_`, `.` and `-`, at most 128, not starting with `.` or `-`")
      }
      tag = name
      rest = rest[..<colon]
    }
    let first = rest.prefix { $0 != "/" }
    let isHost = first.endIndex < rest.endIndex && Self.namesHost(first)
    if isHost {
      guard let normal = RegistryHost.normal(first) else {
        throw invalid("`\(first)` is not a host name with an optional port")
      }
      // `Team/agent` is the host `Team`, though `team/agent` is on Docker Hub: only its case makes it a host.
      domain = normal == "index.docker.io" ? Self.dockerHub : Self.namesHost(normal[...]) ? normal : String(first)
      rest = rest[rest.index(after: first.endIndex)...]
    } else {
      domain = Self.dockerHub
    }
    guard !rest.isEmpty else { throw invalid("the repository is missing") }
    let elements = rest.split(separator: "/", omittingEmptySubsequences: false)
    if let bad = elements.first(where: { !Self.isPathElement($0) }) {
      throw invalid(
        bad.contains(where: \.isUppercase)
          ? "the repository must be lower-case: `\(bad.lowercased())` instead of `\(bad)`"
          : "`\(bad)` is not allowed: lower-case letters and digits, separated by `.`, `_`, `__` or `-`")
    }
    path = domain == Self.dockerHub && elements.count == 1 ? "library/\(rest)" : String(rest)
    guard path.utf8.count <= 255 else { throw invalid("the repository is longer than 255 characters") }
  }

  /// `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}` (distribution-spec, "Pulling manifests").
  public static func isTag(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
    return (ASCII.isAlphanumeric(first) || first == UInt8(ascii: "_"))
      && text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "_.-".utf8.contains($0) }
  }

  /// Whether a first element is a host, not a part of the path (distribution/reference, splitDockerDomain).
  private static func namesHost(_ text: Substring) -> Bool {
    text == "localhost" || text.contains(".") || text.contains(":") || text != text.lowercased()
  }

  /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*` (distribution-spec, "Pulling manifests").
  private static func isPathElement(_ text: Substring) -> Bool {
    func isPlain(_ byte: UInt8) -> Bool { ASCII.isAlphanumeric(byte) && !ASCII.isUpper(byte) }
    guard let first = text.utf8.first, let last = text.utf8.last, isPlain(first), isPlain(last) else { return false }
    let separators: [Substring.UTF8View] = text.utf8.split(whereSeparator: isPlain)
    return separators.map { Substring($0) }.allSatisfy { separator in
      [".", "_", "__"].contains(separator) || separator.allSatisfy { $0 == "-" }
    }
  }
}
