import FileIO
import Glibc
import SystemPackage

/// What /proc reports about a process of the host, see proc(5).
struct ProcessStatus {
  private var fields: [Substring: Substring] = [:]

  /// `nil` if there is no such process.
  init?(of process: Int32) {
    guard let contents = try? FileContents.read(FilePath("/proc/\(process)/status"), limit: 64 << 10) else {
      return nil
    }
    let text = String(decoding: contents, as: UTF8.self)
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == "\t" || $0 == " " }
    }
  }

  func catches(_ signal: Int32) -> Bool {
    guard let mask = fields["SigCgt"].flatMap({ UInt64($0, radix: 16) }) else { return true }
    return mask & (1 << UInt64(signal - 1)) != 0
  }

  /// The processes a single-threaded process has started.
  static func children(of process: Int32) -> [Int32] {
    let path = FilePath("/proc/\(process)/task/\(process)/children")
    guard let contents = try? FileContents.read(path, limit: 64 << 10) else { return [] }
    return String(decoding: contents, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
  }
}

extension ProcessStatus {
  /// `nil` if the process is gone or access is denied.
  static func executable(of process: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { buffer in
      buffer.bindMemory(to: CChar.self).baseAddress.map { readlink("/proc/\(process)/exe", $0, buffer.count) } ?? -1
    }
    return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
  }
}
