import SystemPackage
import TextFormats

/// The options in a requirements.txt and the files it includes (pip.pypa.io, Requirements File Format).
struct RequirementOptions {
  /// Options that decide how packages are chosen, not where they come from.
  private static let harmless: Set = [
    "-r", "--requirement", "-c", "--constraint", "-e", "--editable", "--no-index", "--pre", "--prefer-binary",
    "--require-hashes", "--only-binary", "--hash", "--config-settings", "--config-setting", "--use-feature",
  ]
  private static let indexes = [
    "-i": "PIP_INDEX_URL", "--index-url": "PIP_INDEX_URL", "--pypi-url": "PIP_INDEX_URL",
    "--extra-index-url": "PIP_EXTRA_INDEX_URL", "-f": "PIP_FIND_LINKS", "--find-links": "PIP_FIND_LINKS",
  ]

  let hosts: PackageHosts

  func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    var problems: [ProjectFileProblem] = []
    for read in RequirementsTree(in: directory).files {
      let file = read.path
      if let encoding = Self.foreignEncoding(of: read.bytes) {
        problems.append(
          .refused(
            encoding, in: file, line: 1, because: "pip would read the file in another encoding than agent-pipeline",
            hint: "save the file as UTF-8"))
      }
      for line in read.lines {
        if line.optionText.contains("\\") {
          problems.append(
            .refused(
              "\\", in: file, line: line.number, because: "pip and uv take it in an option for different things",
              hint: "write the option without a backslash"))
        }
        problems += line.options.compactMap { problem($0, file, line.number) }
        if let address = line.address { problems += direct(address, file, line.number) }
      }
    }
    return problems
  }

  private func problem(_ option: RequirementLine.Option, _ file: String, _ line: Int) -> ProjectFileProblem? {
    if let variable = Self.indexes[option.name] {
      if !option.value.contains("://"), option.name == "-f" || option.name == "--find-links" {
        return Self.isInside(option.value)
          ? nil
          : .refused(
            "\(option.name) \(option.value)", in: file, line: line, because: "it is outside of the agent's directory",
            hint: "move the wheels into the agent's directory, or set the variable PIP_FIND_LINKS")
      }
      return hosts.contain(option.value)
        ? nil
        : .index(
          option.value, as: option.name, in: file, line: line, remedy: "set the variable \(variable) in the CI system")
    }
    if Self.harmless.contains(option.name) { return nil }
    switch option.name {
    case "--no-binary":
      return .refused(
        option.name, in: file, line: line, because: "only wheels are installed",
        hint: "remove it, or build with a Docker Engine and your own Dockerfile")
    case "--trusted-host":
      return .refused(
        "\(option.name) \(option.value)", in: file, line: line,
        because: "a repository may not turn off the check of certificates",
        hint: "set the variable PIP_TRUSTED_HOST in the CI system")
    default:
      return .refused(
        option.name, in: file, line: line, because: "it is not an option that a requirements file may set here",
        hint: "remove it, or set the variable of pip for it in the CI system")
    }
  }

  /// A package by its URL instead of by its name.
  func direct(_ address: String, _ file: String, _ line: Int) -> [ProjectFileProblem] {
    guard let scheme = address.firstRange(of: "://") else { return [] }
    let kind = address[..<scheme.lowerBound].lowercased()
    let shown = Self.withoutPassword(address)
    func refused(_ reason: String, _ hint: String) -> [ProjectFileProblem] {
      [.refused(shown, in: file, line: line, because: reason, hint: hint)]
    }
    if kind == "file" { return [] }
    guard ["http", "https", "git+http", "git+https"].contains(kind) else {
      return refused(
        kind.hasPrefix("git+") ? "a build has no key for it" : "only git can be fetched from",
        "write `git+https://…@COMMIT`, or name a release")
    }
    if kind.hasPrefix("git+") {
      let place = address[scheme.upperBound...].prefix { $0 != "#" }
      let path = place.firstIndex(of: "/").map { place[$0...] } ?? ""
      let revision = path.lastIndex(of: "@").map { path[path.index(after: $0)...] }
      guard revision.map(LockedPackage.isCommit) == true else {
        return refused(
          "it names no commit, so that the next build could install another one",
          "write the whole name of the commit: `@` and 40 digits")
      }
    }
    return hosts.contain(address)
      ? []
      : [.index(shown, as: shown, in: file, line: line, remedy: "name a release of the index")]
  }

  /// `https://…@host/x` for messages.
  private static func withoutPassword(_ address: String) -> String {
    guard let scheme = address.firstRange(of: "://") else { return address }
    let authority = address[scheme.upperBound...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return address }
    return address[..<scheme.upperBound] + "…" + address[at...]
  }

  private static func isInside(_ path: String) -> Bool {
    let path = FilePath(path).lexicallyNormalized()
    return path.isRelative && path.components.first != ".."
  }

  /// What makes pip decode the file in another encoding: a byte order mark, or a comment in one of the first two lines
  /// (pip's auto_decode). In such an encoding, options could hide from us.
  private static func foreignEncoding(of bytes: [UInt8]) -> String? {
    let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0, 0, 0xFE, 0xFF]]
    if marks.contains(where: bytes.starts) { return "byte order mark of UTF-16 or UTF-32" }
    for line in bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false).prefix(2)
    where line.first == UInt8(ascii: "#") {
      let text = String(decoding: line, as: UTF8.self)
      guard let mark = text.firstRange(of: "coding") else { continue }
      let rest = text[mark.upperBound...]
      guard rest.first == ":" || rest.first == "=" else { continue }
      let name = rest.dropFirst().drop(while: \.isWhitespace)
        .prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
      if !["utf-8", "utf8", "ascii", "us-ascii"].contains(name.lowercased()), !name.isEmpty {
        return "coding: \(name)"
      }
    }
    return nil
  }
}
