import Diagnostics
import TextFormats
import YAMLTree

/// application.properties and application.yml (docs.spring.io, Common Application Properties; Quarkus, too).
enum SpringSettings {
  private static let directory = "src/main/resources/"

  static func port(in project: SetupProject) -> Found<Int>? {
    for (name, value, place) in settings(in: project) where ["server.port", "quarkus.http.port"].contains(name) {
      // `${PORT:8080}`
      let number = value.hasPrefix("${") ? value.split(separator: ":").last.map { $0.filter(\.isNumber) } ?? "" : value
      if let port = Int(number), (1...65535).contains(port) { return Found(port, in: place) }
    }
    return nil
  }

  /// The usual routes of Spring Boot's Actuator and of Quarkus.
  static func health(in survey: Survey) -> Found<String>? {
    let names = survey.dependencies?.value ?? []
    let place = survey.dependencies?.place ?? ""
    if names.contains("spring-boot-starter-actuator") { return Found("/actuator/health", in: "\(place), the actuator") }
    if names.contains("quarkus-smallrye-health") { return Found("/q/health", in: "\(place), quarkus-smallrye-health") }
    return nil
  }

  private static func settings(in project: SetupProject) -> [(name: String, value: String, place: String)] {
    var found: [(String, String, String)] = []
    let properties = "\(directory)application.properties"
    let lines = (project.text(properties) ?? "").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      let pair = line.split(separator: "=", maxSplits: 1).map { ASCII.trimmed($0) }
      if pair.count == 2 { found.append((pair[0], pair[1], "\(properties):\(number + 1)")) }
    }
    if let file = project.first(of: ["\(directory)application.yml", "\(directory)application.yaml"]) {
      let root = YAMLDocument.read(bytes: Array(file.value.utf8), file: file.place, commentMarker: nil).root
      for (name, node) in [
        ("server.port", root?["server"]?["port"]), ("quarkus.http.port", root?["quarkus"]?["http"]?["port"]),
      ] {
        if let node, let text = node.text { found.append((name, text, "\(file.place):\(node.location.line)")) }
      }
    }
    return found
  }
}
