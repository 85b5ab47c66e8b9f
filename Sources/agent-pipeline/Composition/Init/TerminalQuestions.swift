import Diagnostics
import Glibc
import ProjectSetup

/// Asks on the terminal; nothing is asked where no one could answer.
enum TerminalQuestions {
  static func here(_ call: Invocation) -> Questions {
    guard StandardStreams.isInputTerminal, StandardStreams.isErrorTerminal else { return .none }
    return Questions { question in
      for (number, choice) in question.choices.enumerated() { call.tell("  \(number + 1)  \(choice)") }
      while true {
        StandardStreams.writeError(call.redactor(question.text + (question.usual.map { " [\($0)]" } ?? "") + " "))
        guard let line = readLine() else {
          throw Failure(
            .usage, "no-answer", "the question was not answered: \(question.text)",
            hints: ["answer it with `\(question.option)`"])
        }
        let answer = line.trimmingPrefix(while: \.isWhitespace).description
        if answer.isEmpty, let usual = question.usual { return usual }
        if let number = Int(answer), question.choices.indices.contains(number - 1) {
          return question.choices[number - 1]
        }
        if !answer.isEmpty, question.choices.isEmpty || question.choices.contains(answer) { return answer }
        call.tell("write one of the names or numbers above")
      }
    }
  }
}
