import Diagnostics
import FileIO
import SystemPackage

/// Which project of a Gradle build is the agent's program: the root, or one below it, such as `app` (docs.gradle.org,
/// Organizing Gradle Projects).
struct GradleLayout {
  /// Below the agent's directory; empty for the root.
  let directory: String
  /// The project's build file, and its text.
  let file: String
  let text: String

  /// `nil` if the agent is no Gradle build.
  /// - Throws: if none or several of its projects can be the program.
  init?(in sources: SourceTree, _ options: BuildOptions, at place: SourceLocation) throws {
    let builds = sources.files.filter { GradleProject.files.contains(FilePath($0).lastComponent?.string ?? "") }
    let hasSettings = GradleProject.settings.prefix(2).contains(where: sources.contains)
    guard let first = builds.first else {
      if hasSettings { throw Self.unknown("no project of the Gradle build has a build file", [], place) }
      return nil
    }
    let directories = builds.map { FilePath($0).removingLastComponent().string }
    func project(_ index: Int) throws -> (String, String) { (builds[index], try sources.text(builds[index]) ?? "") }
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
    } else if let root, !hasSettings || sources.files.contains(where: { $0.hasPrefix("src/main/") }) {
      chosen = root
    } else {
      // What the plugin `application` or Spring Boot starts.
      let programs = try directories.indices.filter { index in
        let text = try project(index).1
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
    (file, text) = try project(chosen)
  }

  private static func unknown(_ message: String, _ directories: [String], _ place: SourceLocation) -> Failure {
    let names = directories.map { $0.isEmpty ? "`.`" : "`\($0)`" }.joined(separator: ", ")
    return Failure(
      .agent, "program-unknown", message, at: place,
      hints: [
        names.isEmpty ? "add a `build.gradle`" : "set `spec.pipeline.build.package` to one of \(names)"
      ])
  }
}
