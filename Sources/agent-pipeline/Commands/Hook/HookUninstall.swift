import ArgumentParser

struct HookUninstall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall",
    abstract: "Takes the hooks away again that `install` set up, and puts those back that were there before.")

  func run() async throws {
    let session = HookSession()
    try await session.run {
      let folder = try HookFolder(of: try session.openRepository())
      for name in HookScript.names { StandardStreams.writeError("\(try folder.uninstall(name))\n") }
      return 0
    }
  }
}
