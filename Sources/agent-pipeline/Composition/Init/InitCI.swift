import Diagnostics
import FileIO
import GitHistory
import ProjectSetup
import SystemPackage

/// The CI file that `init` adds.
struct InitCI {
  let call: Invocation
  /// The agent's, absolute.
  let directory: FilePath
  /// The name of a system, or `none`; `nil` for the one that the repository uses.
  let choice: String?
  /// The name of the agent's manifest.
  let manifest: String

  /// What was decided.
  struct Outcome {
    var notes: [String] = []
    /// What is left to do.
    var steps: [String] = []
  }

  func add(to files: inout NewFiles) throws -> Outcome {
    if choice == "none" { return Outcome() }
    let root = Project.repository(around: directory)
    var outcome = Outcome()
    let system: CISystem
    if let chosen = choice.flatMap(CISystem.init) {
      system = chosen
    } else {
      guard let root else {
        return Outcome(notes: ["not found: a git repository, so no CI file is written; `--ci` names a system"])
      }
      let found = CISystem.find(
        exists: { (try? FileStatus.of(root.pushing(FilePath($0)))) != nil }, remote: remote(of: root, &outcome))
      guard let found else {
        outcome.notes.append("not found: a CI system; `--ci` names one")
        return outcome
      }
      system = found.value
      outcome.notes.append("\(found.place) says \(system.title)")
    }
    try add(system, at: root ?? directory, to: &files, &outcome)
    return outcome
  }

  private func add(_ system: CISystem, at root: FilePath, to files: inout NewFiles, _ outcome: inout Outcome) throws {
    // As it is written: a directory for a template is not there yet.
    var below = directory
    let place = below.removePrefix(root) ? below.string : ""
    let others = system == .woodpecker ? [".woodpecker.yml", ".woodpecker"] : []
    let taken = try ([system.path] + others).first { try FileStatus.of(root.pushing(FilePath($0))) != nil }
    if let taken {
      let text = try? FileContents.read(root.pushing(FilePath(taken)), limit: 1 << 20, in: Project(around: root))
      if let text, Self.names(place, in: String(decoding: text, as: UTF8.self)) { return }
      outcome.notes.append(advice("\(taken) exists and is left alone; add to it:", system, place))
      return
    }
    guard let template = InitTemplates.ci(system) else {
      outcome.notes.append(advice("there is no template for \(system.title); its steps are:", system, place))
      return
    }
    let release = ToolVersion.stamp.flatMap { stamp in
      stamp.repository.map { ToolRelease(address: $0, version: stamp.version) }
    }
    let text = CIFile.text(template, place: place, manifest: manifest, release: release)
    files.add(NewFile(system.path, text), below: root)
    outcome.steps.append("read \(system.path): its comments say what to change")
  }

  /// Whether a CI file runs this agent already; one that runs another does not.
  private static func names(_ place: String, in text: String) -> Bool {
    let paths = text.split { !$0.isLetter && !$0.isNumber && !"._-/".contains($0) }
    return text.contains("agent-pipeline")
      && (place.isEmpty || paths.contains { "\($0)/".hasPrefix("\(place)/") || "\($0)/".hasPrefix("./\(place)/") })
  }

  private func advice(_ text: String, _ system: CISystem, _ place: String) -> String {
    ([text] + CIFile.advice(for: system, place: place).map { "  \($0)" }).joined(separator: "\n")
  }

  /// The address of `origin`, or of the only remote.
  private func remote(of root: FilePath, _ outcome: inout Outcome) -> String? {
    do throws(GitFailure) {
      let remotes = try GitRepository(discovering: root, isNamed: false, environment: call.environment).remotes()
      return remotes["origin"] ?? (remotes.count == 1 ? remotes.first?.value : nil)
    } catch {
      outcome.notes.append("the git remotes cannot be read: \(error.diagnostic.message)")
      return nil
    }
  }
}
