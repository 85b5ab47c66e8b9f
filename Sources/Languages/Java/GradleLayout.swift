import Diagnostics
import FileIO
import SystemPackage

/// Which project of a Gradle build is the agent's program: its own directory's, or one below it, such as `app`
/// (docs.gradle.org, Organizing Gradle Projects).
struct GradleLayout {
  private static let settings = ["settings.gradle", "settings.gradle.kts"]

  /// Where Gradle runs, seen from the agent's directory: `..`; empty for its own.
  let root: String
  /// The project's, below the agent's directory; empty for its own.
  let directory: String
  /// The project's build file from the agent's directory, and its text.
  let file: String
  let text: String

  /// `nil` if the agent is no Gradle build.
  /// - Throws: if none or several of its projects can be the program.
  init?(in project: ProjectTree, _ options: BuildOptions, at place: SourceLocation) throws {
    let (sources, around) = (project.own, project.directory)
    let above = Self.root(of: around)
    root = above ?? ""
    let builds = sources.files.filter { GradleProject.files.contains(FilePath($0).lastComponent?.string ?? "") }
    let hasSettings = above != nil
    guard let first = builds.first else {
      guard let above else { return nil }
      if above.isEmpty { throw Self.unknown("no project of the Gradle build has a build file", [], place) }
      // A build file above says how the project is built.
      let files = (GradleProject.files + Self.settings).map { "\(above)/\($0)" }
      (directory, file) = ("", files.first(where: around.exists) ?? "")
      text = around.text(file) ?? ""
      return
    }
    let directories = builds.map { FilePath($0).removingLastComponent().string }
    func build(_ index: Int) throws -> (String, String) { (builds[index], try sources.text(builds[index]) ?? "") }
    let root = directories.firstIndex(of: "")
    if root == nil, !hasSettings {
      throw Failure(
        .agent, "module-missing", "`\(first)` is there, but no `settings.gradle` in the agent's directory", at: place,
        hints: ["put agent.yaml beside `\(first)`, or name the project in `settings.gradle`"])
    }
    var chosen: Int?
    if let package = options.package {
      let path = package.split { $0 == "/" || $0 == ":" }.filter { $0 != "." }.joined(separator: "/")
      chosen = directories.firstIndex(of: path)
      if chosen == nil {
        throw Self.unknown("`build.package` is `\(package)`, which has no build file", directories, place)
      }
    } else if let root,
      !hasSettings || !self.root.isEmpty || sources.files.contains(where: { $0.hasPrefix("src/main/") })
    {
      chosen = root
    } else {
      // What the plugin `application` or Spring Boot starts.
      let programs = try directories.indices.filter { index in
        let text = try build(index).1
        return GradleProject.mainClass(in: text) != nil || text.contains("application")
          || text.contains("org.springframework.boot")
      }
      let candidates = programs.isEmpty ? directories.indices.filter { !directories[$0].isEmpty } : programs
      chosen = candidates.count == 1 ? candidates[0] : candidates.isEmpty ? root : nil
    }
    guard let chosen else {
      throw Self.unknown("several projects of the Gradle build can be the agent", directories, place)
    }
    directory = directories[chosen]
    (file, text) = try build(chosen)
  }

  private static func unknown(_ message: String, _ directories: [String], _ place: SourceLocation) -> Failure {
    let names = directories.map { $0.isEmpty ? "`.`" : "`\($0)`" }.joined(separator: ", ")
    return Failure(
      .agent, "program-unknown", message, at: place,
      hints: [
        names.isEmpty ? "add a `build.gradle`" : "set `spec.pipeline.build.package` to one of \(names)"
      ])
  }

  /// The directory whose settings file Gradle takes: the nearest above. A directory without a build file belongs to it only
  /// if it is named there.
  static func root(of directory: ProjectDirectory) -> String? {
    let isBuild = GradleProject.files.contains(where: directory.exists)
    var (here, path, below): (ProjectDirectory?, String, [String]) = (directory, "", [])
    while let candidate = here {
      if let file = settings.first(where: candidate.exists) {
        let names = Self.literals(in: candidate.text(file) ?? "").map { $0.split { $0 == ":" || $0 == "/" } }
        return path.isEmpty || isBuild || names.contains(where: { $0.map(String.init) == below }) ? path : nil
      }
      below.insert(candidate.place.split(separator: "/").last.map(String.init) ?? "", at: 0)
      (here, path) = (candidate.parent, path.isEmpty ? ".." : "\(path)/..")
    }
    return nil
  }

  /// What Gradle reads besides the agent's directory, seen from the repository's root: all of a build above, since build
  /// files refer to any file of it; and builds beside it that its settings name.
  static func places(in directory: ProjectDirectory) -> [String] {
    guard let root = root(of: directory), let build = directory[root.isEmpty ? "." : root] else { return [] }
    let others = settings.flatMap { literals(in: build.text($0) ?? "") }.filter { $0.hasPrefix("../") }
    return (root.isEmpty ? [] : [build.place]) + others.filter { build.exists($0) }.compactMap { build[$0]?.place }
  }

  /// The project's directory below the one where Gradle runs.
  /// - Parameter agent: the agent's directory.
  func directoryBelowRoot(in agent: ProjectDirectory) -> String {
    guard let root = agent[root.isEmpty ? "." : root]?.place,
      let place = agent[directory.isEmpty ? "." : directory]?.place
    else { return directory }
    return root.isEmpty ? place : String(place.dropFirst(root.count).drop { $0 == "/" })
  }

  private static func literals(in text: String) -> [String] {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "'" || $0 == "\"" }
    return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
  }
}
