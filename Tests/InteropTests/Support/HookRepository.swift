import SystemPackage
import TestSupport
import Testing

/// This repository's hooks at a release, as pre-commit clones them, and a server with the wheel of the tested program.
final class HookRepository: Sendable {
  static let release = "v1.2.3"

  let directory: FilePath
  /// What pre-commit and git see: no agent-pipeline on PATH, and no package index.
  let environment: [String: String]
  private let server: TestProcess

  /// - Parameter sum: the wheel's, where it is to be another one than the right one.
  init(in scratch: FilePath, sum: String? = nil) async throws {
    directory = scratch.appending("hooks")
    let wheels = scratch.appending("wheels")
    try wheels.appending("made.py").write(Self.wheelMaker)
    let made = try await Tools.succeed(
      "python3", ["made.py", "\(Tools.find("agent-pipeline") ?? "")"], in: wheels
    ).split(whereSeparator: \.isWhitespace).map(String.init)
    try #require(made.count == 2)
    let port = try TestProcess.freePort()
    server = try TestProcess(
      [
        try #require(Tools.find("python3")).string, "-m", "http.server", "--bind", "127.0.0.1", "--directory",
        wheels.string, "\(port)",
      ], log: scratch.appending("wheels.log"))
    for file in [".pre-commit-hooks.yaml", "pyproject.toml", "Scripts/pre-commit/hook_package.py"] {
      try directory.appending(FilePath(file).components).write(
        Tools.package.appending(FilePath(file).components).text())
    }
    try directory.appending("release/wheels.txt").write(
      """
      # of a release
      agent-pipeline @ http://127.0.0.1:\(port)/\(made[0])#sha256=\(sum ?? made[1])

      """)
    let withoutProgram = Tools.path.split(separator: ":").dropFirst().joined(separator: ":")
    environment = [
      "PATH": withoutProgram, "PRE_COMMIT_HOME": "\(scratch)/pre-commit", "PIP_NO_INDEX": "1",
      "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    ]
    _ = try #require(await Tools.answer(of: "http://127.0.0.1:\(port)/"))
    try await Tools.succeed("git", ["init", "-q", "-b", "main"], in: directory)
    try await AgentRepository(directory: directory).commit("feat: hooks")
    try await Tools.succeed("git", ["tag", Self.release], in: directory)
  }

  deinit {
    server.stop()
  }

  /// A repository whose commits go through the hooks.
  /// - Parameter setting: another line of each hook.
  func use(in repository: AgentRepository, setting: String = "") async throws {
    try repository.directory.appending(".pre-commit-config.yaml").write(
      """
      repos:
        - repo: \(directory)
          rev: \(Self.release)
          hooks:
            - {id: agent-pipeline-validate\(setting)}
            - {id: agent-pipeline-check\(setting)}

      """)
    try await Tools.succeed("git", ["add", "--all"], in: repository.directory)
    try await Tools.succeed(
      "pre-commit", ["install", "--hook-type", "pre-commit", "--hook-type", "pre-push"], in: repository.directory,
      environment)
  }

  /// A wheel with the program as its script, which prints its name and its sum.
  private static let wheelMaker = """
    import hashlib, platform, sys, zipfile
    about = "agent_pipeline-1.2.3.dist-info"
    tag = f"py3-none-manylinux_2_35_{platform.machine()}"
    name = f"agent_pipeline-1.2.3-{tag}.whl"
    script = zipfile.ZipInfo("agent_pipeline-1.2.3.data/scripts/agent-pipeline")
    script.external_attr = 0o100755 << 16
    with zipfile.ZipFile(name, "w") as wheel:
        wheel.writestr(script, open(sys.argv[1], "rb").read())
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\\nName: agent-pipeline\\nVersion: 1.2.3\\n")
        wheel.writestr(f"{about}/WHEEL", f"Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: {tag}\\n")
        record = [f"{script.filename},,", f"{about}/METADATA,,", f"{about}/WHEEL,,", f"{about}/RECORD,,"]
        wheel.writestr(f"{about}/RECORD", "\\n".join(record) + "\\n")
    print(name, hashlib.sha256(open(name, "rb").read()).hexdigest())

    """
}
