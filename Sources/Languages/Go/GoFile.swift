import TextFormats

/// The beginning of a Go file: constraints, package and imports.
struct GoFile {
  var package: String?
  /// What follows `//go:build`, or the lines of `// +build` of older files.
  var constraint: String?
  var imports: [String] = []

  init(_ text: String) {
    var isComment = false
    var isImport = false
    var old: [String] = []
    // A byte order mark may begin a file (go.dev/ref/spec, "Source code representation").
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    for line in text.split(whereSeparator: \.isNewline) {
      var code = ASCII.trimmed(line)
      if isComment {
        guard let end = code.firstRange(of: "*/") else { continue }
        code = ASCII.trimmed(code[end.upperBound...])
        isComment = false
      }
      while code.hasPrefix("/*") {
        guard let end = code.firstRange(of: "*/") else {
          isComment = true
          break
        }
        code = ASCII.trimmed(code[end.upperBound...])
      }
      if isComment || code.isEmpty { continue }
      if code.hasPrefix("//") {
        if package == nil, code.hasPrefix("//go:build ") { constraint = String(code.dropFirst("//go:build ".count)) }
        let comment = ASCII.trimmed(code.dropFirst(2))
        if package == nil, comment.hasPrefix("+build ") { old.append(Self.expression(comment)) }
        continue
      }
      if package == nil {
        guard code.hasPrefix("package ") else { return }
        package = String(ASCII.trimmed(code.dropFirst("package ".count)).prefix { $0 != " " && $0 != ";" && $0 != "/" })
        constraint = constraint ?? (old.isEmpty ? nil : old.joined(separator: " && "))
        continue
      }
      if isImport {
        if code.hasPrefix(")") { isImport = false } else { imports += Self.path(code) }
      } else if code.hasPrefix("import") {
        let rest = ASCII.trimmed(code.dropFirst("import".count))
        isImport = rest.hasPrefix("(") && !rest.contains(")")
        imports += Self.path(rest)
      } else {
        return
      }
    }
  }

  private static func path(_ code: String) -> [String] {
    let parts = code.split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "`" }
    return parts.count >= 3 ? [String(parts[1])] : []
  }

  /// `+build a,b !c` is `((a && b) || (!c))`.
  private static func expression(_ line: String) -> String {
    let options = line.split(whereSeparator: \.isWhitespace).dropFirst().map {
      "(" + $0.split(separator: ",").joined(separator: " && ") + ")"
    }
    return "(" + options.joined(separator: " || ") + ")"
  }
}
