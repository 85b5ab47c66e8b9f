/// The messages that a squashed commit holds: `git merge --squash` and the web pages of forges join them in one text.
enum PythonSquash {
  /// Each paragraph that starts like a commit of two words or more is a message of its own, with those that follow.
  static func messages(in message: String) -> [String] {
    var messages: [String] = []
    for part in parts(of: String(String.UnicodeScalarView(message.unicodeScalars.filter { $0 != "\r" })).trimmed) {
      var current = ""
      for paragraph in part.trimmed.split(separator: "\n\n").map(cleaned) where !paragraph.trimmed.isEmpty {
        if let header = PythonHeader(paragraph), header.description.contains(" ") {
          if !current.isEmpty { messages.append(current) }
          current = paragraph
        } else {
          current += current.isEmpty ? paragraph : "\n\n" + paragraph
        }
      }
      if !current.isEmpty { messages.append(current) }
    }
    return messages
  }

  /// `git merge --squash` writes a line `commit ID` above each message.
  private static func parts(of text: String) -> [String] {
    var parts = [""]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let words = line.trimmed
      let id = words.dropFirst("commit ".count)
      if words.hasPrefix("commit "), !id.isEmpty, id.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) {
        parts.append("")
      } else {
        parts[parts.count - 1] += line + "\n"
      }
    }
    return parts
  }

  /// Without the headers of `git log`, and without a bullet or an indent before a type.
  private static func cleaned(_ paragraph: Substring) -> String {
    paragraph.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      let text = line.drop { $0 == " " || $0 == "\t" }
      return !["Author: ", "Date: ", "Squashed commit of the following:"].contains { text.hasPrefix($0) }
    }.map { line in
      let text = line.drop { $0 == " " || $0 == "\t" }
      let item = ["* ", "- "].contains { text.hasPrefix($0) } ? text.dropFirst(2).drop { $0 == " " } : text
      let word = item.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return String(PythonSemanticReleaseReading.types.contains(String(word)) ? item : line)
    }.joined(separator: "\n")
  }
}
