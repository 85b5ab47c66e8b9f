public import Diagnostics
import YAMLTree

/// Checks of the test stage can be run.
public enum TestCheck: ManifestRule {
  public static let id = "test-check"
  public static let title = "Checks of the test stage can be run"
  public static let why = "A check that cannot be run fails at the end of a long build instead of now"
  public static let badExample = """
    spec:
      pipeline:
        test:
          commands: [{name: unit tests, run: []}]
          files: [{path: main.py}]
    """
  public static let goodExample = """
    spec:
      pipeline:
        test:
          commands: [{name: unit tests, run: [pytest]}]
          files: [{path: /app/main.py}]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    let ready = manifest.node("spec", "pipeline", "test", "ready", "http")
    return manifest.items("spec", "pipeline", "test", "commands").flatMap(command)
      + manifest.items("spec", "pipeline", "test", "http").flatMap(http)
      + manifest.items("spec", "pipeline", "test", "files").flatMap(file)
      + rooted(ready)
  }

  private static func command(_ check: YAMLNode) -> [Diagnostic] {
    var found = named(check) + rooted(check["junit"])
    if let run = check["run"], let words = run.sequence, words.first?.text?.isEmpty ?? true {
      found.append(
        error(
          words.isEmpty ? "the command is empty" : "the command has no program",
          at: words.first?.location ?? run.location,
          hints: ["write `run: [\"program\", \"argument\"]`"]))
    }
    return found
  }

  private static func named(_ check: YAMLNode) -> [Diagnostic] {
    guard let node = check["name"], let name = node.text, name.allSatisfy(\.isWhitespace) else { return [] }
    return [error("the name of the check is empty", at: node.location, hints: ["say what it checks, for the reports"])]
  }

  private static func http(_ check: YAMLNode) -> [Diagnostic] {
    var found = named(check) + rooted(check["request"]?["path"])
    if let text = check["request"]?.pair("text"), check["request"]?.pair("json") != nil {
      found.append(
        error("`text` stands beside `json`", at: text.key.location, hints: ["a request has one body: remove one"]))
    }
    for pair in check["expect"]?["json"]?.mapping ?? [] where !pair.name.isEmpty && !pair.name.hasPrefix("/") {
      let pointer = "/" + pair.name.split(separator: ".").joined(separator: "/")
      found.append(
        error("`\(pair.name)` is not a JSON pointer", at: pair.key.location, hints: ["write `\(pointer)` (RFC 6901)"]))
    }
    return found
  }

  private static func file(_ check: YAMLNode) -> [Diagnostic] {
    var found = rooted(check["path"])
    if let node = check["mode"], let mode = node.text,
      !(3...4).contains(mode.utf8.count) || !mode.utf8.allSatisfy({ (0x30...0x37).contains($0) })
    {
      found.append(
        error("`\(mode)` is not a file mode", at: node.location, hints: ["write it in octal, such as `\"0644\"`"]))
    }
    if check["exists"]?.scalar?.boolean == false {
      for name in ["mode", "contains"] {
        guard let pair = check.pair(name), !pair.value.isNull else { continue }
        found.append(warning("`\(name)` has no effect with `exists: false`", at: pair.key.location))
      }
    }
    return found
  }

  private static func rooted(_ node: YAMLNode?) -> [Diagnostic] {
    guard let node, let path = node.text, !path.hasPrefix("/") else { return [] }
    return [error("the path `\(path)` does not begin with `/`", at: node.location, hints: ["write `/\(path)`"])]
  }
}
