import TextFormats

/// Whether a file belongs to a build (go.dev/cmd/go, Build constraints).
struct GoConstraint: Sendable {
  /// What is true of the build: `linux`, `amd64`, `netgo`.
  var tags: Set<String>

  private static let systems: Set<String> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
    "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
  ]
  private static let machines: Set<String> = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64",
    "s390x", "wasm",
  ]

  init(machine: String, tags: [String], cgo: Bool = false) {
    self.tags = Set(["linux", "unix", "gc", machine] + tags + (cgo ? ["cgo"] : []))
  }

  /// `_linux`, `_arm64`, `_linux_arm64` at the end of a file's name.
  func allows(file: String) -> Bool {
    let parts = file.dropLast(".go".count).split(separator: "_", omittingEmptySubsequences: false).dropFirst()
    guard let last = parts.last.map(String.init) else { return true }
    if Self.machines.contains(last) {
      if let system = parts.dropLast().last.map(String.init), Self.systems.contains(system), !tags.contains(system) {
        return false
      }
      return tags.contains(last)
    }
    return !Self.systems.contains(last) || tags.contains(last)
  }

  /// - Parameter expression: what follows `//go:build`.
  /// - Returns: true if it is malformed: the compiler will say so.
  func allows(_ expression: some StringProtocol) -> Bool {
    var words: [String] = []
    for character in expression {
      if character.isWhitespace {
        words.append("")
      } else if "()!".contains(character) {
        words += [String(character), ""]
      } else if let last = words.last, last != "", last != "(", last != ")", last != "!" {
        words[words.count - 1].append(character)
      } else {
        words.append(String(character))
      }
    }
    var rest = words.filter { !$0.isEmpty }[...]
    return either(&rest, depth: 0) ?? true
  }

  private func either(_ words: inout ArraySlice<String>, depth: Int) -> Bool? {
    guard var value = both(&words, depth: depth) else { return nil }
    while words.first == "||" {
      words.removeFirst()
      guard let next = both(&words, depth: depth) else { return nil }
      value = value || next
    }
    return value
  }

  private func both(_ words: inout ArraySlice<String>, depth: Int) -> Bool? {
    guard var value = single(&words, depth: depth) else { return nil }
    while words.first == "&&" {
      words.removeFirst()
      guard let next = single(&words, depth: depth) else { return nil }
      value = value && next
    }
    return value
  }

  private func single(_ words: inout ArraySlice<String>, depth: Int) -> Bool? {
    // A file of brackets must not fill the stack.
    guard depth < 100, let word = words.popFirst() else { return nil }
    if word == "!" { return single(&words, depth: depth + 1).map { !$0 } }
    if word == "(" {
      let value = either(&words, depth: depth + 1)
      return words.popFirst() == ")" ? value : nil
    }
    // `go1.21` is true of every toolchain that is new enough for go.mod.
    return tags.contains(word) || word.hasPrefix("go1.")
  }
}
