import ChildProcess
import FileIO
import FoundationEssentials
import SystemPackage
import Testing

/// The tools that the profiles follow, as Scripts/test.sh installs them.
enum OtherTool {
  private static let tools = FilePath(#filePath).appending("../../../../.tools/venv/bin").lexicallyNormalized()
  private static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":" + tools.string

  static func find(_ program: String) -> FilePath? { ExecutableSearch.find(program, path: path) }

  /// Makes a repository of each history and calls with their directories, in the same order.
  static func withRepositories<Value>(
    _ histories: [MadeUpHistory], _ body: (FilePath, [FilePath]) async throws -> Value
  ) async throws -> Value {
    let parent = FilePath(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")
    return try await Directory.withTemporary(prefix: "histories", beside: parent.appending("x")) { root in
      var directories: [FilePath] = []
      var script = "set -e\n"
      for history in histories {
        let directory = root.appending("\(history.seed)")
        script += """
          git init -q --template= -b main '\(directory)'; cd '\(directory)'
          printf '[remote "origin"]\\nurl = https://git.example.com/o/r.git\\n' >>.git/config
          git fast-import --quiet --done <<'END'
          \(history.stream)
          END

          """
        directories.append(directory)
      }
      _ = try await run("sh", ["-s"], in: root, input: script)
      return try await body(root, directories)
    }
  }

  /// - Returns: standard output.
  static func run(_ program: String, _ arguments: [String], in directory: FilePath, input: String = "") async throws
    -> String
  {
    let environment = [
      "PATH": path, "HOME": directory.string, "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_CONFIG_GLOBAL": "/dev/null", "NO_COLOR": "1",
    ]
    let exit = try await ChildProcess(
      program, arguments, environment: environment, workingDirectory: directory, input: Array(input.utf8)
    )
    .run(timeout: .seconds(120), standardOutput: .apart(limit: 4 << 20))
    try #require(exit.status.isSuccess, "\(program): \(exit.output)")
    return String(decoding: exit.standardOutput, as: UTF8.self)
  }

  /// The interpreter that an installed Python program is installed for: it is beside the program itself.
  static func interpreter(of program: String) throws -> String {
    let file = try #require(find(program).flatMap(FileStatus.realPath))
    return file.removingLastComponent().appending("python3").string
  }
}

extension Trait where Self == ConditionTrait {
  /// A contributor may lack a tool; CI has them all.
  static func needs(_ programs: String...) -> Self {
    let missing = programs.filter { OtherTool.find($0) == nil }
    return .enabled(
      if: missing.isEmpty, "not installed: \(missing.joined(separator: ", ")); `make test` installs it")
  }
}
