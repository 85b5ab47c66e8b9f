import Diagnostics
import TextFormats
import YAMLTree

/// What files for other ways to run the project say.
enum DeploymentHints {
  /// The `web` process of a Procfile (devcenter.heroku.com, The Procfile).
  static func procfile(in project: SetupProject) -> Found<[String]>? {
    guard let text = project.text("Procfile") else { return nil }
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      guard line.hasPrefix("web:") else { continue }
      let words = CommandText.words(String(line.dropFirst("web:".count)))
      return words.isEmpty ? nil : Found(words, in: "Procfile:\(number + 1)")
    }
    return nil
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
