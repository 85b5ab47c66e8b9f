import TextFormats

/// Names of environment variables are letters, digits and `_`.
public enum EnvironmentNameCheck {
  /// - Returns: nil if the text can name a variable.
  public static func problem(in name: String) -> SettingProblem? {
    if ASCII.isWord(name, and: "_"), name.utf8.first.map(ASCII.isDigit) == false { return nil }
    let letters = name.utf8.map { ASCII.isAlphanumeric($0) ? $0 : UInt8(ascii: "_") }
    let repaired = (letters.first.map(ASCII.isDigit) ?? true ? "_" : "") + String(decoding: letters, as: UTF8.self)
    return SettingProblem(
      "environment-name", "`\(name)` is not a valid environment variable name", hints: ["write `\(repaired)`"])
  }

  @Sendable static func problems(in value: SettingValue) -> [SettingProblem] {
    (value.pairs ?? [:]).keys.sorted().compactMap { name in problem(in: name)?.at(.key(name)) }
  }
}
