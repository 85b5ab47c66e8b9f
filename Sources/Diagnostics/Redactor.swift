/// Replaces known secrets in any text that leaves the process: terminal, reports, logs of child processes.
public struct Redactor: Sendable {
  /// Shorter values would blot out ordinary words and reveal themselves by doing so.
  static let minimumLength = 4
  /// A line of a longer secret may be an ordinary word or a bracket, which says nothing.
  static let minimumLineLength = 8
  static let replacement = "***"

  private let secrets: [String]

  /// - Parameter secrets: the values to hide; the longest is replaced first, so that no remainder stays readable. Of a
  ///   value of several lines, as keys are, each line is hidden too: logs come line by line.
  public init(secrets: [String] = []) {
    let lines = secrets.filter { $0.contains(where: \.isNewline) }.flatMap { secret in
      secret.split(whereSeparator: \.isNewline).map(String.init).filter { $0.utf8.count >= Self.minimumLineLength }
    }
    self.secrets = Set(secrets.filter { $0.utf8.count >= Self.minimumLength } + lines)
      .sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
  }

  public func callAsFunction(_ text: String) -> String {
    secrets.reduce(URLPassword.masked(in: text)) { text, secret in
      text.contains(secret)
        ? text.split(separator: secret, omittingEmptySubsequences: false)
          .joined(separator: Self.replacement) : text
    }
  }

  public func callAsFunction(_ diagnostic: Diagnostic) -> Diagnostic {
    var redacted = diagnostic
    redacted.message = self(diagnostic.message)
    redacted.hints = diagnostic.hints.map { self($0) }
    return redacted
  }
}
