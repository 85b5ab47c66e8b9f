import Diagnostics
import PipelineCore
import Settings
import SystemPackage

extension LoadedAgent {
  typealias Reading = Result<LoadedAgent, Failure>

  /// How many manifests are in memory at once: enough for every core, few enough for ten thousand agents.
  private static let batchSize = 128

  /// Reads manifests on all cores and passes them on in order, in batches.
  static func read(
    _ manifests: [FilePath], in currentDirectory: FilePath, given: Settings, _ body: ([Reading]) async -> Void
  ) async {
    for start in stride(from: 0, to: manifests.count, by: batchSize) {
      let batch = start..<min(start + batchSize, manifests.count)
      let readings = await withTaskGroup(of: (Int, Reading).self) { group in
        for place in batch {
          group.addTask {
            let result = Result { () throws(Failure) in
              try LoadedAgent(manifestPath: manifests[place], in: currentDirectory, given: given)
            }
            return (place, result)
          }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      await body(batch.compactMap { readings[$0] })
    }
  }
}
