import TOMLKit

/// The values of a TOML file by their paths.
struct TOMLSettings {
  struct Entry {
    var path: [String]
    /// Of a string; of other values how TOML writes them.
    var text: String

    /// `tool.uv.index-url`
    var name: String { path.joined(separator: ".") }
  }

  private(set) var entries: [Entry] = []
  private let lines: [String]

  /// - Throws: what is wrong with the text.
  init(_ text: String) throws(TOMLProblem) {
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    do {
      let table = try TOMLTable(string: text)
      add(table, at: [])
    } catch let error as TOMLParseError {
      throw TOMLProblem(message: "\(error.description)", line: Int(error.source.begin.line))
    } catch {
      throw TOMLProblem(message: "\(error)", line: 1)
    }
  }

  private mutating func add(_ value: any TOMLValueConvertible, at path: [String]) {
    if let table = value.table {
      for key in table.keys { if let inner = table[key] { add(inner, at: path + [key]) } }
    } else if let array = value.array, array.contains(where: { $0.table != nil }) {
      for inner in array { add(inner, at: path) }
    } else if let array = value.array {
      for inner in array { add(inner, at: path) }
    } else {
      entries.append(Entry(path: path, text: value.string ?? value.debugDescription))
    }
  }

  /// The first line that mentions the last part of a path; from 1.
  func line(of entry: Entry) -> Int {
    let key = entry.path.last ?? ""
    let exact = lines.firstIndex { $0.contains(key) && $0.contains(entry.text) }
    return (exact ?? lines.firstIndex { $0.contains(key) } ?? 0) + 1
  }
}

struct TOMLProblem: Error {
  var message: String
  /// From 1.
  var line: Int
}
