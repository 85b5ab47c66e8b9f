/// Names of environment variables are letters, digits and `_`.
public enum EnvironmentNameCheck {
  /// - Returns: nothing where the text can name a variable.
  public static func problem(in name: String) -> SettingProblem? {
    if name.isWord(and: "_"), name.utf8.first?.isDigit == false { return nil }
    let letters = name.utf8.map { $0.isLetterOrDigit ? $0 : UInt8(ascii: "_") }
    let repaired = (letters.first?.isDigit ?? true ? "_" : "") + String(decoding: letters, as: UTF8.self)
    return SettingProblem(
      "environment-name", "`\(name)` cannot name an environment variable", hints: ["write `\(repaired)`"])
  }

  @Sendable static func problems(in value: SettingValue) -> [SettingProblem] {
    (value.pairs ?? [:]).keys.sorted().compactMap { name in problem(in: name)?.at(.key(name)) }
  }
}
