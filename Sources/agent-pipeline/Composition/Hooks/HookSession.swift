import AgentManifest
import ArgumentParser
import ChildProcess
import Diagnostics
import GitHistory
import PipelineCore
import Reporting
import Settings
import Stages
import SystemPackage

/// One call of a hook: the repository git called it for, and the judgement of manifests that lie in no folder.
struct HookSession {
  let environment: [String: String]
  let settings: Settings
  private let usageErrors: [Diagnostic]
  private let color: Console.Color

  /// What came out of a hook.
  struct Verdict {
    var exitCode: Int32 = 0
    /// The manifests that stop it.
    var failed: [String] = []
  }

  init(_ options: HookOptions, flags: [String: [String]] = [:]) {
    var values = FlagValues(values: flags)
    values.set(Settings.strict, options.strict)
    self.init(color: options.color, flags: values.values)
  }

  init(color: Console.Color = .auto, flags: [String: [String]] = [:]) {
    self.color = color
    environment = ProcessEnvironment.variables()
    (settings, usageErrors) = Settings.resolve(flags: flags, environment: environment)
  }

  /// - Throws: the exit status, after what went wrong has been said.
  func run(_ body: () async throws -> Int32) async throws {
    for error in usageErrors { console().show(error) }
    guard usageErrors.isEmpty else { throw ExitCode(FailureKind.usage.exitCode) }
    var exitCode: Int32
    do {
      exitCode = try await body()
    } catch let error as any DiagnosableError {
      console().show(error.diagnostic)
      exitCode = error.failureKind.exitCode
    }
    if exitCode != 0 { throw ExitCode(exitCode) }
  }

  /// git tells its hooks by `GIT_DIR` which repository they are called for, where it is not the one of the folder.
  func openRepository() throws(GitFailure) -> GitRepository {
    let named = environment["GIT_DIR"].flatMap { $0.isEmpty ? nil : FilePath($0) }
    return try GitRepository(discovering: named ?? ProcessEnvironment.currentFolder)
  }

  /// Says what is wrong with a manifest as git keeps it.
  ///
  /// - Parameter beside: all files of its folder, itself among them.
  func validate(
    _ manifest: GitFile, beside: [GitFile], of repository: GitRepository, _ verdict: inout Verdict
  ) {
    let bytes: [UInt8]
    do throws(GitFailure) {
      bytes = try repository.contents(of: manifest, limit: LoadedAgent.sizeLimit)
    } catch {
      // The others have their say all the same.
      console().show(error.diagnostic)
      verdict.failed.append(manifest.path)
      if verdict.exitCode == 0 { verdict.exitCode = error.failureKind.exitCode }
      return
    }
    let agent = LoadedAgent(manifestPath: FilePath(manifest.path), bytes: bytes, given: settings)
    let findings = agent.loaded.findings(in: snapshot(manifest.folder, beside), agent.settings)
    let console = console { path, line in path == manifest.path ? agent.source.line(line) : nil }
    for finding in findings { console.show(finding) }
    let isStrict = agent.settings(Settings.strict) ?? false
    if findings.contains(where: { $0.severity == .error || (isStrict && $0.severity == .warning) }) {
      verdict.failed.append(manifest.path)
      if verdict.exitCode == 0 { verdict.exitCode = FailureKind.agent.exitCode }
    }
  }

  /// The files that the next commit would hold.
  ///
  /// libgit2 cannot read the index of a sparse checkout, nor one that is kept in two files: git itself can.
  func stagedFiles(
    _ repository: GitRepository, _ index: FilePath?, where isWanted: (String) -> Bool
  ) async throws -> [GitFile] {
    do throws(GitFailure) {
      return try repository.stagedFiles(index: index, where: isWanted)
    } catch {
      guard error.diagnostic.message.contains("unsupported mandatory extension"), let top = repository.workTree else {
        throw error
      }
      let exit = try await ChildProcess(
        "git", ["ls-files", "--stage", "-z"], environment: environment, workingDirectory: top
      ).run(timeout: .seconds(60), standardOutput: .apart(limit: 256 << 20))
      guard exit.status.isSuccess else { throw error }
      return GitFile.listed(String(decoding: exit.standardOutput, as: UTF8.self)).filter { isWanted($0.path) }
    }
  }

  private func snapshot(_ folder: String, _ files: [GitFile]) -> AgentSnapshot {
    let prefix = folder.isEmpty ? 0 : folder.utf8.count + 1
    let files = Dictionary(files.map { (String($0.path.utf8.dropFirst(prefix)) ?? $0.path, $0) }) { first, _ in first }
    // A repository belongs to one thread, and few files are read: each time it is opened anew.
    return AgentSnapshot(files: files.keys.sorted()) { [self] path, limit in
      files[path].flatMap { file in try? openRepository().contents(of: file, limit: limit) }
    }
  }

  /// A hook that has nothing to say says nothing.
  func conclude(_ verdict: Verdict, stopping what: String) {
    guard verdict.exitCode != 0 else { return }
    let manifests = verdict.failed.isEmpty ? "" : ": \(verdict.failed.joined(separator: ", "))"
    console().show(
      .error(
        "\(what)-stopped", "agent-pipeline stops this \(what)\(manifests)",
        hints: ["`git \(what) --no-verify` goes ahead without the hooks"]))
  }

  private func console(lineSource: @escaping DiagnosticRenderer.LineSource = { _, _ in nil }) -> ConsoleReporter {
    let redactor = Redactor(secrets: ProcessEnvironment.secrets(in: environment))
    return ConsoleReporter(
      Console.options(.normal, color, environment: environment, redactor: redactor),
      lineSource: lineSource, write: StandardStreams.writeError)
  }
}
