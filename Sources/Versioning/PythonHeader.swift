/// `type(scope)!: description` at the start of a message; the description may be on a later line.
struct PythonHeader {
  var type: String
  var scope: String?
  var isBreaking = false
  var description: String
  /// What follows the line of the description.
  var rest: Substring

  init?(_ message: String) {
    guard let type = PythonSemanticReleaseReading.types.first(where: message.hasPrefix) else { return nil }
    let tail = message.dropFirst(type.count)
    let line = tail.prefix { $0 != "\n" }
    // The longest scope that leaves a header.
    let ends = line.first == "(" ? line.indices.filter { line[$0] == ")" }.reversed() : []
    let parts = ends.map { (scope: line[..<$0].dropFirst(), rest: tail[$0...].dropFirst()) }
    for (scope, rest) in parts.filter({ !$0.scope.isEmpty }) + [(scope: "", rest: tail)] {
      let isBreaking = rest.first == "!"
      let end = isBreaking ? rest.dropFirst() : rest
      guard end.first == ":", end.dropFirst().first?.isWhitespace == true else { continue }
      let text = end.dropFirst().drop(while: \.isWhitespace)
      guard !text.isEmpty else { continue }
      self.type = type
      self.scope = scope.isEmpty ? nil : scope.lowercased()
      self.isBreaking = isBreaking
      description = String(text.prefix { $0 != "\n" })
      self.rest = text[text.index(text.startIndex, offsetBy: description.count)...]
      return
    }
    return nil
  }
}
