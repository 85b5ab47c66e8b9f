import TextFormats
import Versioning

/// What the settings of versions and tags must be beyond their shape.
enum TagChecks {
  private static let code = "tag-setting"

  /// git refuses such a tag (git-check-ref-format).
  @Sendable static func prefix(_ value: SettingValue) -> [SettingProblem] {
    guard let prefix = value.text else { return [] }
    let isForbidden =
      prefix.unicodeScalars.contains {
        $0.value <= 0x20 || $0.value == 0x7F || "~^:?*[\\".unicodeScalars.contains($0)
      } || ["..", "@{", "//", "/."].contains { prefix.contains($0) }
      || ["/", ".", "-"].contains { prefix.hasPrefix($0) }
    guard isForbidden else { return [] }
    return [
      SettingProblem(
        "tag-prefix", "the prefix `\(prefix)` cannot begin a git tag",
        hints: ["use letters, digits, `-`, `_` and single `/` and `.` between them"])
    ]
  }

  /// `git` would take a leading hyphen for an option, and a URL would bypass the configured remotes.
  @Sendable static func remote(_ value: SettingValue) -> [SettingProblem] {
    guard let name = value.text, name.hasPrefix("-") || !ASCII.isWord(name, and: "-_./") else { return [] }
    return [
      SettingProblem(
        code, "`\(name)` is not the name of a git remote", hints: ["write a name that `git remote` lists"])
    ]
  }

  @Sendable static func image(_ value: SettingValue) -> [SettingProblem] {
    (value.items ?? []).enumerated().compactMap { index, text in
      do throws(ImageTagRule.Problem) {
        _ = try ImageTagRule(text)
        return nil
      } catch {
        return SettingProblem(code, error.message, hints: [error.hint], at: .item(index))
      }
    }
  }

  @Sendable static func paths(_ value: SettingValue) -> [SettingProblem] {
    (value.items ?? []).enumerated().compactMap { index, path in
      guard path.hasPrefix("/") || path.allSatisfy(\.isWhitespace) else { return nil }
      return SettingProblem(
        code, path.hasPrefix("/") ? "the path `\(path)` is absolute" : "the path is empty",
        hints: ["write a path relative to the agent's directory, such as `.` or `../shared`"], at: .item(index))
    }
  }

  /// Types are compared without their case (conventionalcommits.org, 15), so that two may be one.
  @Sendable static func rules(_ value: SettingValue) -> [SettingProblem] {
    var seen: [String: String] = [:]
    // The plain spelling stays, another is the repetition.
    return (value.pairs ?? [:]).keys.sorted(by: >).flatMap { type -> [SettingProblem] in
      var problems: [SettingProblem] = []
      if !ASCII.isWord(type, and: "-_.") {
        let meant =
          type.split { !ASCII.isWord("\($0)", and: "-_.") }.first.map { ", such as `\($0.lowercased())`" } ?? ""
        problems.append(
          SettingProblem(
            code, "`\(type)` is not a valid commit type", hints: ["write the word alone\(meant)"], at: .key(type)))
      }
      if let first = seen.updateValue(type, forKey: type.lowercased()) {
        problems.append(
          SettingProblem(
            code, "`\(type)` is the same type as `\(first)`", hints: ["keep one of the two"], at: .key(type),
            first: .key(first)))
      }
      return problems
    }
  }
}
