import Diagnostics
import FileIO
import SystemPackage

/// Finds the package to compile by reading the files of a module.
struct GoProgram {
  private let sources: SourceTree
  private let constraint: GoConstraint
  private let withCgo: GoConstraint

  /// - Parameter machine: the image's: `amd64`.
  init(in sources: SourceTree, machine: String, tags: [String] = []) {
    self.sources = sources
    constraint = GoConstraint(machine: machine, tags: tags)
    withCgo = GoConstraint(machine: machine, tags: tags, cgo: true)
  }

  /// The program: the one that a setting names, the module's root, the one below `cmd` that is named as the agent, or the
  /// only one there.
  func package(_ agent: AgentDeclaration, chosen: String?) throws -> String {
    let programs = try programs()
    let shown = programs.map { $0.isEmpty ? "." : "./\($0)" }
    func failure(_ message: String) -> Failure {
      Failure(
        .agent, "program-unknown", message, at: agent.place,
        hints: [
          shown.isEmpty
            ? "put one `package main` into the agent's directory or into one directory under `cmd`"
            : "set `spec.pipeline.build.package` to one of \(shown.map { "`\($0)`" }.joined(separator: ", "))"
        ])
    }
    if let chosen {
      let parts = chosen.split(separator: "/").filter { $0 != "." }
      let path = parts.joined(separator: "/")
      guard programs.contains(path) else { throw failure("`build.package` is `\(chosen)`, which is not a program") }
      return path.isEmpty ? "." : "./\(path)"
    }
    if programs.contains("") { return "." }
    let commands = programs.filter { $0.hasPrefix("cmd/") }
    let named = commands.filter { $0.split(separator: "/").last.map(String.init) == agent.name }
    if let only = named.first, named.count == 1 { return "./\(only)" }
    if let only = commands.first, commands.count == 1 { return "./\(only)" }
    throw failure(
      shown.isEmpty
        ? "the module has no `package main`" : "the module has several programs: \(shown.joined(separator: ", "))")
  }

  /// Directories with a `package main`; the empty path is the module's root.
  private func programs() throws -> [String] {
    var found: Set<String> = []
    let others = sources.files.filter { $0.hasSuffix("/go.mod") }.map { $0.dropLast("go.mod".count) }
    for file in sources.files where Self.isCode(file) {
      // Directories with a go.mod are other modules.
      if others.contains(where: file.hasPrefix) { continue }
      let directory = FilePath(file).removingLastComponent().string
      if found.contains(directory) || Self.isSkipped(directory) { continue }
      if let header = try header(file), header.package == "main", isBuilt(file, header, constraint) {
        found.insert(directory)
      }
    }
    return found.sorted()
  }

  /// Throws if the program, or a package of the module that it imports, needs a C compiler.
  func refuseCgo(in package: String, module: String?, at place: SourceLocation) throws {
    var seen: Set<String> = []
    var waiting = [package == "." ? "" : String(package.dropFirst(2))]
    let byDirectory = Dictionary(grouping: sources.files.filter(Self.isCode)) {
      FilePath($0).removingLastComponent().string
    }
    while let directory = waiting.popLast() {
      guard seen.insert(directory).inserted else { continue }
      for file in byDirectory[directory] ?? [] {
        guard let header = try header(file) else { continue }
        // With a condition on cgo, there is another file for builds without.
        if header.imports.contains("C"), header.constraint?.contains("cgo") != true, isBuilt(file, header, withCgo) {
          throw Failure(
            .agent, "cgo-not-supported", "`\(file)` imports \"C\": the program needs a C compiler and its libraries",
            at: place,
            hints: [
              "use a package in pure Go, or exclude the file with `//go:build cgo`",
              "or write a Dockerfile and set `build.dockerfile`",
            ])
        }
        guard isBuilt(file, header, constraint), let module else { continue }
        waiting += header.imports.compactMap {
          $0 == module ? "" : $0.hasPrefix("\(module)/") ? String($0.dropFirst(module.count + 1)) : nil
        }
      }
    }
  }

  private func header(_ file: String) throws -> GoFile? { try sources.text(file).map(GoFile.init) }

  private func isBuilt(_ file: String, _ header: GoFile, _ constraint: GoConstraint) -> Bool {
    constraint.allows(file: file.split(separator: "/").last.map(String.init) ?? file)
      && header.constraint.map { constraint.allows($0) } ?? true
  }

  private static func isCode(_ file: String) -> Bool { file.hasSuffix(".go") && !file.hasSuffix("_test.go") }

  /// As `./...` of Go does, and what other modules bring.
  private static func isSkipped(_ directory: String) -> Bool {
    directory.split(separator: "/").contains { $0 == "vendor" || $0 == "testdata" || "_.".contains($0.first ?? "_") }
  }
}
