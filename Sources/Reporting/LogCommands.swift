/// Text in a CI system's log that the CI system would execute.
///
/// Our own commands are written apart from other text, and where a vendor's commands can be switched off, they are. That
/// leaves the systems that we do not know, and commands that print no report.
public enum LogCommands {
  /// GitHub, Azure Pipelines and TeamCity look for these anywhere in a line (actions/runner, `ActionCommand.TryParse`;
  /// azure-pipelines-agent, `Command.TryParse`).
  private static let marks = ["##[", "##vso[", "##teamcity["]

  /// The text with a space in each command of whatever system, so that none is executed.
  public static func disarmed(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "#")) || text.utf8.contains(UInt8(ascii: ":")) else { return text }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for place in lines.indices {
      for mark in marks { lines[place] = lines[place].replacing(mark, with: "# " + mark.dropFirst()) }
      // GitHub's newer form begins a line, after white space (actions/runner, `ActionCommand.TryParseV2`).
      let start = lines[place].firstIndex { !$0.isWhitespace } ?? lines[place].endIndex
      if lines[place][start...].hasPrefix("::") { lines[place].insert(" ", at: lines[place].index(after: start)) }
    }
    return lines.joined(separator: "\n")
  }
}
