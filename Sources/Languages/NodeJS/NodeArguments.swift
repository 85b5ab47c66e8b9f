/// What a command line of `node` runs (nodejs.org/api/cli.html).
struct NodeArguments {
  /// Options whose value is the next word, unless `=` follows.
  private static let taking: Set = [
    "-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--conditions", "--env-file",
    "--env-file-if-exists", "--title", "--input-type", "--icu-data-dir", "--openssl-config", "--inspect-port",
    "--experimental-default-type", "--max-http-header-size",
  ]
  private static let loading: Set = ["-r", "--require", "--import", "--loader", "--experimental-loader"]
  private static let otherModes: Set = ["-e", "--eval", "-p", "--print", "-c", "--check", "--test", "--run"]

  /// The file; `nil` if none is run.
  private(set) var script: String?
  /// Modules that are loaded before: `ts-node/register`.
  private(set) var modules: [String] = []
  private(set) var options: Set<String> = []

  /// - Parameter command: begins with `node`.
  init?(_ command: [String]) {
    guard let program = command.first, program == "node" || program.hasSuffix("/node") else { return nil }
    var words = command.dropFirst()
    while let word = words.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        script = word
        return
      }
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      options.insert(parts[0])
      if Self.otherModes.contains(parts[0]) { return }
      let value = parts.count > 1 ? parts[1] : Self.taking.contains(parts[0]) ? words.popFirst() : nil
      if Self.loading.contains(parts[0]), let value { modules.append(value) }
    }
  }

  /// The packages of `modules`; files of the agent's own and modules of Node.js are none.
  var packages: [String] {
    modules.filter { !$0.hasPrefix(".") && !$0.hasPrefix("/") && !$0.contains(":") }.map { module in
      module.split(separator: "/").prefix(module.hasPrefix("@") ? 2 : 1).joined(separator: "/")
    }
  }
}
