import TextFormats

extension Rust {
  /// Cargo.toml and Cargo.lock, as far as they name dependencies (the Cargo book, The Manifest Format).
  public func dependencies(in directory: ProjectDirectory) -> ProjectDependencies {
    let name = "Cargo.toml"
    guard let text = directory.text(name) else { return ProjectDependencies() }
    var files = ProjectDependencies(file: name)
    lock(&files, directory)
    /// The name in `[dependencies.name]`.
    var table: (name: String, line: Int)?
    var isDependencies = false
    for line in ProjectDependencies.lines(text) {
      let code = uncommented(line.text)
      if code.hasPrefix("[") {
        if let table { files.add(CargoCrate.dependency(table.name, nil), name, table.line) }
        let header = code.filter { $0 != "[" && $0 != "]" && $0 != " " }
        isDependencies = header == "dependencies"
        table = header.hasPrefix("dependencies.") ? (String(header.dropFirst("dependencies.".count)), line.number) : nil
        continue
      }
      guard let (key, value) = pair(code) else { continue }
      if let crate = table, key == "version" {
        files.add(CargoCrate.dependency(crate.name, CargoCrate.tomlVersion(value) ?? nil), name, crate.line)
        table = nil
      } else if isDependencies {
        files.add(CargoCrate.dependency(key, CargoCrate.tomlVersion(value) ?? nil), name, line.number)
      }
    }
    if let table { files.add(CargoCrate.dependency(table.name, nil), name, table.line) }
    return files
  }

  public func refusals(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] {
    CargoConfiguration(hosts: hosts).problems(in: directory)
  }

  public func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    let root = CargoWorkspace(in: directory).root
    let places = root.isEmpty ? [""] : ["", root]
    let files = places.flatMap { place in
      [CargoWorkspace.manifest, CargoWorkspace.lock].map { CargoWorkspace.join(place, $0) }
    }
    return (files + ["rust-toolchain.toml"]).compactMap { file in
      guard let text = directory.text(file) else { return nil }
      do throws(TOMLProblem) {
        _ = try TOMLSettings(text)
        return nil
      } catch {
        return ProjectFileProblem(
          file: file, message: "\(file) is not valid TOML: \(error.message)", line: error.line, column: 1,
          hint: "correct the syntax")
      }
    }
  }

  public func unusedFiles(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    let root = CargoWorkspace(in: directory).root
    guard !root.isEmpty, directory.exists(CargoWorkspace.lock) else { return [] }
    return [
      ProjectFileProblem(
        file: CargoWorkspace.lock,
        message: "`Cargo.lock` is not used: the agent is a member of the workspace of `\(root)/Cargo.toml`", line: 1,
        column: 1, hint: "remove it, or leave the agent out with `exclude` in that file")
    ]
  }

  private func lock(_ files: inout ProjectDependencies, _ directory: ProjectDirectory) {
    let name = CargoWorkspace.join(CargoWorkspace(in: directory).root, CargoWorkspace.lock)
    var crate: (name: String, line: Int)?
    for line in directory.text(name).map(ProjectDependencies.lines) ?? [] {
      guard let (key, value) = pair(line.text), value.count > 2 else { continue }
      let text = String(value.dropFirst().dropLast())
      if key == "name" {
        crate = (text, line.number)
      } else if key == "version", let found = crate {
        files.add(CargoCrate.dependency(found.name, "=\(text)"), name, found.line, isDirect: false)
        crate = nil
      }
    }
  }

  private func pair(_ line: String) -> (key: String, value: String)? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    let key = ASCII.trimmed(line[..<equals]).filter { $0 != "\"" }
    return (key, ASCII.trimmed(line[line.index(after: equals)...]))
  }

  /// Without a comment; nothing that is read here contains `#` in quotes.
  private func uncommented(_ line: String) -> String {
    ASCII.trimmed(line.prefix { $0 != "#" })
  }
}
