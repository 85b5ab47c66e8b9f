import Diagnostics
import FileIO
import SystemPackage

/// Compares what is installed with what was asked for: a variable or a configuration file can make a package manager
/// succeed without installing anything, such as pip's `dry-run`.
struct InstalledNames {
  /// Of the `.dist-info` directories, normalised: `web-x-1-0`.
  private let installed: [String]

  init(in environment: VirtualEnvironment) throws {
    let packages = environment.packages
    let names = try FileStatus.of(packages)?.kind == .directory ? Directory.names(in: packages) : []
    self.init(names)
  }

  init(_ names: [String]) {
    installed = names.filter { $0.hasSuffix(".dist-info") }.map {
      PythonRequirement.identity(String($0.dropLast(".dist-info".count)))
    }
  }

  /// - Throws: if one is missing.
  func require(_ wanted: [String], at place: SourceLocation) throws(Failure) {
    guard let missing = missing(of: wanted).first else { return }
    throw Failure(
      .agent, "dependencies-not-installable", "the package manager ended well, but did not install `\(missing)`",
      at: place,
      hints: ["look for `dry-run`, `no-deps` and `target` in the configuration of pip and uv, and in variables"])
  }

  /// - Parameter wanted: normalised names.
  func missing(of wanted: [String]) -> [String] {
    wanted.filter { name in !installed.contains { $0.hasPrefix("\(name)-") } }
  }
}

extension PythonRequest {
  /// The packages that must be there, whatever the image's platform; normalised.
  var namedPackages: [String] {
    var found: [String] = []
    for step in steps {
      switch step {
      // pipenv makes up names for what is no package of an index.
      case .exact(let packages): found += packages.filter { $0.source == .index }.map(\.identity)
      case .resolve(let file, let names):
        found += names.compactMap(Self.unconditional)
        if let file, let text = build.project.directory.text(file, limit: RequirementsFile.sizeLimit) {
          found += RequirementLine.lines(of: text).filter { !$0.mayRunCode }
            .compactMap { Self.unconditional(String($0.requirement)) }
        }
      case .wheels, .local: continue
      }
    }
    return found
  }

  private static func unconditional(_ requirement: String) -> String? {
    guard let parsed = try? PythonRequirement.parse(requirement), !parsed.isConditional,
      !parsed.name.hasSuffix(".whl")
    else { return nil }
    return parsed.identity
  }
}
