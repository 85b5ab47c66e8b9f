import FileIO
import SystemPackage
import Testing

/// The targets of Package.swift, as ARCHITECTURE.md draws them: each stands above all that it imports.
private struct TargetPicture {
  /// Of this package only: what comes from elsewhere is told where its reason stands.
  private var imports: [String: [String]] = [:]
  /// Wider than the longest name.
  private static let indent = 17

  init(package text: String) throws {
    let library = try Regex(
      #"(?:library\(|\.executableTarget\(\s*name:)\s*"([\w-]+)"(?:,\s*(?:dependencies: )?\[([^\]]*)\])?"#)
    for match in text.matches(of: library) {
      guard let name = match.output[1].substring, !name.hasSuffix("fixture") else { continue }
      let list = (match.output[2].substring ?? "").replacing(try Regex(#"\.product\([^)]*\)"#), with: "")
      imports[String(name)] = list.matches(of: try Regex(#""([\w-]+)""#))
        .compactMap { $0.output[1].substring.map(String.init) }.sorted()
    }
    imports["TestSupport"] = nil
  }

  /// How far a target stands above those that import nothing.
  private func height(_ name: String) -> Int { (imports[name] ?? []).map { height($0) + 1 }.max() ?? 0 }

  var lines: [String] {
    let names = imports.keys.sorted { (-height($0), $0) < (-height($1), $1) }
    return names.flatMap { name in
      var lines = [name.padded(to: Self.indent)]
      for (place, dependency) in (imports[name] ?? []).enumerated() {
        let word = (place == 0 ? "" : ", ") + dependency
        if lines[lines.count - 1].count + word.count > 115 {
          lines[lines.count - 1] += ","
          lines.append("".padded(to: Self.indent) + dependency)
        } else {
          lines[lines.count - 1] += word
        }
      }
      return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

@Suite struct `the picture of the targets` {
  private static let root = FilePath(#filePath).appending("../../..").lexicallyNormalized()

  private static func read(_ name: String) throws -> String {
    String(decoding: try FileContents.read(root.appending(name), limit: 1 << 20), as: UTF8.self)
  }

  @Test func `is that of Package_swift`() throws {
    let block = try TargetPicture(package: Self.read("Package.swift")).lines.joined(separator: "\n")
    let isDrawn = try Self.read("ARCHITECTURE.md").contains("```text\n\(block)\n```")
    #expect(isDrawn, "ARCHITECTURE.md, \"Who may import whom\", has to hold:\n```text\n\(block)\n```")
  }

  @Test func `has no directory that tools take for a product`() throws {
    func directories(_ place: FilePath) throws -> [FilePath] {
      try Directory.names(in: place).map(place.appending).filter { try FileStatus.of($0)?.kind == .directory }
        .flatMap { try [$0] + directories($0) }
    }
    let names = try directories(Self.root.appending("Sources")).compactMap { $0.lastComponent?.string.lowercased() }
    #expect(!names.contains("build") && !names.contains("test"))
  }
}

@Suite struct `the clock of this machine` {
  private static let root = FilePath(#filePath).appending("../../../Sources").lexicallyNormalized()
  private static let reads = [
    "Date()", "Date.now", "Date = .now", "Date? = .now", "timeIntervalSinceNow", "time(nil", "time(&",
    "clock_gettime(CLOCK_REALTIME", "gettimeofday(",
  ]

  private static func sources(_ place: FilePath) throws -> [FilePath] {
    try Directory.names(in: place).map(place.appending).flatMap { path in
      try FileStatus.of(path)?.kind == .directory ? sources(path) : path.extension == "swift" ? [path] : []
    }
  }

  private static func offenders(_ text: String) -> [String] {
    guard reads.contains(where: text.contains) else { return [] }
    return text.split(separator: "\n").filter { line in
      let code = line[..<(line.firstRange(of: "//")?.lowerBound ?? line.endIndex)]
      return reads.contains { code.contains($0) }
    }.map(String.init)
  }

  @Test func `is read by the executable alone`() throws {
    var found: [String] = []
    for target in try Directory.names(in: Self.root) where !["agent-pipeline", "TestSupport"].contains(target) {
      for file in try Self.sources(Self.root.appending(target)) {
        let text = String(decoding: try FileContents.read(file, limit: 1 << 20), as: UTF8.self)
        found += Self.offenders(text).map { "\(file.lastComponent?.string ?? ""): \($0)" }
      }
    }
    #expect(found == [])
  }

  @Test(arguments: [
    ("let now = Date()", true), ("let now: Date = .now", true), ("Date.now", true), ("Int64(time(nil))", true),
    ("clock_gettime(CLOCK_REALTIME, &time)", true), ("gettimeofday(&time, nil)", true),
    ("let start = ContinuousClock.now", false), ("try time(of: commit)", false), ("// as Date() does", false),
    ("clock_gettime(CLOCK_MONOTONIC, &time)", false), ("Date(timeIntervalSince1970: 0)", false),
  ])
  func `is found in all its forms`(line: String, isRead: Bool) {
    #expect(Self.offenders(line).isEmpty != isRead)
  }
}
