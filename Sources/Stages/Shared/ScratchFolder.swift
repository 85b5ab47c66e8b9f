import FileIO
import SystemPackage

/// Folders in the run folder that live as long as a stage.
enum ScratchFolder {
  /// A new folder; what a killed run left behind under the same name goes first.
  ///
  /// The run folder is locked for this run, so that nobody else can be using the leavings.
  static func make(_ name: String, in workFolder: FilePath) throws(FileFailure) -> FilePath {
    try Folder.create(workFolder)
    for entry in try Folder.names(in: workFolder) where entry.hasPrefix("\(name)-") && entry.count == name.count + 7 {
      try Folder.remove(workFolder.appending(entry))
    }
    return try Folder.temporary(prefix: name, in: workFolder)
  }
}
