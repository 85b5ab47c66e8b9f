import Diagnostics
import FileIO
import SystemPackage
import TOMLKit

/// The Rust that a project asks for: `rust-toolchain.toml` and `rust-version`.
enum CargoToolchain {
  static let files = ["rust-toolchain", "rust-toolchain.toml"]

  /// Compares it with the host's before anything is compiled.
  ///
  /// rustup would choose another compiler by the file; the one that is used is the host's own, so it must fit.
  /// - Parameters:
  ///   - found: what `cargo --version` and `rustc --version` print.
  ///   - isChosen: whether RUSTUP_TOOLCHAIN is set, which for rustup counts more than the file.
  static func check(
    _ directory: ProjectDirectory, _ workspace: CargoWorkspace, found: String, isChosen: Bool, at place: SourceLocation
  ) throws(Failure) {
    if !isChosen, let (channel, file) = channel(directory), !fits(channel, found) {
      throw Failure(
        .infrastructure, "toolchain-too-old", "`\(file)` names Rust `\(channel)`, but the host has `\(found)`",
        at: place,
        hints: [
          "run `rustup toolchain install \(channel)`, and set the variable RUSTUP_TOOLCHAIN to `\(channel)`",
          "or build with a Docker Engine: set `build.engine: docker`",
        ])
    }
    if let version = version(workspace) {
      try ToolchainVersion.check(
        version, of: "Cargo.toml requires Rust \(version)", found: found, at: place, install: Rust.install)
    }
  }

  /// The nearest file's, as rustup looks for it.
  static func channel(_ directory: ProjectDirectory) -> (channel: String, file: String)? {
    for above in [""] + CargoWorkspace.above(directory) {
      for name in files {
        let file = CargoWorkspace.join(above, name)
        guard let text = directory.text(file) else { continue }
        let table = try? TOMLTable(string: text)
        let line = text.split(whereSeparator: \.isWhitespace).map(String.init)
        if let channel = table?.table("toolchain")?.text("channel") ?? (line.count == 1 ? line[0] : nil) {
          return (channel, file)
        }
        return nil
      }
    }
    return nil
  }

  /// Without them, rustup does not choose a compiler again, and downloads none.
  /// - Parameter directory: the agent's, in a copy of the project.
  static func removeFiles(from directory: FilePath, upTo scratch: FilePath) throws {
    var here = directory
    while here != scratch, here.starts(with: scratch) {
      for name in files where try FileStatus.of(here.appending(name)) != nil {
        try Directory.remove(here.appending(name))
      }
      here.removeLastComponent()
    }
  }

  /// Whether a compiler is the one of a channel: `stable`, `nightly-2024-01-01`, `1.75`, `1.75.0`.
  static func fits(_ channel: String, _ found: String) -> Bool {
    let name = String(channel.prefix { $0 != "-" })
    // A compiler is made of the code of the day before, so its date does not tell the channel's.
    let isDated = channel.dropFirst(name.count + 1).first?.isNumber == true
    let isRelease = !found.contains("-nightly") && !found.contains("-beta")
    switch name {
    case "stable": return isRelease && !isDated
    case "nightly", "beta": return found.contains("-\(name)") && !isDated
    default:
      guard let wanted = ToolchainVersion.numbers(in: name), let there = ToolchainVersion.numbers(in: found) else {
        return false
      }
      return isRelease && there.starts(with: wanted)
    }
  }

  private static func version(_ workspace: CargoWorkspace) -> String? {
    let package = workspace.table(ofRoot: false)?.table("package")
    if let version = package?.text("rust-version") { return version }
    guard package?["rust-version"]?.table?["workspace"]?.bool == true else { return nil }
    return workspace.table(ofRoot: true)?.table("workspace", "package")?.text("rust-version")
  }
}
