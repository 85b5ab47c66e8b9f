import Glibc
import PipelineCore
import SystemPackage
import TextFormats

/// What the process was started with, read only here.
enum ProcessEnvironment {
  static func variables() -> [String: String] {
    var variables: [String: String] = [:]
    var pointer = environ
    while let entry = pointer.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      pointer += 1
    }
    return variables
  }

  static var currentDirectory: FilePath {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    return buffer.withUnsafeMutableBufferPointer {
      getcwd($0.baseAddress, $0.count).map { FilePath(platformString: $0) }
    }
      ?? "."
  }

  /// This program's file.
  static var executable: FilePath {
    ("/proc/self/exe" as FilePath).withPlatformString { realpath($0, nil) }.map { path in
      defer { free(path) }
      return FilePath(platformString: path)
    } ?? FilePath(ToolVersion.name)
  }

  /// The values of variables whose names say that they are secret.
  ///
  /// Short values are skipped: `REQUIRE_TOKEN=true` must not hide every `true`.
  static func secrets(in variables: [String: String]) -> [String] {
    let marks = [
      "PASSWORD", "PASSWD", "TOKEN", "SECRET", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY", "CREDENTIALS",
    ]
    return variables.filter { name, value in
      value.utf8.count >= 6 && marks.contains { name.uppercased().hasSuffix($0) }
    }.map(\.value)
  }
}

/// The name and version of this program, as in `--version`, reports and requests.
enum ToolVersion {
  static let name = "agent-pipeline"
  static let current = "0.1.0"
}

/// The clock of this machine.
enum SystemClock {
  static let wall = WallClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
