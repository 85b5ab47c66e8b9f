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
      let batch = manifests[start..<min(start + batchSize, manifests.count)]
      let readings = await withTaskGroup(of: (Int, Reading).self) { group in
        for (place, manifest) in batch.enumerated() {
          group.addTask {
            let result = Result { () throws(Failure) in
              try LoadedAgent(manifestPath: manifest, in: currentDirectory, given: given)
            }
            return (place, result)
          }
        }
        var readings = [Reading?](repeating: nil, count: batch.count)
        for await (place, reading) in group { readings[place] = reading }
        return readings.compactMap(\.self)
      }
      await body(readings)
    }
  }
}
