import TextFormats

/// A kind of credential that is known by how it begins.
struct SecretFormat: Sendable {
  /// With its article: `a GitHub token`.
  var name: String
  var prefix: [UInt8]
  /// Bytes after the prefix, at least.
  var minimum: Int
  var isAllowed: @Sendable (UInt8) -> Bool

  private static func of(
    _ name: String, _ prefixes: [String], _ minimum: Int,
    _ isAllowed: @escaping @Sendable (UInt8) -> Bool = isToken
  ) -> [SecretFormat] {
    prefixes.map { SecretFormat(name: name, prefix: Array($0.utf8), minimum: minimum, isAllowed: isAllowed) }
  }

  /// As the vendors document their keys; longer prefixes come before shorter ones.
  static let all: [SecretFormat] = [
    of("an AWS access key", ["AKIA", "ASIA"], 16, isUpperOrDigit),
    of("a GitHub token", ["github_pat_"], 22),
    of("a GitHub token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], 36, ASCII.isAlphanumeric),
    of("a GitLab token", ["glpat-"], 20),
    of("an Anthropic key", ["sk-ant-"], 20),
    of("an OpenRouter key", ["sk-or-"], 20),
    of("an OpenAI key", ["sk-proj-", "sk-"], 20),
    of("a Slack token", ["xoxb-", "xoxa-", "xoxp-", "xoxr-", "xoxs-"], 10),
    of("a Slack webhook", ["hooks.slack.com/services/"], 20) { isToken($0) || $0 == UInt8(ascii: "/") },
    of("a Google API key", ["AIza"], 35),
    of("a Google OAuth secret", ["GOCSPX-"], 20),
    of("a Hugging Face token", ["hf_"], 30, ASCII.isAlphanumeric),
    of("a Groq key", ["gsk_"], 40, ASCII.isAlphanumeric),
    of("an xAI key", ["xai-"], 40),
    of("a Stripe key", ["sk_live_", "rk_live_"], 20, ASCII.isAlphanumeric),
    of("an npm token", ["npm_"], 36, ASCII.isAlphanumeric),
    of("a PyPI token", ["pypi-AgE"], 40),
    of("a SendGrid key", ["SG."], 60) { isToken($0) || $0 == UInt8(ascii: ".") },
    of("a Twilio key", ["SK"], 32, isLowerHexadecimal),
    of("a HashiCorp Vault token", ["hvs.", "hvb."], 24),
    of("an Azure Storage key", ["AccountKey="], 40, isBase64),
    of("an Azure key", ["SharedAccessKey="], 40, isBase64),
    of("a bearer token", ["Bearer ", "bearer "], 20) { isToken($0) || isBase64($0) || $0 == UInt8(ascii: ".") },
    of("a JSON Web Token", ["eyJ"], 30) { isToken($0) || $0 == UInt8(ascii: ".") },
  ].flatMap(\.self)

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
