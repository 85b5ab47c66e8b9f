import TextFormats
import YAMLTree

/// Translates the short forms of other tools, such as compose files, to this format.
enum ShortForm {
  /// - Parameter path: of the field, such as `spec.volumes[0]`.
  /// - Returns: nil if the value is not a short form.
  static func hint(_ node: YAMLNode, at path: String) -> String? {
    if path == "spec.environment", let pairs = node.mapping { return environment(pairs) }
    guard let text = node.text, text.utf8.count <= 200, !text.contains(where: \.isNewline) else { return nil }
    if path.hasPrefix("spec.volumes["), path.hasSuffix("]") { return volume(text) }
    if path.hasPrefix("spec.ports["), path.hasSuffix("]") { return port(text) }
    if path.hasPrefix("spec.environment["), path.hasSuffix("]") { return variable(text) }
    if path == "spec.model" || path.hasPrefix("spec.models[") && path.hasSuffix("]") { return model(text) }
    return nil
  }

  /// `NAME: value` below `environment`.
  private static func environment(_ pairs: [YAMLPair]) -> String? {
    guard let first = pairs.first, first.name != "name" else { return nil }
    return "write a list: `- \(entry(first.name, first.value.text))`" + (pairs.count > 1 ? " and so on" : "")
  }

  /// `NAME=value`, or `NAME` alone, which passes the host's variable on.
  private static func variable(_ text: String) -> String {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return parts.count == 2 ? "write `\(entry(parts[0], parts[1]))`" : "write `{name: \(text), from: env}`"
  }

  private static func entry(_ name: String, _ value: String?) -> String {
    // What is secret does not belong there at all, nor into a message.
    if SecretText.isSecretName(name) { return "{name: \(name), from: secret}" }
    return "{name: \(name), value: \(quoted(value ?? "…"))}"
  }

  /// `source:target[:ro]`, or the target alone.
  private static func volume(_ text: String) -> String? {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let isReadOnly = parts.count == 3 && parts[2].split(separator: ",").contains("ro")
    if parts.count == 3 { parts.removeLast() }
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    if parts.count == 1 { return "write `{source: NAME, target: \(quoted(parts[0])), type: volume}`" }
    let isPath = parts[0].contains("/") || parts[0].hasPrefix(".") || parts[0].hasPrefix("~")
    return "write `{source: \(quoted(parts[0])), target: \(quoted(parts[1]))\(isPath ? "" : ", type: volume")"
      + "\(isReadOnly ? ", readOnly: true" : "")}`"
  }

  /// `[host:]container[/protocol]`
  private static func port(_ text: String) -> String? {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let numbers = (halves.first ?? "").split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard halves.count <= 2, (1...2).contains(numbers.count), numbers.allSatisfy({ ASCII.isNumber($0) }) else {
      return nil
    }
    let host = numbers.count == 2 ? ", host: \(numbers[0])" : ""
    let transport = halves.count == 2 ? ", protocol: \(halves[1].lowercased())" : ""
    return "write `{container: \(numbers[numbers.count - 1])\(host)\(transport)}`"
  }

  /// `name`, `provider/name` or `provider:name`.
  private static func model(_ text: String) -> String {
    for separator in ["/", ":"] as [Character] {
      let parts = text.split(separator: separator, maxSplits: 1).map(String.init)
      if parts.count == 2, UnknownProvider.known.contains(parts[0].lowercased()) {
        return "write `{provider: \(parts[0].lowercased()), name: \(quoted(parts[1]))}`"
      }
    }
    let lower = text.lowercased()
    let provider = makers.first { lower.hasPrefix($0.prefix) }?.provider ?? "openai"
    return "write `{provider: \(provider), name: \(quoted(text))}`"
      + (lower.hasPrefix("gpt") ? "" : " with its provider")
  }

  private static let makers = [
    (prefix: "claude", provider: "anthropic"), (prefix: "gemini", provider: "google"),
    (prefix: "mistral", provider: "mistral"), (prefix: "command", provider: "cohere"),
    (prefix: "deepseek", provider: "deepseek"), (prefix: "grok", provider: "xai"),
    (prefix: "llama", provider: "ollama"), (prefix: "qwen", provider: "ollama"),
  ]

  /// The text as written in a flow mapping.
  private static func quoted(_ text: String) -> String {
    let isPlain =
      ASCII.isWord(text, and: "._-/~…") && YAMLScalar.plain(text).kind == .string && !text.hasPrefix("-")
    return isPlain || text == "…" ? text : YAMLScalar.jsonString(text)
  }
}
