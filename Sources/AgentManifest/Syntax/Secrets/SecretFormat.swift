import TextFormats

/// A kind of credential that is known by how it begins.
struct SecretFormat: Sendable {
  /// With its article: `a GitHub token`.
  var name: String
  var prefix: [UInt8]
  /// Bytes after the prefix, at least.
  var minimum: Int
  var isAllowed: @Sendable (UInt8) -> Bool

  private init(
    _ name: String, _ prefix: StaticString, _ minimum: Int, _ isAllowed: @escaping @Sendable (UInt8) -> Bool = isToken
  ) {
    self.name = name
    self.prefix = prefix.withUTF8Buffer(Array.init)
    self.minimum = minimum
    self.isAllowed = isAllowed
  }

  /// The vendors' own words on the format of their keys; longer prefixes come before shorter ones.
  static let all: [SecretFormat] = [
    SecretFormat("an AWS access key", "AKIA", 16, isUpperOrDigit),
    SecretFormat("an AWS access key", "ASIA", 16, isUpperOrDigit),
    SecretFormat("a GitHub token", "github_pat_", 22),
    SecretFormat("a GitHub token", "ghp_", 36, ASCII.isAlphanumeric),
    SecretFormat("a GitHub token", "gho_", 36, ASCII.isAlphanumeric),
    SecretFormat("a GitHub token", "ghu_", 36, ASCII.isAlphanumeric),
    SecretFormat("a GitHub token", "ghs_", 36, ASCII.isAlphanumeric),
    SecretFormat("a GitHub token", "ghr_", 36, ASCII.isAlphanumeric),
    SecretFormat("a GitLab token", "glpat-", 20),
    SecretFormat("an Anthropic key", "sk-ant-", 20),
    SecretFormat("an OpenRouter key", "sk-or-", 20),
    SecretFormat("an OpenAI key", "sk-proj-", 20),
    SecretFormat("an OpenAI key", "sk-", 20),
    SecretFormat("a Slack token", "xoxb-", 10),
    SecretFormat("a Slack token", "xoxa-", 10),
    SecretFormat("a Slack token", "xoxp-", 10),
    SecretFormat("a Slack token", "xoxr-", 10),
    SecretFormat("a Slack token", "xoxs-", 10),
    SecretFormat("a Slack webhook", "hooks.slack.com/services/", 20) { isToken($0) || $0 == UInt8(ascii: "/") },
    SecretFormat("a Google API key", "AIza", 35),
    SecretFormat("a Google OAuth secret", "GOCSPX-", 20),
    SecretFormat("a Hugging Face token", "hf_", 30, ASCII.isAlphanumeric),
    SecretFormat("a Groq key", "gsk_", 40, ASCII.isAlphanumeric),
    SecretFormat("an xAI key", "xai-", 40),
    SecretFormat("a Stripe key", "sk_live_", 20, ASCII.isAlphanumeric),
    SecretFormat("a Stripe key", "rk_live_", 20, ASCII.isAlphanumeric),
    SecretFormat("an npm token", "npm_", 36, ASCII.isAlphanumeric),
    SecretFormat("a PyPI token", "pypi-AgE", 40),
    SecretFormat("a SendGrid key", "SG.", 60) { isToken($0) || $0 == UInt8(ascii: ".") },
    SecretFormat("a Twilio key", "SK", 32, isLowerHexadecimal),
    SecretFormat("a token of HashiCorp Vault", "hvs.", 24),
    SecretFormat("a token of HashiCorp Vault", "hvb.", 24),
    SecretFormat("a key of Azure Storage", "AccountKey=", 40, isBase64),
    SecretFormat("a key of Azure", "SharedAccessKey=", 40, isBase64),
    SecretFormat("a bearer token", "Bearer ", 20) { isToken($0) || isBase64($0) || $0 == UInt8(ascii: ".") },
    SecretFormat("a bearer token", "bearer ", 20) { isToken($0) || isBase64($0) || $0 == UInt8(ascii: ".") },
    SecretFormat("a JSON Web Token", "eyJ", 30) { isToken($0) || $0 == UInt8(ascii: ".") },
  ]

  /// Indexes into `all` by first byte: most text is passed over without a comparison.
  static let byFirstByte: [[Int]] = {
    var table = [[Int]](repeating: [], count: 256)
    for (index, format) in all.enumerated() { table[Int(format.prefix[0])].append(index) }
    return table
  }()

  @Sendable private static func isToken(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  @Sendable private static func isBase64(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
  }

  @Sendable private static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || (0x61...0x66).contains(byte)
  }

  @Sendable private static func isUpperOrDigit(_ byte: UInt8) -> Bool { ASCII.isUpper(byte) || ASCII.isDigit(byte) }
}
