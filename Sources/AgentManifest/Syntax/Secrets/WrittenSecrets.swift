import Diagnostics
import YAMLTree

/// A secret in the manifest and its place.
struct WrittenSecret {
  var secret: SecretText
  var location: SourceLocation
  /// Such as `OPENAI_API_KEY`, where the value belongs to a name.
  var owner: String?
  /// Whether its format says so; otherwise it only looks like one.
  var isCertain: Bool
}

/// Finds every text in a tree that should not be in a repository.
enum WrittenSecrets {
  static func find(in root: YAMLNode) -> [WrittenSecret] {
    var found: [WrittenSecret] = []
    visit(root, owner: nil, &found)
    return found
  }

  /// A bound for hostile files: each secret is searched for in every text that is shown.
  private static let maximum = 200

  private static func visit(_ node: YAMLNode, owner: String?, _ found: inout [WrittenSecret]) {
    guard found.count < maximum else { return }
    switch node.content {
    case .scalar(let scalar):
      if let secret = SecretText.known(in: scalar.text) {
        found.append(WrittenSecret(secret: secret, location: node.location, owner: owner, isCertain: true))
      } else if let owner, let secret = SecretText.suspected(scalar.text, named: owner) {
        found.append(WrittenSecret(secret: secret, location: node.location, owner: owner, isCertain: false))
      } else if let (name, secret) = assignment(scalar.text) {
        found.append(WrittenSecret(secret: secret, location: node.location, owner: name, isCertain: false))
      }
    case .sequence(let items):
      for item in items { visit(item, owner: owner, &found) }
    case .mapping(let pairs):
      // The variable's name is next to its value; the other fields name secrets without containing them.
      let variable = variableName(pairs)
      for pair in pairs where !references.contains(pair.name) {
        let isValue = pair.name == "value" || pair.name == "defaultValue"
        visit(pair.value, owner: isValue ? variable ?? pair.name : pair.name, &found)
      }
    }
  }

  /// `API_KEY=…` as compose files write variables, and `--token=…` in a command.
  private static func assignment(_ text: String) -> (name: String, secret: SecretText)? {
    guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = String(text[..<equals])
    guard name.utf8.count <= 64 else { return nil }
    return SecretText.suspected(String(text[text.utf8.index(after: equals)...]), named: name).map { (name, $0) }
  }

  private static func variableName(_ pairs: [YAMLPair]) -> String? {
    guard pairs.contains(where: { $0.name == "value" || $0.name == "defaultValue" }) else { return nil }
    return pairs.first { $0.name == "name" }?.value.text
  }

  private static let references: Set = ["secretName", "secretKey", "configMapName", "configMapKey", "envKey"]
}
