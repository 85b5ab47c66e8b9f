import TextFormats

/// A file that contains credentials, by its name and, if it can be read, by its contents.
struct CredentialFile {
  /// With its article: `a private key`.
  var kind: String
  /// Whether the contents say so, and not only the name.
  var isCertain: Bool

  /// Bytes: files of credentials are small.
  private static let limit = 64 << 10
  /// Google's keys have 2,400 bytes; other JSON may be large and many.
  private static let jsonLimit = 16 << 10
  /// Requirements files with hashes and lock files are large.
  private static let packageFileLimit = 16 << 20

  /// - Parameter read: the contents of the file, read only if the name is suspicious.
  static func find(_ path: String, read: (_ limit: Int) -> [UInt8]?) -> CredentialFile? {
    let parts = path.split(separator: "/")
    guard let name = parts.last else { return nil }
    let directory = parts.dropLast().last ?? ""
    func text() -> String { read(limit).map { String(decoding: $0, as: UTF8.self) } ?? "" }
    func holding(_ kind: String, _ marks: String...) -> CredentialFile? {
      let text = text()
      return marks.contains { text.contains($0) } ? CredentialFile(kind: kind, isCertain: true) : nil
    }
    switch name {
    case _ where name == ".env" || name.hasPrefix(".env.") && !isTemplate(name):
      return CredentialFile(kind: "secrets", isCertain: containsSecret(text()))
    case _ where name == ".envrc" || name.hasSuffix(".env") && !isTemplate(name.dropLast(4)),
      _ where name.hasSuffix(".tfvars") || name.hasSuffix(".tfvars.json"):
      return containsSecret(text()) ? CredentialFile(kind: "secrets", isCertain: true) : nil
    case _ where name.hasSuffix(".tfstate") || name.hasSuffix(".tfstate.backup"):
      return CredentialFile(kind: "deployment secrets", isCertain: false)
    case "token", "token.txt", ".token", ".vault-token", "api_key.txt", "apikey.txt", "password.txt":
      let text = text()
      let isOne = SecretText.known(in: text) != nil || SecretText.suspected(oneWord(text), named: "token") != nil
      return isOne ? CredentialFile(kind: "a token", isCertain: true) : nil
    case "secrets.yaml", "secrets.yml", "secrets.json", "secrets.toml":
      return SecretText.known(in: text()) == nil ? nil : CredentialFile(kind: "secrets", isCertain: true)
    case "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519":
      return CredentialFile(kind: "a private key", isCertain: true)
    case _ where name.hasSuffix(".pem") || name.hasSuffix(".key"):
      return holding("a private key", "PRIVATE KEY-----")
    case _ where [".p12", ".pfx", ".jks", ".keystore"].contains { name.hasSuffix($0) }:
      return CredentialFile(kind: "private keys", isCertain: false)
    case ".npmrc", ".yarnrc.yml":
      return containsToken(text()) ? CredentialFile(kind: "a token for a package registry", isCertain: true) : nil
    case ".pypirc":
      return holding("a password for a package index", "password")
    case _ where namesIndexes(name, in: directory):
      let isOne = namesPassword(read(packageFileLimit) ?? [])
      return isOne ? CredentialFile(kind: "a password for a package index", isCertain: true) : nil
    case ".netrc", "_netrc":
      return holding("passwords", "password ")
    case ".git-credentials":
      return CredentialFile(kind: "a password for a git server", isCertain: true)
    case "credentials" where directory == ".aws":
      return CredentialFile(kind: "AWS keys", isCertain: true)
    case "config.json" where directory == ".docker", ".dockercfg":
      return holding("registry passwords", "\"auth\":", "\"auth\" :", "identitytoken")
    case "config" where directory == ".kube", "kubeconfig", "kubeconfig.yaml":
      return holding("access to a Kubernetes cluster", "client-key-data:", "token:", "password:")
    case _ where name.hasSuffix(".json"):
      let text = read(jsonLimit).map { String(decoding: $0, as: UTF8.self) } ?? ""
      let isKey =
        text.contains("\"private_key\"") && text.contains("service_account")
        || text.contains("\"refresh_token\"") && text.contains("\"client_secret\"")
      return isKey ? CredentialFile(kind: "a Google Cloud key", isCertain: true) : nil
    default:
      return nil
    }
  }

  /// Files of Python's package managers that may name an index.
  private static func namesIndexes(_ name: Substring, in directory: Substring) -> Bool {
    let names: Set<Substring> = [
      "pip.conf", "pip.ini", "uv.toml", "pyproject.toml", "Pipfile", "Pipfile.lock", "uv.lock", "poetry.lock",
      "poetry.toml", "pdm.lock", "pdm.toml", "pylock.toml", "setup.cfg", "setup.py", "environment.yml",
      "environment.yaml",
    ]
    let isList =
      name.hasSuffix(".txt")
      && (directory == "requirements" || name.contains("requirements") || name.contains("constraints"))
    return names.contains(name) || isList
  }

  /// Whether a URL contains a credential: `https://user:password@host/simple`.
  private static func namesPassword(_ bytes: [UInt8]) -> Bool {
    guard bytes.contains(UInt8(ascii: "@")) else { return false }
    let words = bytes.split { $0 <= UInt8(ascii: " ") || "\"'`,;<>()".utf8.contains($0) }
    return words.contains { word in
      guard word.contains(UInt8(ascii: "@")) else { return false }
      let text = String(decoding: word, as: UTF8.self)
      return text.contains("://") && SecretText.known(in: text) != nil
    }
  }

  private static func isTemplate(_ name: Substring) -> Bool {
    ["example", "sample", "template", "dist", "defaults"].contains { name == $0 || name.hasSuffix(".\($0)") }
  }

  /// The only word of a text.
  private static func oneWord(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.count == 1 ? String(words[0]) : ""
  }

  /// Whether a line `NAME=value` contains a secret.
  private static func containsSecret(_ text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).contains { line in
      guard let equals = line.firstIndex(of: "=") else { return false }
      let name = ASCII.trimmed(line[..<equals].drop { $0 == "#" }).replacing("export ", with: "")
      let value = ASCII.trimmed(line[line.index(after: equals)...]).filter { $0 != "\"" && $0 != "'" }
      return SecretText.known(in: value) != nil || SecretText.suspected(value, named: name) != nil
    }
  }

  /// Whether a line of npm's or yarn's configuration contains a token, and not only the name of a variable: `${NPM_TOKEN}`.
  private static func containsToken(_ text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).contains { line in
      let isComment = ["#", ";"].contains { ASCII.trimmed(line).hasPrefix($0) }
      return !isComment
        && ["_authToken", "_auth", "_password", "npmAuthToken", "npmAuthIdent"].contains { mark in
          line.ranges(of: mark).contains { isToken(after: line[$0.upperBound...]) }
        }
    }
  }

  /// - Parameter rest: `=x`, `: "${A}"`.
  private static func isToken(after rest: Substring) -> Bool {
    let value = rest.drop(while: \.isWhitespace)
    guard let sign = value.first, "=:".contains(sign) else { return false }
    let plain = value.dropFirst().filter { !" \t\"',".contains($0) }
    guard plain.hasPrefix("${"), let end = plain.firstIndex(of: "}") else { return plain.contains { $0 != "}" } }
    let fallback = plain[..<end].dropFirst(2).drop { ASCII.isWord(String($0), and: "_") }
    return !["", "-", ":-", "?"].contains(fallback) || plain[end...].contains { $0 != "}" }
  }
}
