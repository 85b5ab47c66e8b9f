/// The address of a repository, as far as two spellings of it can be compared: `git@host:a/b.git`,
/// `ssh://git@host:22/a/b`, `https://user:secret@host/a/b.git` and `git://host/a/b` are the same.
struct RepositoryURL: Hashable {
  /// In lower case, without user and port.
  let host: String
  /// `owner/name`, or more steps; without `.git`, as it is written.
  let path: String

  /// `nil` if the text is no address.
  init?(_ text: String) {
    let rest = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
    guard let end = rest.firstIndex(where: { $0 == "/" || $0 == ":" && text == rest }) else { return nil }
    let authority = rest[..<end]
    let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    host = place.prefix { $0 != ":" }.lowercased()
    let steps = rest[rest.index(after: end)...].split(separator: "/")
    let path = steps.joined(separator: "/")
    self.path = path.hasSuffix(".git") ? String(path.dropLast(4)) : path
    guard !host.isEmpty, steps.count > 1 else { return nil }
  }

  /// The path alone: what vendors call the repository's slug.
  static func slug(_ text: String?) -> String? { text.flatMap { RepositoryURL($0)?.path } }

  /// Whether both are known and are one repository. Forges do not tell upper from lower case.
  static func areSame(_ one: String?, _ other: String?) -> Bool {
    guard let one = one.flatMap(RepositoryURL.init), let other = other.flatMap(RepositoryURL.init) else { return false }
    return one.host == other.host && one.path.lowercased() == other.path.lowercased()
  }

  /// The same for `owner/name`.
  static func areSameSlugs(_ one: String?, _ other: String?) -> Bool {
    guard let one, let other else { return false }
    return one.lowercased() == other.lowercased()
  }
}
