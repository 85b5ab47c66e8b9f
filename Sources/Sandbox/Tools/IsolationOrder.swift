/// What the helper needs to run a tool in a sandbox; it comes on standard input.
struct IsolationOrder: Codable, Sendable {
  /// The engine's path.
  var engine: String
  /// Of the engine. They are passed in memory: every user of the host can read a command line.
  var options: [String]
  /// The tool.
  var command: [String]
  /// For a network of its own that leads to the filter; `nil` if the options say what the tool reaches.
  var rules: NetworkRules?
  /// The file for the filter's notes.
  var notes: String
}
