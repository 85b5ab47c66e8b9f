import TextFormats

/// What the facts of a job must be that are set by hand.
enum JobChecks {
  private static let code = "job-setting"

  /// A branch, or the number of a change request: a word that can be in an image tag and a message.
  @Sendable static func name(_ value: SettingValue) -> [SettingProblem] {
    guard let text = value.text else { return [] }
    // Some systems give branches as `refs/heads/main`.
    guard !text.hasPrefix("refs/") || text.hasPrefix("refs/heads/") else {
      return [SettingProblem(code, "`\(text)` is not a branch", hints: ["write the branch's name, such as `main`"])]
    }
    // What is left of a variable that the CI system did not replace.
    let isForbidden = text.unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F } || text.hasPrefix("-")
    guard isForbidden || text.contains("$") || text.contains("{{") || text.hasPrefix("%") else { return [] }
    return [
      SettingProblem(
        code, "`\(text)` is not a name", hints: ["write the name itself, or the variable of your CI system that has it"]
      )
    ]
  }

  @Sendable static func commit(_ value: SettingValue) -> [SettingProblem] {
    guard let text = value.text else { return [] }
    guard (7...64).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isHexadecimal) else {
      return [
        SettingProblem(code, "`\(text)` is not the id of a commit", hints: ["write what `git rev-parse HEAD` prints"])
      ]
    }
    return []
  }
}
