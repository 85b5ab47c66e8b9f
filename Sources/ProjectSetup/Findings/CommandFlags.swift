/// Flags of the agent's own command line that name its port, with what they are without a value.
enum CommandFlags {
  private static let names: Set<String> = ["port", "--port", "http-port", "server-port", "PORT"]

  /// `flag.Int("port", 8080, …)`, `add_argument("--port", default=8000)`, `viper.SetDefault("port", 8080)`
  static func port(in files: SourceFiles) -> Found<Int>? {
    for file in files.all {
      for index in file.tokens.indices where file.tokens[index].kind == .text && names.contains(file.tokens[index].text)
      {
        guard index > 1, file.tokens[index - 1].text == "(" || file.tokens[index - 1].text == "," else { continue }
        let rest = file.inside(index)
        let named = rest.keyword("default") ?? rest.keyword("default_value")
        let next = rest.arguments.dropFirst().first.flatMap { $0.count == 1 ? $0 : nil }
        guard let literal = (named ?? next)?.first, let port = SourceFiles.port(literal.text) else { continue }
        return Found(port, in: file.place(index))
      }
    }
    return nil
  }
}
