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
    for line in ProjectDependencies.lines(withoutMark(text), isEnd: isLineEnd) {
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

  /// Editors on Windows write a byte order mark, which pip and uv skip.
  private static func withoutMark(_ text: String) -> String {
    text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
  }

  /// Python's `str.splitlines` ends a line at more characters than others do.
  private static func isLineEnd(_ character: Character) -> Bool {
    character.isNewline || "\u{1C}\u{1D}\u{1E}".contains(character)
  }

  /// Whether another package asked for it: not the file of inputs, nor the project itself.
  var isIndirect: Bool {
    comments.contains("# via") && !comments.contains("-r ") && !comments.contains("(")
  }

  /// An option as pip takes it from the line: `--index-url`, with what follows it.
  struct Option {
    var name: String
    var value: String
  }

  /// Everything from the first word with a dash on, taken apart as in a shell (pip's `break_args_options`).
  var options: [Option] {
    let words = Self.shellWords(optionText)
    var options: [Option] = []
    for (index, word) in words.enumerated() where word.hasPrefix("-") && word != "-" && word != "--" {
      let next = index + 1 < words.count ? words[index + 1] : ""
      if word.hasPrefix("--") {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        options.append(Option(name: parts[0], value: parts.count > 1 ? parts[1] : next))
      } else {
        let rest = word.dropFirst(2)
        options.append(Option(name: String(word.prefix(2)), value: rest.isEmpty ? next : String(rest)))
      }
    }
    return options
  }

  var optionText: Substring { text.dropFirst(requirement.count) }

  /// What stands before the options.
  var requirement: Substring {
    if text.hasPrefix("-") { return "" }
    return text[..<(text.firstRange(of: " -")?.lowerBound ?? text.endIndex)]
  }

  /// Words with quotes and backslashes, as Python's shlex splits them.
  private static func shellWords(_ text: Substring) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Unicode.Scalar?
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        word = (word ?? "") + String(scalar)
        isEscaped = false
      } else if scalar == "\\", quote != "'" {
        isEscaped = true
      } else if scalar == quote {
        quote = nil
      } else if quote == nil, scalar == "'" || scalar == "\"" {
        quote = scalar
        word = word ?? ""
      } else if quote == nil, scalar.properties.isWhitespace {
        if let ended = word { words.append(ended) }
        word = nil
      } else {
        word = (word ?? "") + String(scalar)
      }
    }
    return words + [word].compactMap(\.self)
  }

  /// The files that `-r` and `-c` name.
  var includedFiles: [String] {
    options.filter { ["--requirement", "--constraint", "-r", "-c"].contains($0.name) && !$0.value.isEmpty }
      .map(\.value)
  }

  /// Directories of the project in which packages are looked for, `--find-links ./wheels`.
  var linkedPlaces: [String] {
    options.filter { ["-f", "--find-links"].contains($0.name) && !$0.value.contains("://") }.map(\.value)
  }

  /// Whether it installs a directory as a link to it, `-e ./lib`.
  var isEditable: Bool { options.contains { ["-e", "--editable"].contains($0.name) } }

  /// The same file, with directories installed as packages instead of links to them.
  static func withoutEditable(_ text: String) -> String {
    let lines = ProjectDependencies.lines(withoutMark(text), isEnd: isLineEnd).map { line in
      let trimmed = ASCII.trimmed(line.text)
      guard let option = ["--editable", "-e"].first(where: trimmed.hasPrefix) else { return line.text }
      let place = ASCII.trimmed(trimmed.dropFirst(option.count).drop { $0 == "=" || $0.isWhitespace })
      // Behind `-e` a bare word is a directory; elsewhere it would be a package of an index.
      let isBare = !place.contains(":") && !place.hasPrefix(".") && !place.hasPrefix("/")
      return isBare && !place.isEmpty ? "./\(place)" : place
    }
    return lines.joined(separator: "\n")
  }

  /// Suffixes of source archives; pip takes a file of such a name for a package.
  private static let archives = [".zip", ".gz", ".tgz", ".tar", ".bz2", ".tbz", ".xz", ".txz", ".lz", ".tlz", ".lzma"]

  /// Whether it may be anything but a wheel, or a name of an index: installing that runs programs of it.
  var mayRunCode: Bool {
    if options.contains(where: { ["-e", "--editable", "--no-binary", "--only-binary"].contains($0.name) }) {
      return true
    }
    let named = requirement.prefix { $0 != ";" }.split(whereSeparator: \.isWhitespace)
    if localFile == nil, named.allSatisfy({ ASCII.isWord($0, and: "-._,<>=!~*+()[]") }) {
      return named.contains { Self.archives.contains(where: $0.hasSuffix) }
    }
    let words = requirement.split(whereSeparator: \.isWhitespace).prefix { !$0.hasPrefix(";") }
    guard var place = words.last else { return true }
    if place.hasSuffix(";") { place.removeLast() }
    place = place.prefix { $0 != "#" }
    return !place.hasSuffix(".whl") || place.contains { ";?$%\\".contains($0) }
  }

  /// The URL that it names instead of a package of an index: `git+https://…`, `https://…`.
  var address: String? {
    let editable = options.first { ["--editable", "-e"].contains($0.name) }?.value
    let target = editable ?? String(requirement)
    let place = target.firstRange(of: "@").map { mark in
      target[..<mark.lowerBound].contains("://") ? target[...] : target[mark.upperBound...]
    }
    let word = ASCII.trimmed(place ?? target[...]).prefix { !$0.isWhitespace }
    return word.contains("://") ? String(word) : nil
  }

  /// The file that it names instead of a package of an index.
  var localFile: String? {
    // pip reads `-e ./package` as a directory of its own.
    if let editable = options.first(where: { ["--editable", "-e"].contains($0.name) }) {
      return editable.value.contains("://") ? nil : editable.value
    }
    let target = text.firstRange(of: " @ ").map { text[$0.upperBound...] } ?? text[...]
    let place = target.prefix { !$0.isWhitespace && $0 != ";" }
    if place.hasPrefix("file://") { return String(place.dropFirst("file://".count)) }
    if place.contains("://") || place.hasPrefix("-") { return nil }
    // pip's `_looks_like_path`.
    return place.hasPrefix(".") || place.contains("/") || place.hasSuffix(".whl") ? String(place) : nil
  }
}
