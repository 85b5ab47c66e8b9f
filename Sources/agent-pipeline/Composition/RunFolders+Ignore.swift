import FileIO
import PipelineCore
import SystemPackage

extension RunFolders {
  /// Makes git leave the run folder alone, as build tools do: nobody wants image layers in a commit.
  ///
  /// Only the folder with our own name gets the file; what a user names with `--work-dir` is the user's. A folder that
  /// cannot be written is told of by the stage that needs it.
  static func keepOutOfGit(_ folder: FilePath) {
    let ignore = folder.appending(".gitignore")
    guard folder.lastComponent == RunContext.defaultWorkFolder.lastComponent,
      (try? FileStatus.of(ignore)) == .some(nil), (try? Folder.create(folder)) != nil
    else { return }
    try? FileContents.write(Array("# Written by agent-pipeline.\n*\n".utf8), to: ignore, isFlushed: false)
  }
}
