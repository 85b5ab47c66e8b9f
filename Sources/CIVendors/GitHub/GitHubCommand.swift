/// The syntax of commands for GitHub's runner (actions/toolkit, `command.ts` and `file-command.ts`).
enum GitHubCommand {
  /// `::error file=…,line=…::message`; properties without a value are left out.
  static func line(_ command: String, _ properties: [(name: String, value: String?)], _ data: String) -> String {
    let written = properties.compactMap { name, value in value.map { "\(name)=\(escapedProperty($0))" } }
    let separator = written.isEmpty ? "" : " "
    return "::\(command)\(separator)\(written.joined(separator: ","))::\(escapedData(data))"
  }

  /// An entry of the files GITHUB_OUTPUT and GITHUB_ENV, for any value.
  ///
  /// - Parameter token: random, so that a hostile value cannot end its entry early.
  static func fileCommand(_ name: String, _ value: String, token: String) -> String {
    var delimiter = "agent_pipeline_\(token)"
    while value.contains(delimiter) { delimiter += "_" }
    return "\(name)<<\(delimiter)\n\(value)\n\(delimiter)\n"
  }

  static func escapedData(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      default: nil
      }
    }
  }

  static func escapedProperty(_ text: String) -> String {
    escaped(escapedData(text)) { scalar in
      switch scalar {
      case ":": "%3A"
      case ",": "%2C"
      default: nil
      }
    }
  }

  /// Scalars, not characters: `\r\n` is one character.
  private static func escaped(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += replacement($1) ?? String($1) }
  }
}
