import TextFormats

/// A logical line of a requirements file: joined where it goes on, without comments (pip's "Requirements File Format").
struct RequirementLine {
  /// Of its first physical line, from 1.
  var number: Int
  var text: String
  /// What stands behind and below it, as pip-compile and uv write: `# via fastapi`.
  private var comments: String

  static func lines(of text: String) -> [RequirementLine] {
    var found: [RequirementLine] = []
    var isContinued = false
    for line in ProjectDependencies.lines(text) {
      let trimmed = ASCII.trimmed(line.text)
      let hash = trimmed.hasPrefix("#") ? trimmed.startIndex : trimmed.firstRange(of: " #")?.lowerBound
      var code = ASCII.trimmed(hash.map { trimmed[..<$0] } ?? trimmed[...])
      let comment = hash.map { String(trimmed[$0...]) } ?? ""
      let continues = code.hasSuffix("\\")
      if continues { code = ASCII.trimmed(code.dropLast()) }
      if isContinued, let last = found.indices.last {
        if !code.isEmpty { found[last].text += " " + code }
        found[last].comments += comment
      } else if !code.isEmpty {
        found.append(RequirementLine(number: line.number, text: code, comments: comment))
      } else if let last = found.indices.last {
        found[last].comments += comment + " "
      }
      isContinued = continues
    }
    return found
  }

  /// Whether another package asked for it: not the file of inputs, nor the project itself.
  var isIndirect: Bool {
    comments.contains("# via") && !comments.contains("-r ") && !comments.contains("(")
  }

  /// The file that `-r` or `-c` names.
  var includedFile: String? {
    for option in ["--requirement", "--constraint", "-r", "-c"] where text.hasPrefix(option) {
      let rest = text.dropFirst(option.count).drop { $0 == "=" || $0.isWhitespace }
      return rest.isEmpty ? nil : String(rest.prefix { !$0.isWhitespace })
    }
    return nil
  }

  /// Whether it names a package that is not a wheel of an index, or asks for sources.
  var mayRunCode: Bool {
    if ["-e", "--editable", "--no-binary", "--only-binary"].contains(where: text.hasPrefix) { return true }
    if text.contains("://") && !text.hasPrefix("-") || localFile != nil {
      let place = text.prefix { $0 != "#" && $0 != ";" }.split(whereSeparator: \.isWhitespace).last ?? ""
      return !place.hasSuffix(".whl")
    }
    return false
  }

  /// The file that it names instead of a package of an index.
  var localFile: String? {
    // pip reads `-e ./package` as a directory of its own.
    for option in ["--editable", "-e"] where text.hasPrefix(option) {
      return ASCII.trimmed(text.dropFirst(option.count).drop { $0 == "=" || $0.isWhitespace })
    }
    let target = text.firstRange(of: " @ ").map { text[$0.upperBound...] } ?? text[...]
    let place = target.prefix { !$0.isWhitespace && $0 != ";" }
    if place.hasPrefix("file://") { return String(place.dropFirst("file://".count)) }
    if place.contains("://") || place.hasPrefix("-") { return nil }
    return place.hasPrefix(".") || place.hasPrefix("/") || place.hasSuffix(".whl") ? String(place) : nil
  }
}
