/// What the helper needs to run a tool in a sandbox; it comes on standard input.
struct IsolationOrder: Codable, Sendable {
  /// The engine's program and its arguments.
  var engine: [String]
  /// Options of bubblewrap. They are passed in memory: every user of the host can read a command line.
  var options: [String]?
  /// What follows the options: the tool, for bubblewrap.
  var command: [String]
  /// User namespaces that the engine makes inside of the helper's.
  var nestedNamespaces: Int
  /// For a network of its own that leads to the filter; `nil` if the engine makes the network.
  var rules: NetworkRules?
  /// The file for the filter's notes.
  var notes: String
}
