public import Diagnostics
import YAMLTree

public enum TestCheck: ManifestRule {
  public static let id = "test-check"
  public static let title = "Checks of the test stage can run"
  public static let why = "A check that cannot run fails only at the end of a long build"
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
    named(check) + rooted(check["junit"]) + runnable(check.pair("run"))
  }

  private static func named(_ check: YAMLNode) -> [Diagnostic] {
    guard let node = check["name"], let name = node.text, name.allSatisfy(\.isWhitespace) else { return [] }
    return error(
      "the name of the check is empty", at: node.location, hints: ["say what it checks; reports show the name"])
  }

  private static func http(_ check: YAMLNode) -> [Diagnostic] {
    var found = named(check) + rooted(check["request"]?["path"])
    if let text = check["request"]?.pair("text"), check["request"]?.pair("json") != nil {
      found += error(
        "`text` and `json` are both set", at: text.key.location,
        hints: ["remove one of the two: a request has one body"])
    }
    for pair in check["expect"]?["json"]?.mapping ?? [] where !pair.name.isEmpty && !pair.name.hasPrefix("/") {
      let pointer = "/" + pair.name.split(separator: ".").joined(separator: "/")
      found += error(
        "`\(pair.name)` is not a JSON pointer", at: pair.key.location, hints: ["write `\(pointer)` (RFC 6901)"])
    }
    return found
  }

  private static func file(_ check: YAMLNode) -> [Diagnostic] {
    var found = rooted(check["path"])
    if let node = check["mode"], let mode = node.text,
      !(3...4).contains(mode.utf8.count) || !mode.utf8.allSatisfy({ (0x30...0x37).contains($0) })
    {
      found += error(
        "`\(mode)` is not a file mode", at: node.location, hints: ["write it in octal, such as `\"0644\"`"])
    }
    if check["exists"]?.scalar?.boolean == false {
      found += ["mode", "contains"].compactMap(check.written).flatMap { pair in
        warning("`\(pair.name)` has no effect with `exists: false`", at: pair.key.location)
      }
    }
    return found
  }
}
