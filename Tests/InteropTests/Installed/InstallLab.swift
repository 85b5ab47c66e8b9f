import ChildProcess
import FileIO
import SystemPackage
import TestSupport
import Testing

/// A directory to install to, and how install.sh is called.
struct InstallLab: Sendable {
  static let script = Tools.package.appending("install.sh")
  static let program = "#!/bin/sh\necho 'agent-pipeline \(ReleasePage.version)'\n"

  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Where the program is installed; its directory is not there at first.
  var program: FilePath { scratch.path.appending("made/for/it/agent-pipeline") }

  /// What is in the directory that is installed to, hidden files too.
  func files() throws -> [String] { try Directory.names(in: program.removingLastComponent()) }

  /// A file with the sums of the release.
  func sums(_ page: ReleasePage) throws -> FilePath {
    let sums = scratch.path.appending("sums")
    try sums.write(page.list)
    return sums
  }

  /// The command line of a call.
  func command(_ page: ReleasePage, shell: [String]) throws -> [String] {
    let words =
      shell + [
        Self.script.string, "--sums", try sums(page).string, "--base-url", page.server.origin, "--to",
        program.removingLastComponent().string,
      ]
    let path = try #require(Tools.find(words[0]))
    return [path.string] + words.dropFirst()
  }

  /// - Parameters:
  ///   - sums: instead of the page's.
  ///   - to: `nil` for the default.
  ///   - path: for PATH, as directories.
  func install(
    _ page: ReleasePage, shell: [String] = ["dash"], sums: String? = nil, version: String? = nil, url: String? = nil,
    to directory: String? = "", _ variables: [String: String] = [:], more: [String] = []
  ) async throws -> ChildProcess.Exit {
    // Its server ends with it.
    defer { withExtendedLifetime(page) {} }
    let list = scratch.path.appending("sums")
    try list.write(sums ?? page.list)
    var words = [Self.script.string, "--sums", list.string, "--base-url", url ?? page.server.origin]
    if let version { words += ["--version", version] }
    if let directory { words += ["--to", directory.isEmpty ? program.removingLastComponent().string : directory] }
    let path = try #require(Tools.find(shell[0]))
    return try await Tools.run(
      path.string, Array(shell.dropFirst()) + words + more, ["PATH": Act.path].merging(variables) { $1 })
  }

  /// A command line of a shell, with arguments.
  func shell(_ text: String, _ arguments: [String]) async throws -> ChildProcess.Exit {
    try await Tools.run("bash", ["-c", text, "bash"] + arguments, ["PATH": Act.path])
  }

  /// A directory of programs for PATH: those that are named, as links, and others by their text.
  func programs(_ names: [String], _ texts: [String: String] = [:]) async throws -> String {
    let directory = try Directory.temporary(prefix: "programs", in: scratch.path)
    for name in names where texts[name] == nil {
      let program = try #require(Tools.find(name), "\(name)")
      try Directory.link(directory.appending(name), to: program.string)
    }
    for (name, text) in texts {
      try directory.appending(name).write("#!/bin/sh\n\(text)\n")
      try await Tools.succeed("chmod", ["755", directory.appending(name).string])
    }
    return directory.string
  }
}
