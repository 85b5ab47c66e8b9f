import ArgumentParser

struct HookUninstall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall",
    abstract: "Removes the hooks that `install` set up and restores those that were there before.")

  func run() async throws {
    try await Invocation.run { call in
      let directory = try HookDirectory(of: try call.openRepository())
      for name in HookScript.names { call.tell(try directory.uninstall(name)) }
      return 0
    }
  }
}
