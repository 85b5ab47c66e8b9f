import Diagnostics
import FileIO
import Languages
import PipelineCore
import ProjectSetup
import Reporting
import Stages
import SystemPackage

/// Validates a manifest that is not written yet, as `validate` will.
struct DraftCheck {
  let call: Invocation
  /// The agent's, absolute.
  let directory: FilePath

  /// - Parameter others: new files that are written with it.
  /// - Returns: the findings, none of them an error.
  /// - Throws: if there are errors, which are shown.
  func callAsFunction(_ manifest: NewFile, with others: NewFiles) throws -> [Diagnostic] {
    let shownPath = directory == call.currentDirectory ? FilePath(manifest.path) : directory.appending(manifest.path)
    let agent = LoadedAgent(
      manifestPath: shownPath, in: call.currentDirectory, bytes: Array(manifest.text.utf8), given: call.settings)
    call.sources.add(agent.source)
    let findings = agent.loaded.findings(
      in: try snapshot(manifest, others), agent.settings, packageHosts: PackageHosts(environment: call.environment))
    let errors = findings.filter { $0.severity == .error }
    guard errors.isEmpty else {
      for error in errors { call.console.show(error) }
      throw Failure(
        .agent, "project-invalid", "nothing is written: agent.yaml for this project would have the errors above",
        hints: ["correct the project's files, or write agent.yaml by hand: `agent-pipeline validate` checks it"])
    }
    return findings
  }

  private func snapshot(_ manifest: NewFile, _ others: NewFiles) throws -> AgentSnapshot {
    let project = Project(around: directory)
    let place = project.place(of: directory)?.string ?? ""
    let listing = try ProjectListing(of: project.root, skipping: Self.isMade)
    var paths = listing.files + listing.links
    let prefix = place.isEmpty ? "" : "\(place)/"
    if listing.isCut {
      // Of a large repository, the agent's own files count most.
      let own = try ProjectListing(of: directory, skipping: Self.isMade)
      paths = Array(Set(paths + (own.files + own.links).map { prefix + $0 }))
    }
    var new: [String: [UInt8]] = [prefix + manifest.path: Array(manifest.text.utf8)]
    for (root, file) in others.all where root == directory { new[prefix + file.path] = Array(file.text.utf8) }
    return AgentSnapshot(place: place, files: FileList(paths + new.keys)) { [new] path, limit in
      if let bytes = new[path] { return bytes.count <= limit ? bytes : nil }
      return try? FileContents.read(project.root.pushing(FilePath(path)), limit: limit, in: project)
    }
  }

  /// Directories that no image gets.
  private static func isMade(_ name: String) -> Bool {
    [".git", "node_modules", ".venv", "venv", "target", "__pycache__", ".agent-pipeline", ".tox", ".gradle"].contains(
      name)
  }
}
