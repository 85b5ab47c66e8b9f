/// The project's `.cargo/config.toml` (the Cargo book, Configuration).
///
/// A build script runs what it likes, in its sandbox. This is about what decides over every build on the machine: where
/// crates come from, and which programs stand in for the compiler.
struct CargoConfiguration {
  static let files = [".cargo/config.toml", ".cargo/config"]
  /// Programs that would run in place of, or around, the compiler.
  private static let programs: Set = ["rustc", "rustc-wrapper", "rustc-workspace-wrapper", "rustdoc", "runner"]

  let hosts: PackageHosts

  /// Of the agent's directory and of all above it, which cargo reads, too.
  func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    // cargo reads one of them; which one depends on what .dockerignore leaves.
    ([""] + CargoWorkspace.above(directory)).flatMap { above in
      Self.files.flatMap { problems(CargoWorkspace.join(above, $0), directory) }
        + CargoToolchain.files.flatMap { toolchain(CargoWorkspace.join(above, $0), directory) }
    }
  }

  /// rustup runs the programs of a toolchain that a file of the project names (rust-lang.github.io/rustup, Overrides).
  private func toolchain(_ file: String, _ directory: ProjectDirectory) -> [ProjectFileProblem] {
    // A file of a single line names a release.
    guard let text = directory.text(file), let settings = try? TOMLSettings(text) else { return [] }
    return settings.entries.filter { $0.path == ["toolchain", "path"] }.map { entry in
      .refused(
        entry.name, in: file, line: settings.line(of: entry),
        because: "a repository may not choose the programs of the build",
        hint: "name a release with `channel`, or set the variable RUSTUP_TOOLCHAIN in the CI system")
    }
  }

  private func problems(_ file: String, _ directory: ProjectDirectory) -> [ProjectFileProblem] {
    guard let text = directory.text(file) else { return [] }
    do throws(TOMLProblem) {
      let settings = try TOMLSettings(text)
      return settings.entries.compactMap { problem($0, file, settings.line(of: $0)) }
    } catch {
      return [
        ProjectFileProblem(
          file: file, message: "\(file) is not valid TOML: \(error.message)", line: error.line, column: 1,
          hint: "correct the syntax")
      ]
    }
  }

  private func problem(_ entry: TOMLSettings.Entry, _ file: String, _ line: Int) -> ProjectFileProblem? {
    let path = entry.path
    func refused(_ reason: String, _ variable: String) -> ProjectFileProblem {
      .refused(
        entry.name, in: file, line: line, because: reason,
        hint: "remove it, or set the variable \(variable) in the CI system")
    }
    switch (path.first ?? "", path.last ?? "") {
    case ("build", let key) where Self.programs.contains(key), ("target", let key) where Self.programs.contains(key):
      return refused(
        "a repository may not choose the programs of the build", "CARGO_\(key.uppercased().replacing("-", with: "_"))")
    case ("target", "linker") where entry.text.contains("/"):
      return refused("a repository may name a linker on PATH, not a file", "CARGO_TARGET_<TRIPLE>_LINKER")
    case ("registry", _)
    where path.contains { $0.hasSuffix("credential-provider") || $0.hasSuffix("credential-providers") },
      ("registries", "credential-provider"), ("credential-alias", _):
      return refused("a repository may not choose a program that reads passwords", "CARGO_REGISTRY_CREDENTIAL_PROVIDER")
    case ("registries", "index"), ("registry", "index"), ("source", "registry"):
      let address = entry.text.hasPrefix("sparse+") ? String(entry.text.dropFirst("sparse+".count)) : entry.text
      return hosts.contain(address)
        ? nil
        : .index(
          address, as: entry.name, in: file, line: line,
          remedy: "set the variable CARGO_REGISTRIES_<NAME>_INDEX in the CI system")
    case ("source", "git"):
      return hosts.contain(entry.text)
        ? nil
        : .index(
          entry.text, as: entry.name, in: file, line: line,
          remedy: "set the variable CARGO_REGISTRIES_<NAME>_INDEX in the CI system")
    case ("http", "proxy"), ("http", "cainfo"), ("http", "check-revoke"), ("http", "proxy-cainfo"):
      return refused("a repository may not decide how hosts are reached", "CARGO_HTTP_\(path[1].uppercased())")
    case ("include", _):
      return refused("settings in further files would not be seen", "CARGO_HOME")
    default: return nil
    }
  }
}
