import Diagnostics
import FileIO
import PipelineCore
import Settings
import SystemPackage
import Versioning

/// Writes the release notes and the changelog that the settings name; paths are relative to the agent's directory.
struct NotesFiles {
  /// Larger than the changelog of decades.
  private static let sizeLimit = 16 << 20

  /// In the work directory, for later steps of a CI job.
  static let ownName = "release-notes.md"

  let context: RunContext
  let redactor: Redactor

  func write(_ notes: ReleaseNotes, isRelease: Bool, _ journal: inout StageJournal) throws {
    if let name = context.settings(Settings.tagNotes) {
      try write("release notes", to: name, isRelease, &journal) { [redactor] _ in redactor(notes.markdown) }
    }
    if let name = context.settings(Settings.tagChangelog) {
      try write("changelog", to: name, isRelease, &journal) { [redactor] in redactor(Changelog.adding(notes, to: $0)) }
    }
  }

  private func write(
    _ title: String, to name: String, _ isRelease: Bool, _ journal: inout StageJournal,
    _ text: (_ before: String?) -> String
  ) throws {
    func record(_ outcome: CheckOutcome, _ message: String) {
      journal.record(CheckReport(id: title, outcome: outcome, message: message))
    }
    let path = context.directory.pushing(FilePath(name)).lexicallyNormalized()
    let shown = context.display(path)
    guard isRelease else { return record(.skipped, "no release") }
    guard !context.isDryRun else { return record(.skipped, "dry run, would write `\(shown)`") }
    let project = Project(of: path, in: context.directory)
    let before =
      try FileStatus.of(path) == nil ? nil : FileContents.read(path, limit: Self.sizeLimit, in: project)
    let after = Array(text(before.map { String(decoding: $0, as: UTF8.self) }).utf8)
    guard after != before else { return record(.passed, "`\(shown)` is unchanged") }
    try Directory.claim(path.removingLastComponent(), below: [context.directory])
    try FileContents.write(after, to: path)
    record(.passed, "wrote `\(shown)`")
  }
}
