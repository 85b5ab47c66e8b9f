import FileIO
import FoundationEssentials
import SystemPackage
import Testing

/// Carries out a generated Dockerfile with the programs of this machine: each stage is a directory, and what the stages
/// hold at an absolute path lies below it. Instructions that only describe the image are left out.
struct DockerfileRun {
  let bench: Workbench
  /// Lines of shell before each command.
  let setting: String
  /// Beginnings of absolute paths that are the stage's own.
  private static let own = ["/app", "/opt/agent", "/node_modules"]

  /// - Returns: the directory of the last stage.
  func run(_ text: String) async throws -> FilePath {
    var stages: [String: FilePath] = [:]
    var (stage, place) = (bench.directory, "/")
    for (number, line) in text.split(separator: "\n").enumerated() {
      let words = line.split(separator: " ").map(String.init)
      switch words[0] {
      case "FROM":
        (stage, place) = (bench.directory.appending("stage-\(number)"), "/")
        try Directory.create(stage)
        if words.count == 4 { stages[words[3]] = stage }
      case "WORKDIR":
        place = try JSON.decode(String.self, Array(words[1].utf8))
        try Directory.create(stage.pushing(FilePath(String(place.dropFirst()))))
      case "COPY":
        let from = words[1].hasPrefix("--from=") ? stages[String(words[1].dropFirst("--from=".count))] : nil
        let list = try arguments(line)
        let goal = list[list.count - 1]
        let to = goal.hasPrefix("/") ? "\(stage)\(goal)" : "\(stage)\(place)/\(goal)"
        for source in list.dropLast() {
          let path = from.map { "\($0)\(source)" } ?? source.replacing("${AGENT_SOURCE}", with: bench.agent.string)
          try await shell(
            "mkdir -p '\(to)'; if [ -d '\(path)' ]; then cp -a '\(path)/.' '\(to)'; else cp -a '\(path)' '\(to)'; fi")
        }
      case "RUN":
        let command = try arguments(line).map { word in
          Self.own.contains { word == $0 || word.hasPrefix("\($0)/") } ? "'\(stage)\(word)'" : "'\(word)'"
        }
        try await shell("\(setting)cd '\(stage)\(place)' && \(command.joined(separator: " "))")
      default: continue
      }
    }
    return stage
  }

  private func arguments(_ line: Substring) throws -> [String] {
    let start = try #require(line.firstIndex(of: "["))
    return try JSON.decode([String].self, Array(line[start...].utf8))
  }

  private func shell(_ line: String) async throws {
    let ended = try await bench.shell(line)
    #expect(ended.status == 0, "\(line): \(ended.output)")
  }
}
