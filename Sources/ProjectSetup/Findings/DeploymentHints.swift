import Diagnostics
import TextFormats
import YAMLTree

/// What files for other ways to run the project say.
enum DeploymentHints {
  /// The processes of a Procfile by their names (devcenter.heroku.com, The Procfile).
  static func processes(in project: SetupProject) -> [(name: String, command: Found<String>)] {
    ShellText.lines(project.text("Procfile") ?? "").compactMap { line, text in
      let pair = text.split(separator: ":", maxSplits: 1).map { ASCII.trimmed($0) }
      return pair.count == 2 ? (pair[0], Found(pair[1], in: "Procfile:\(line)")) : nil
    }
  }

  /// The port inside the container, where the compose file builds one service here.
  static func composePort(in project: SetupProject) -> Found<Int>? {
    let names = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"]
    guard let file = project.first(of: names) else { return nil }
    let root = YAMLDocument.read(bytes: Array(file.value.utf8), file: file.place, commentMarker: nil).root
    let services = (root?["services"]?.mapping ?? []).map(\.value).filter { $0["build"] != nil }
    guard services.count == 1, let ports = services.first?["ports"]?.sequence, let port = ports.first else {
      return nil
    }
    let text = port.text ?? port["target"]?.text ?? ""
    let inside = text.split(separator: ":").last.map { $0.prefix { $0 != "/" } }
    guard let number = inside.flatMap({ Int($0) }), (1...65535).contains(number) else { return nil }
    return Found(number, in: "\(file.place):\(port.location.line)")
  }

  /// `PORT=8000` in an example of the environment.
  static func examplePort(in project: SetupProject) -> Found<Int>? {
    guard let file = project.first(of: [".env.example", ".env.sample", ".env.template"]) else { return nil }
    for (number, line) in file.value.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let pair = line.split(separator: "=", maxSplits: 1).map { ASCII.trimmed($0) }
      if pair.count == 2, pair[0] == "PORT", let port = Int(pair[1]), (1...65535).contains(port) {
        return Found(port, in: "\(file.place):\(number + 1)")
      }
    }
    return nil
  }
}
