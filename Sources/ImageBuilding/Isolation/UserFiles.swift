import FileIO
import Languages
import SystemPackage

/// The user's and the system's configuration of a language's tools.
struct UserFiles {
  private static let limit = 1 << 20
  private static let ofSystem: [FilePath] = [
    "/etc/pip.conf", "/etc/npmrc", "/etc/uv/uv.toml", "/etc/maven/settings.xml",
  ]

  /// Each with its path below the home directory.
  private(set) var files: [(path: String, source: FilePath)] = []
  /// Those with a password or a token.
  private(set) var secretPaths: Set<String> = []
  /// Their contents, and those of the system's.
  private(set) var texts: [String] = []

  init(_ needs: ToolNeeds, _ environment: [String: String]) {
    guard !needs.userFiles.isEmpty else { return }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) }
    for path in needs.userFiles {
      guard let source = Self.place(path, home, environment), let text = Self.text(source) else { continue }
      files.append((path, source))
      texts.append(text)
      if path.contains("credentials") || Self.holdsSecret(text) { secretPaths.insert(path) }
    }
    texts += Self.ofSystem.compactMap(Self.text)
  }

  /// Whether a text seems to contain a password, a token or a private key.
  static func holdsSecret(_ text: String) -> Bool {
    let text = text.lowercased()
    return NamedServers.hasLogin(text)
      || ["token", "password", "_auth", "secret", "private key"].contains { text.contains($0) }
  }

  /// Whether it is a file that seems to contain one. What is no text, or too large, is none.
  static func holdsSecret(fileAt path: FilePath) -> Bool { text(path).map(holdsSecret) ?? false }

  private static func place(_ path: String, _ home: FilePath?, _ environment: [String: String]) -> FilePath? {
    func moved(_ directory: String, by variable: String) -> FilePath? {
      guard path.hasPrefix(directory), let set = environment[variable], !set.isEmpty else { return nil }
      return FilePath(set).pushing(FilePath(String(path.dropFirst(directory.count))))
    }
    return moved(".config/", by: "XDG_CONFIG_HOME") ?? moved(".cargo/", by: "CARGO_HOME")
      ?? moved(".gradle/", by: "GRADLE_USER_HOME") ?? home?.pushing(FilePath(path))
  }

  static func text(_ path: FilePath) -> String? {
    guard path.isAbsolute, let bytes = try? FileContents.read(path, limit: limit) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
