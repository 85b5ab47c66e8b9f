import CLinux
import Diagnostics
import FoundationEssentials
import Glibc
import PipelineCore
import SystemPackage
import TextFormats

/// What the process was started with, read only here.
enum ProcessEnvironment {
  /// Hides the environment and the memory of this process from other programs of the same user: where no sandbox works,
  /// a build tool would find every secret of the CI job in them.
  ///
  /// Call this first in `main`, while the process has one thread. A child process is given what it needs.
  static func hide() {
    guard clinux_hide_environment() == 0, clinux_refuse_inspection() == 0 else {
      StandardStreams.writeError("error: cannot hide the environment of this process\n")
      _exit(FailureKind.infrastructure.exitCode)
    }
  }

  static func variables() -> [String: String] { ProcessInfo.processInfo.environment }

  /// Its name need not be UTF-8.
  static var currentDirectory: FilePath {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return FilePath(platformString: path)
  }

  /// This program's file.
  static var executable: FilePath {
    FilePath((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ToolVersion.name)
  }

  /// The values of variables whose names say that they are secret.
  ///
  /// Short values are skipped: `REQUIRE_TOKEN=true` must not hide every `true`.
  static func secrets(in variables: [String: String]) -> [String] {
    let marks = [
      "PASSWORD", "PASSWD", "TOKEN", "SECRET", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY", "FACTS_KEY",
      "CREDENTIALS",
    ]
    return variables.filter { name, value in
      value.utf8.count >= 6 && marks.contains { name.uppercased().hasSuffix($0) }
    }.map(\.value)
  }
}

/// The clock of this machine.
enum SystemClock {
  static let wall = WallClock { Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000)) }
}
