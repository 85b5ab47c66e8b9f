import Diagnostics
import FileIO
import SystemPackage
import TextFormats
import YAMLTree

/// An executable jar of Spring Boot in the agent's directory (docs.spring.io, Executable Jar Format): taken apart, so that
/// the libraries have a layer of their own.
struct BootJar {
  private static let loader = "org.springframework.boot.loader."
  private static let sizeLimit = 1 << 30

  let file: String
  private let jar: JarReader
  private let launcher: String
  /// The names of layers with the paths or beginnings of paths in them.
  private let layers: [(name: String, paths: [String])]

  /// `nil` if there is none, or the agent's own code is what is to be built.
  /// - Throws: if several can be the agent, or the jar is damaged.
  init?(in project: ProjectTree, _ options: BuildOptions, at place: SourceLocation) throws {
    guard let file = try Self.file(in: project, options, at: place) else { return nil }
    self.file = file
    let sources = project.own
    do {
      let bytes = try FileContents.read(
        sources.directory.pushing(FilePath(file)), limit: Self.sizeLimit, in: sources.project)
      let jar = try JarReader(bytes)
      self.jar = jar
      let manifest = try Self.text("META-INF/MANIFEST.MF", in: jar) ?? ""
      guard let main = Self.value(of: "Main-Class", in: manifest), main.hasPrefix(Self.loader) else { return nil }
      launcher = main
      layers = try Self.layers(
        try Self.value(of: "Spring-Boot-Layers-Index", in: manifest).flatMap { try Self.text($0, in: jar) })
    } catch let problem as JarProblem {
      throw Failure(
        .agent, "build-failed", "`\(file)` cannot be read: \(problem.message)", at: place,
        hints: ["build the jar again"])
    }
  }

  /// The jar in the agent's directory that is the agent: one that commands made, or the only thing there.
  static func file(in project: ProjectTree, _ options: BuildOptions, at place: SourceLocation) throws -> String? {
    let files = project.own.files
    let isSource = files.contains { $0.hasSuffix(".java") || GradleProject.files.contains($0) || $0 == MavenPom.file }
    guard options.hasCommands || !isSource else { return nil }
    let jars = try files.filter { !$0.contains("/") && $0.hasSuffix(".jar") }.filter { name in
      // Names are not compressed.
      let sources = project.own
      let bytes = try FileContents.read(
        sources.directory.pushing(FilePath(name)), limit: sizeLimit, in: sources.project)
      return bytes.firstRange(of: Array("BOOT-INF/classes/".utf8)) != nil
    }
    guard jars.count > 1 else { return jars.first }
    throw Failure(
      .agent, "program-unknown", "several jars can be the agent: \(jars.map { "`\($0)`" }.joined(separator: ", "))",
      at: place, hints: ["leave one of them, and put the others into .dockerignore"])
  }

  private static func text(_ name: String, in jar: JarReader) throws -> String? {
    try jar.entries.first { $0.name == name }.map { String(decoding: try jar.contents(of: $0), as: UTF8.self) }
  }

  private static func value(of name: String, in manifest: String) -> String? {
    // A long value goes on in a line that begins with a space.
    manifest.replacing("\r\n", with: "\n").replacing("\n ", with: "").split(separator: "\n")
      .first { $0.hasPrefix("\(name):") }.map { ASCII.trimmed($0.dropFirst(name.count + 1)) }
  }

  /// Of `layers.idx`, or the usual ones.
  private static func layers(_ index: String?) throws(JarProblem) -> [(name: String, paths: [String])] {
    guard let index else {
      return [("dependencies", ["BOOT-INF/lib/"]), ("spring-boot-loader", ["org/"]), ("application", [""])]
    }
    guard let items = YAMLDocument.parse(bytes: Array(index.utf8), file: "layers.idx").root?.sequence else {
      throw JarProblem("its list of layers cannot be read")
    }
    let pairs: [YAMLPair] = items.flatMap { $0.mapping ?? [] }
    return pairs.map { ($0.name, $0.value.sequence?.compactMap(\.text) ?? []) }
  }

  func recipes(in directory: String) -> [LayerRecipe] {
    var rest = jar.entries.filter { !$0.name.hasSuffix("/") }
    var all = layers
    // What no layer names is the application's.
    if !all.contains(where: { $0.name == "application" }) { all.append(("application", [])) }
    return all.compactMap { layer in
      let isLast = layer.name == "application"
      let others = isLast ? all.filter { $0.name != layer.name }.flatMap(\.paths) : []
      func isIn(_ entry: JarReader.Entry) -> Bool {
        func has(_ paths: [String]) -> Bool {
          paths.contains { $0.hasSuffix("/") ? entry.name.hasPrefix($0) : entry.name == $0 }
        }
        return isLast ? !has(others) : has(layer.paths)
      }
      let entries = rest.filter(isIn)
      rest.removeAll(where: isIn)
      guard !entries.isEmpty else { return nil }
      let jar = jar
      return LayerRecipe(
        layer.name, role: isLast ? .application : .dependencies, directoryInImage: directory,
        inputs: ["boot-jar-1", layer.name, jar.digest(of: entries)],
        summary: "\(HumanText.count(entries.count, "file")) of \(file)"
      ) { directory in
        for entry in entries {
          let path = directory.pushing(FilePath(entry.name))
          try Directory.create(path.removingLastComponent())
          try FileContents.write(try jar.contents(of: entry), to: path)
        }
      }
    }
  }

  /// Spring Boot's own launcher, which starts the class of the jar with the class path of the jar; or the class of a setting.
  func entrypoint(_ directory: String, mainClass: String?) -> [String] {
    guard let mainClass else { return ["java", "-cp", directory, launcher] }
    return ["java", "-cp", "\(directory)/BOOT-INF/classes:\(directory)/BOOT-INF/lib/*", mainClass]
  }
}
