import Diagnostics
import FileIO
import FoundationEssentials
import SystemPackage

/// The packages and programs of a project as `cargo metadata --no-deps` tells them (the Cargo book, cargo-metadata).
struct CargoMetadata: Decodable {
  struct Package: Decodable {
    var id: String
    var name: String
    var manifestPath: String
    var targets: [Target]
    var features: [String: [String]]?
    var defaultRun: String?
  }

  struct Target: Decodable {
    var name: String
    var kind: [String]
    var requiredFeatures: [String]?

    enum CodingKeys: String, CodingKey {
      case name, kind
      case requiredFeatures = "required-features"
    }
  }

  var packages: [Package]
  var workspaceMembers: [String]
  /// Since cargo 1.71.
  var workspaceDefaultMembers: [String]?

  /// - Parameter output: what cargo printed; `nil` if it is something else.
  init?(_ output: [UInt8]) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let read = try? decoder.decode(Self.self, from: Data(output)) else { return nil }
    self = read
  }

  /// Decides which program the agent is: the one that a setting names, the package's `default-run`, the one that is
  /// named as the agent, or the only one.
  /// - Parameters:
  ///   - manifest: the path of the Cargo.toml in the agent's directory, links resolved.
  ///   - chosen: the setting `build.package`.
  /// - Returns: the program's name, and the arguments with which cargo makes it.
  func program(
    _ agent: String, manifest: FilePath, chosen: String?, at place: SourceLocation
  ) throws(Failure) -> (name: String, arguments: [String]) {
    // As `cargo build` does in that directory.
    let own = packages.filter { FileStatus.realPath(of: FilePath($0.manifestPath)) == manifest }
    let members = packages.filter { (workspaceDefaultMembers ?? workspaceMembers).contains($0.id) }
    let selected = own.isEmpty ? members : own
    let programs = selected.flatMap(\.programs)
    if let chosen {
      if programs.count(where: { $0 == chosen }) == 1 { return (chosen, ["--bin", chosen]) }
      let others = packages.filter { $0.programs.contains(chosen) }
      if others.count == 1 { return (chosen, ["--package", others[0].name, "--bin", chosen]) }
      throw Self.unknown("`build.package` is `\(chosen)`, which is not a program", packages.flatMap(\.programs), place)
    }
    let preferred = selected.count == 1 ? selected[0].defaultRun : nil
    let name = preferred ?? programs.first { $0 == agent } ?? (programs.count == 1 ? programs[0] : nil)
    guard let name, programs.count(where: { $0 == name }) == 1 else {
      throw Self.unknown(
        programs.isEmpty
          ? "the package has no program"
          : "the package has several programs: \(programs.map { "`\($0)`" }.joined(separator: ", "))",
        programs.isEmpty ? packages.flatMap(\.programs) : programs, place)
    }
    return (name, ["--bin", name])
  }

  private static func unknown(_ message: String, _ programs: [String], _ place: SourceLocation) -> Failure {
    let names = programs.map { "`\($0)`" }.joined(separator: ", ")
    return Failure(
      .agent, "program-unknown", message, at: place,
      hints: [
        names.isEmpty
          ? "add `src/main.rs`, or put agent.yaml beside the Cargo.toml of the program"
          : "set `spec.pipeline.build.package` to one of \(names), or `default-run` in Cargo.toml"
      ])
  }
}

extension CargoMetadata.Package {
  /// Those that are made without options.
  var programs: [String] {
    targets.filter { target in
      target.kind.contains("bin") && (target.requiredFeatures ?? []).allSatisfy(defaultFeatures.contains)
    }.map(\.name)
  }

  private var defaultFeatures: Set<String> {
    var found: Set<String> = []
    var waiting = ["default"]
    while let name = waiting.popLast() {
      if found.insert(name).inserted { waiting += features?[name] ?? [] }
    }
    return found
  }
}
