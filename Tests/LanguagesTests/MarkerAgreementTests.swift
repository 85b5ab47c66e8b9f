import ChildProcess
import FileIO
import OCIImage
import SystemPackage
import Testing

@testable import Languages

/// Markers for another Python than the host's: pip with our environment, uv with its own, and we must agree.
@Suite("Conditions of requirements for the image") struct MarkerAgreementTests {
  private static let markers: [String] = {
    let versions = ["3.9", "3.10", "3.11", "3.12", "3.13"]
    let plain = versions.flatMap { version in
      ["<", "<=", "==", "!=", ">=", ">"].map { "python_version \($0) '\(version)'" }
    }
    let full = versions.flatMap { version in
      [
        "python_full_version < '\(version).3'", "python_full_version >= '\(version).1'",
        "python_version ~= '\(version)'",
      ]
    }
    return plain + full + [
      "python_version == '3.*'", "python_version != '3.11.*'", "python_version in '3.9 3.12'",
      "python_version not in '3.9 3.12'", "sys_platform == 'linux'", "sys_platform == 'win32'", "os_name == 'nt'",
      "platform_machine == 'x86_64'", "platform_machine == 'aarch64'", "platform_machine != 'arm64'",
      "platform_system == 'Linux' and python_version < '3.11'",
      "platform_system == 'Darwin' or python_version > '3.10'",
      "implementation_name == 'cpython'", "platform_python_implementation != 'PyPy'",
      "(python_version < '3.10' or python_version >= '3.12') and sys_platform != 'win32'",
    ]
  }()

  private static let path = "/usr/local/bin:/usr/bin:/bin"
  private static var searchPath: String {
    let venv = FilePath(#filePath).appending("../../../.tools/venv/bin").lexicallyNormalized()
    return "\(venv):\(path)"
  }

  private static func output(_ program: String, _ arguments: [String], in directory: FilePath) async throws -> String {
    let exit = try await ChildProcess(
      program, arguments,
      environment: [
        "PATH": searchPath, "HOME": directory.string, "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_CACHE_DIR": "1",
      ],
      workingDirectory: directory
    ).run(timeout: .seconds(120))
    #expect(exit.status.isSuccess, "\(exit.output)")
    return exit.output
  }

  /// The numbers of `pkg7-1.0` and `pkg7==1.0`.
  private static func numbers(in output: String) -> Set<Int> {
    Set(output.split { !$0.isLetter && !$0.isNumber }.compactMap { $0.hasPrefix("pkg") ? Int($0.dropFirst(3)) : nil })
  }

  @Test(
    .enabled(if: ExecutableSearch.find("uv", path: searchPath) != nil),
    arguments: ["3.9.2", "3.10.4", "3.11.0", "3.12.3", "3.13.1"], ["amd64", "arm64"])
  func `are judged alike by pip, by uv and by us`(version: String, architecture: String) async throws {
    #expect(Self.markers.count == 60)
    let directory = try Directory.temporary(prefix: "markers-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let script = """
      import zipfile
      for n in range(\(Self.markers.count)):
        with zipfile.ZipFile(f"pkg{n}-1.0-py3-none-any.whl", "w") as wheel:
          wheel.writestr(f"pkg{n}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\\nName: pkg{n}\\nVersion: 1.0\\n")
          wheel.writestr(f"pkg{n}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
          wheel.writestr(f"pkg{n}-1.0.dist-info/RECORD", "")
      """
    _ = try await Self.output("/usr/bin/python3", ["-c", script], in: directory)
    let lines = Self.markers.enumerated().map { "pkg\($0.offset); \($0.element)\n" }.joined()
    try FileContents.write(Array(lines.utf8), to: directory.appending("requirements.txt"))
    let minor = version.split(separator: ".").prefix(2).joined(separator: ".")
    let python = TargetPython(
      version: minor, fullVersion: version, platform: Platform(os: "linux", architecture: architecture))

    let environment = MarkerEnvironment(python)
    let ours = Set(
      try Self.markers.indices.filter { index in
        let marker = try #require(PythonMarker(Self.markers[index]) as PythonMarker?)
        return try environment.satisfies(marker)
      })
    let pip = try await Self.output(
      "/usr/bin/python3",
      [
        "-I", "-c", TargetPip.script, TargetPip.environment(of: python), "install", "--dry-run", "--target", "x",
        "--no-index", "--find-links", ".", "--only-binary", ":all:", "--python-version", version,
        "--disable-pip-version-check", "-r", "requirements.txt",
      ], in: directory)
    let would = pip.split(whereSeparator: \.isNewline).last { $0.contains("Would install") } ?? ""
    let uv = try await Self.output(
      "uv",
      [
        "pip", "install", "--dry-run", "--target", "x", "--no-index", "--find-links", ".", "--python-version", version,
        "--python-platform", "\(python.machine)-manylinux_2_28", "-r", "requirements.txt",
      ], in: directory)
    #expect(Self.numbers(in: String(would)) == ours, "pip: \(pip)")
    #expect(Self.numbers(in: uv) == ours, "uv: \(uv)")
  }
}
