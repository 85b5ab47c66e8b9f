import ChildProcess
import Glibc
import Sandbox
import SystemPackage

/// Runs `attack.py` of a root directory with the host's Python, in a sandbox made by whoever runs this, and prints how
/// that ended: `status`, the limits met, and the limits that do not hold, one line each.
struct Attack {
  private let engine: String
  private let directory: FilePath
  private let user: SandboxSpecification.User
  /// Whether the script is a second program beside one that idles.
  private let isBeside: Bool
  private let limits: SandboxLimits

  /// - Parameter arguments: engine, directory, user, `first` or `beside`, memory in MiB, processes, disk in MiB.
  init(_ arguments: [String]) {
    engine = arguments[0]
    directory = FilePath(arguments[1])
    let id = UInt32(arguments[2]) ?? 0
    user = SandboxSpecification.User(uid: id, gid: id)
    isBeside = arguments[3] == "beside"
    limits = SandboxLimits(
      memory: UInt64(arguments[4]).map { $0 << 20 }, processes: Int(arguments[5]),
      disk: UInt64(arguments[6]).map { $0 << 20 })
  }

  func run() async throws -> Int32 {
    let host = SandboxHost(
      searchPath: "/usr/sbin:/usr/bin:/sbin:/bin", helper: ["/proc/self/exe"], temporaryDirectory: directory)
    guard let id = SandboxEngineID(rawValue: engine) else { return 2 }
    let python = ["/usr/bin/python3", "-E", "-S", "/attack.py"]
    let programs = ["/bin", "/lib", "/lib64", "/usr"].filter { (path: String) in access(path, F_OK) == 0 }
    let log = try SandboxLog(directory.appending("log"))
    let sandbox = try await SandboxEngines.select(id, host: host).start(
      SandboxSpecification(
        root: directory.appending("root"), arguments: isBeside ? ["/bin/sleep", "600"] : python,
        environment: ["PATH": "/usr/bin:/bin"], user: user,
        readOnlyBinds: programs.map { SandboxSpecification.Bind(source: FilePath($0), target: $0) },
        log: log, stateDirectory: host.stateDirectory, limits: limits, userMap: UserMap.shifted()))
    let status: String
    if isBeside {
      let exit = try await sandbox.execute(
        python, environment: ["PATH": "/usr/bin:/bin"], timeout: .seconds(60), keepingLast: 64 << 10)
      print(exit.output, terminator: "")
      status = "\(exit.status)"
      await sandbox.stop(grace: .zero)
    } else {
      status = "\(await sandbox.waitForExit())"
      print(log.tail(64 << 10) ?? "", terminator: "")
    }
    func names(_ kinds: Set<SandboxLimits.Kind>) -> String { kinds.map { "\($0)" }.sorted().joined(separator: ",") }
    print("status=\(status)\nmet=\(names(sandbox.metLimits))\nunheld=\(names(sandbox.unheldLimits))")
    return 0
  }
}
