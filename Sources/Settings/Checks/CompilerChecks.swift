import TextFormats

/// Which flags of a compiler a setting may have: code of the project does not run while Go compiles, so no flag may run
/// another program or name another file.
extension BuildChecks {
  @Sendable static func package(_ value: SettingValue) -> [SettingProblem] {
    guard let text = value.text else { return [] }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard
      text.isEmpty || text.hasPrefix("-") || parts.contains("..") || parts.first == ""
        || !ASCII.isWord(text, and: "-_./")
    else { return [] }
    return [problem("`\(text)` is not a program of the project", "write `./cmd/agent`, or the program's name")]
  }

  @Sendable static func goFlags(_ value: SettingValue) -> [SettingProblem] {
    let allowed: Set = ["-a", "-v", "-x", "-buildmode=exe", "-buildmode=pie", "-gcflags=-N -l", "-gcflags=all=-N -l"]
    return (value.items ?? []).filter { !allowed.contains($0) }.map { flag in
      let hint =
        flag.hasPrefix("-tags")
        ? "set `build.tags`"
        : flag.hasPrefix("-ldflags")
          ? "set `build.ldflags`"
          : "remove it, or use one of \(allowed.sorted().map { "`\($0)`" }.joined(separator: ", "))"
      return problem("the flag `\(flag)` of `go build` is refused", hint)
    }
  }

  @Sendable static func goTags(_ value: SettingValue) -> [SettingProblem] {
    (value.items ?? []).filter { !ASCII.isWord($0, and: "_.") }.map {
      problem("`\($0)` is not a build tag", "write a word, such as `netgo`")
    }
  }

  /// `-s`, `-w`, and `-X package.name=value`, whose value may have placeholders.
  @Sendable static func linkerFlags(_ value: SettingValue) -> [SettingProblem] {
    (value.items ?? []).compactMap { flag in
      if ["-s", "-w"].contains(flag) { return nil }
      let parts = flag.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, parts[0] == "-X", parts[1].contains("="),
        !parts[1].unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "\"" || $0 == "'" })
      else {
        return problem("the linker's flag `\(flag)` is refused", "write `-s`, `-w` or `-X main.version={version}`")
      }
      var rest = parts[1].replacing("{version}", with: "").replacing("{commit}", with: "")[...]
      rest = rest.drop { $0 != "{" }
      guard rest.contains("}") else { return nil }
      let unknown = rest.prefix { $0 != "}" }
      return problem("`\(unknown)}` in `build.ldflags` is not known", "write `{version}` or `{commit}`")
    }
  }

  @Sendable static func mainClass(_ value: SettingValue) -> [SettingProblem] {
    guard let text = value.text else { return [] }
    let isClass = text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
    }
    return isClass ? [] : [problem("`\(text)` is not a class", "write `com.example.Main`")]
  }
}
