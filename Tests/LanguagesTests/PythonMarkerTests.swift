import OCIImage
import Testing

@testable import Languages

@Suite("A condition of a Python requirement") struct PythonMarkerTests {
  private static let environment = MarkerEnvironment(
    TargetPython(version: "3.11", fullVersion: "3.11.2", platform: Platform(os: "linux", architecture: "arm64")))

  private static func marker(_ text: String) throws -> PythonMarker { try #require(PythonMarker(text)) }

  @Test(arguments: [
    ("python_version < '3.12'", true), ("python_version >= \"3.9\" and python_version < \"3.11\"", false),
    ("python_full_version < '3.11.3'", true), ("python_full_version <= '3.11.1'", false),
    ("'3.10' <= python_version", true), ("python_version == '3.*'", true), ("python_version != '3.11.*'", false),
    ("python_version != '3.10.*'", true), ("python_version ~= '3.8'", true), ("python_version ~= '3.8.1'", false),
    ("python_version in '3.10, 3.11'", true), ("python_version not in '3.10 3.11'", false),
    ("sys_platform == 'win32' or platform_machine == 'aarch64'", true),
    ("(sys_platform == 'win32' or os_name == 'posix') and implementation_name == 'cpython'", true),
    ("platform_machine=='x86_64'", false), ("platform_system != \"Windows\"", true),
    ("platform_python_implementation == 'PyPy'", false), ("os.name == 'posix'", true),
    ("platform_release >= '20'", false), ("extra == 'cli'", false), ("extra != 'cli'", true),
    ("'cli' in extras", false), ("'dev' not in dependency_groups", true),
  ])
  func `holds for the image's Python, or does not`(text: String, holds: Bool) throws {
    #expect(try Self.environment.satisfies(Self.marker(text)) == holds)
  }

  @Test func `knows the extras that are asked for`() throws {
    var environment = Self.environment
    (environment.extras, environment.groups) = (["my-cli"], ["dev"])
    for text in ["extra == 'My_CLI'", "'my.cli' in extras", "'dev' in dependency_groups"] {
      #expect(try environment.satisfies(Self.marker(text)), "\(text)")
    }
  }

  @Test(arguments: [
    "", "python_version", "python_version <", "< '3'", "python_version < 3.9'", "(os_name == 'a'", "os_name == 'a' and",
    "os_name == 'a' os_name == 'b'", "os_name = 'a'", "os_name === 'a') ", "not os_name == 'a'",
    String(repeating: "(", count: 50) + "os_name == 'a'" + String(repeating: ")", count: 50),
  ])
  func `is refused`(text: String) {
    #expect(PythonMarker(text) == nil)
  }

  @Test(arguments: ["unknown == 'x'", "extra < 'x'", "sys_platform ~= 'linux'"])
  func `cannot be judged`(text: String) throws {
    let marker = try Self.marker(text)
    #expect(throws: MarkerProblem.self) { try Self.environment.satisfies(marker) }
  }
}
