import Diagnostics

/// What the user has decided beforehand.
public struct SetupOptions: Sendable {
  public var name: String?
  /// As agent.yaml writes it: `python`.
  public var language: String?
  /// A file, a directory, a name or a class, as the language has it.
  public var program: String?
  /// As paths of the project are written.
  var programPath: String? { program.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 } }
  public var port: Int?
  /// `PROVIDER/NAME`
  public var model: String?

  public init(
    name: String? = nil, language: String? = nil, program: String? = nil, port: Int? = nil, model: String? = nil
  ) {
    self.name = name
    self.language = language
    self.program = program
    self.port = port
    self.model = model
  }
}

extension SetupOptions {
  /// The names of the options that the user gave.
  public var given: [String] {
    let all = [
      ("--name", name != nil), ("--language", language != nil), ("--program", program != nil), ("--port", port != nil),
      ("--model", model != nil),
    ]
    return all.filter(\.1).map(\.0)
  }
}

/// Something that the project does not say.
public struct Question: Sendable {
  public var text: String
  /// What may be answered; anything if it is empty.
  public var choices: [String]
  /// What an empty answer means; `nil` if there has to be one.
  public var usual: String?
  /// The option that answers it: `--program`.
  public var option: String

  public init(_ text: String, choices: [String] = [], usual: String? = nil, option: String) {
    self.text = text
    self.choices = choices
    self.usual = usual
    self.option = option
  }
}

/// Asks the user; without a terminal there is no answer.
public struct Questions: Sendable {
  /// - Returns: `nil` if no one can be asked.
  public var ask: @Sendable (Question) throws -> String?

  public init(ask: @escaping @Sendable (Question) throws -> String?) { self.ask = ask }

  public static let none = Questions { _ in nil }

  /// Which of several programs is the agent.
  /// - Throws: if there is none, or no one can say.
  func program(
    among programs: [String], chosen: String?, usual: String? = nil, what: String, remedy: String
  ) throws -> String {
    if let chosen {
      guard programs.isEmpty || programs.contains(chosen) else {
        throw Failure(
          .usage, "program-unknown", "`--program` is `\(chosen)`, which is not a program of the project",
          hints: programs.isEmpty ? [] : ["programs: \(Self.list(programs))"])
      }
      return chosen
    }
    if programs.count == 1 { return programs[0] }
    guard !programs.isEmpty else { throw Failure(.agent, "program-unknown", what, hints: [remedy]) }
    let question = Question("Which program is the agent?", choices: programs, usual: usual, option: "--program")
    if let answer = try ask(question) { return answer }
    if let usual { return usual }
    throw Failure(
      .agent, "program-unknown", "the project has several programs: \(Self.list(programs))",
      hints: ["say which one is the agent: `agent-pipeline init --program \(programs[0])`"])
  }

  private static func list(_ names: [String]) -> String {
    Set(names).sorted().prefix(12).map { "`\($0)`" }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
  }
}
