import TOMLKit

/// A TOML file of a package manager.
struct TOMLFile {
  let root: TOMLTable

  /// - Throws: what is wrong with the text, and where.
  init(_ text: String, named name: String) throws(LockProblem) {
    do {
      root = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw LockProblem(
        message: "`\(name)` is not valid TOML: \(error.description)", hint: "correct the syntax",
        line: Int(error.source.begin.line), file: name)
    } catch {
      throw LockProblem(message: "`\(name)` is not valid TOML: \(error)", hint: "correct the syntax", file: name)
    }
  }
}

extension TOMLTable {
  /// The table at a path of keys.
  func table(_ path: String...) -> TOMLTable? {
    var here: TOMLTable? = self
    for key in path { here = here?[key]?.table }
    return here
  }

  func text(_ key: String) -> String? { self[key]?.string }

  func texts(_ key: String) -> [String]? { self[key]?.array?.compactMap(\.string) }

  /// An array of tables; empty if it is missing.
  func tables(_ key: String) -> [TOMLTable] { self[key]?.array?.compactMap(\.table) ?? [] }
}
