import Glibc
import Sandbox
import SystemPackage

/// Stands in for the executable in its role as a helper; its HTTP sends the request back as the answer.
@main
enum SandboxHelperFixture {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "hold" { try await hold(arguments[1], directory: FilePath(arguments[2])) }
    if arguments.first == "attack" { exit(try await Attack(arguments.dropFirst().map { $0 }).run()) }
    let status = await SandboxHelper.main(arguments) { request in
      if request.url == "hang" { try? await Task.sleep(for: .seconds(600)) }
      return ProbeResponse(
        status: 200, headers: request.headers,
        body: Array("\(request.method) \(request.url)".utf8) + (request.body ?? []))
    }
    exit(status)
  }

  /// Starts a sandbox and waits to be killed, as the pipeline may be.
  private static func hold(_ engine: String, directory: FilePath) async throws {
    let host = SandboxHost(searchPath: "/usr/sbin:/usr/bin:/sbin:/bin", helper: ["/proc/self/exe"])
    guard let id = SandboxEngineID(rawValue: engine) else { return }
    let sandbox = try await SandboxEngines.select(id, host: host).start(
      SandboxSpecification(
        root: directory.appending("root"),
        arguments: ["/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"],
        environment: ["PATH": "/bin"], log: SandboxLog(directory.appending("log")),
        stateDirectory: directory.appending("state"), userMap: UserMap.shifted()))
    _ = await sandbox.waitForExit()
  }
}
