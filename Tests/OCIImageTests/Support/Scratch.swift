import FileIO
import Glibc
import OCIImage
import SystemPackage

/// A directory for one test, removed with its last owner.
final class Scratch: Sendable {
  let path: FilePath

  init() throws {
    path = try Directory.temporary(prefix: "oci-image-test", in: "/tmp")
  }

  deinit {
    try? Directory.remove(path)
  }

  func layout(_ name: String = "layout") throws -> ImageLayout { try ImageLayout.create(at: path.appending(name)) }

  /// Writes files given as path → text, with their directories.
  @discardableResult
  func files(_ files: [String: String], in directory: String = "src") throws -> FilePath {
    let root = path.appending(directory)
    try Directory.create(root)
    for (name, text) in files {
      let file = root.pushing(FilePath(name))
      try Directory.create(file.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: file)
    }
    return root
  }
}

/// A program of the machine, as an independent judge of what we write.
enum Tool {
  struct Outcome {
    var output: String
    var status: Int32
  }

  static func exists(_ name: String) -> Bool { shell("command -v \(name)").status == 0 }

  /// Runs a line of shell; standard error is part of the output.
  static func shell(_ line: String) -> Outcome {
    guard let stream = popen("exec 2>&1; \(line)", "r") else { return Outcome(output: "", status: -1) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 { output += chunk[..<count] }
    return Outcome(output: String(decoding: output, as: UTF8.self), status: pclose(stream))
  }

  /// Runs a Python script whose arguments are in `sys.argv[1:]`.
  static func python(_ script: String, _ arguments: String...) -> Outcome {
    let quoted = ([script] + arguments).map {
      "'"
        + $0.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
    }
    return shell("PATH=/usr/bin:$PATH python3 -c \(quoted.joined(separator: " "))")
  }
}

/// Keeps what is written to it.
final class MemorySink: ByteSink {
  private(set) var bytes: [UInt8] = []

  func write(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }
}

extension ByteSource {
  /// Everything to the end, read in pieces of the given size.
  func all(by size: Int = 4096) throws -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
    defer { buffer.deallocate() }
    var result: [UInt8] = []
    while case let count = try read(into: buffer), count > 0 { result.append(contentsOf: buffer[..<count]) }
    return result
  }
}

extension ByteSink {
  func put(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }
}

extension TarReader {
  /// All entries with their contents.
  func all() throws -> [(entry: TarEntry, contents: [UInt8])] {
    var result: [(TarEntry, [UInt8])] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
    defer { buffer.deallocate() }
    while let entry = try next() {
      var contents: [UInt8] = []
      while case let count = try read(into: buffer), count > 0 { contents.append(contentsOf: buffer[..<count]) }
      result.append((entry, contents))
    }
    return result
  }
}
