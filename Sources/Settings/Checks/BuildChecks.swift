import TextFormats

/// What the settings of the build must be beyond their shape.
enum BuildChecks {
  @Sendable static func baseImage(_ value: SettingValue) -> [SettingProblem] {
    value.text.map { ImageNameText.baseImageProblems(in: $0) } ?? []
  }

  @Sendable static func entrypoint(_ value: SettingValue) -> [SettingProblem] {
    guard let words = value.items, words.first?.isEmpty ?? true else { return [] }
    return [
      problem(
        words.isEmpty ? "the entrypoint is empty" : "the entrypoint has no program",
        "write `[\"program\", \"argument\"]`, or remove it")
    ]
  }

  /// A name or a number, and the same for the group (OCI image-spec, config.md, `User`).
  @Sendable static func user(_ value: SettingValue) -> [SettingProblem] {
    guard let text = value.text else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count <= 2, parts.allSatisfy({ ASCII.isWord($0, and: "._-$") && !$0.hasPrefix("-") }) { return [] }
    return [problem("`\(text)` is not a valid user", "write `65532:65532`, or a name")]
  }

  /// `host`, `host:port`, `[address]:port`.
  @Sendable static func servers(_ value: SettingValue) -> [SettingProblem] {
    (value.items ?? []).filter { text in
      let port = text.split(separator: ":", omittingEmptySubsequences: false).dropFirst()
      let isPortValid = text.hasPrefix("[") || port.isEmpty || port.count == 1 && UInt16(port[1]) != nil
      return !isPortValid || !ASCII.isWord(text, and: "-._:[]")
    }.map { problem("`\($0)` is not a server", "write `registry.example.com` or `registry.example.com:8443`") }
  }

  @Sendable static func commands(_ value: SettingValue) -> [SettingProblem] {
    (value.items ?? []).contains { $0.allSatisfy(\.isWhitespace) }
      ? [problem("a command is empty", "write a shell command, such as `make dist`")] : []
  }

  /// Patterns of files below the agent's directory.
  @Sendable static func included(_ value: SettingValue) -> [SettingProblem] {
    patterns(value, instead: { "put `\($0)` into `build.ignore`" }, elsewhere: "copy the files there with `build.run`")
  }

  /// The same for files that only the tests see.
  @Sendable static func tested(_ value: SettingValue) -> [SettingProblem] {
    patterns(value, instead: { _ in "name the files to include" }, elsewhere: "move the files there")
  }

  private static func patterns(
    _ value: SettingValue, instead: (Substring) -> String, elsewhere: String
  ) -> [SettingProblem] {
    (value.items ?? []).compactMap { pattern in
      if pattern.hasPrefix("!") { return problem("`\(pattern)` excludes files", instead(pattern.dropFirst())) }
      guard pattern.hasPrefix("/") || pattern.split(separator: "/").contains("..") else { return nil }
      return problem("`\(pattern)` is not below the agent's directory", elsewhere)
    }
  }

  static func problem(_ message: String, _ hint: String) -> SettingProblem {
    SettingProblem("build-setting", message, hints: [hint])
  }
}

extension ImageNameText {
  /// What keeps a text from naming a base image: a reference, a layout's directory, or `scratch`.
  public static func baseImageProblems(in text: String) -> [SettingProblem] {
    guard text != "scratch", !text.hasPrefix("oci-layout:"), let problem = problem(in: text) else { return [] }
    let repaired = repaired(text)
    let hint =
      self.problem(in: repaired) == nil
      ? "write `\(repaired)`" : "write `name:tag`, `host/path/name:tag`, `oci-layout:DIR` or `scratch`"
    return [SettingProblem("base-image", "`\(text)` is not an image reference: \(problem)", hints: [hint])]
  }
}
