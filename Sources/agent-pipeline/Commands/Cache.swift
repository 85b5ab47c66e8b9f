import ArgumentParser
import ImageBuilding
import Stages
import TextFormats

struct Cache: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows or empties what runs share on this machine: layers and base images.",
    subcommands: [Info.self, Prune.self])

  struct Info: AsyncParsableCommand, SettingsCommand {
    static let nameInTable = "cache"
    static let configuration = CommandConfiguration(abstract: "Shows where the cache is and how large.")

    @OptionGroup(title: "Settings") var settings: SettingFlags<Info>

    func run() async throws {
      try await Invocation.print(settings.values) { call in
        let cache = CacheDirectory(call.directories.cache)
        let usage = try cache.usage()
        return
          "\(cache.path): \(HumanText.size(usage.bytes)) in \(usage.blobs) blobs, \(usage.entries) layers by inputs\n"
      }
    }
  }

  struct Prune: AsyncParsableCommand, SettingsCommand {
    static let nameInTable = "cache"
    static let configuration = CommandConfiguration(
      abstract: "Removes what was used longest ago until the rest fits; runs under way are waited for.")

    @OptionGroup(title: "Settings") var settings: SettingFlags<Prune>
    @Option(help: ArgumentHelp("How much may stay.", valueName: "size")) var maxSize = "10GB"
    @Option(help: ArgumentHelp("Remove what was not used for this time, whatever its size.", valueName: "duration"))
    var unusedFor: String?

    func validate() throws {
      guard SizeText.parse(maxSize) != nil else {
        throw ValidationError("`\(maxSize)` is no size: write `500MB` or `10GB`")
      }
      if let unusedFor, DurationText.parse(unusedFor) == nil {
        throw ValidationError("`\(unusedFor)` is no duration: write `720h`")
      }
    }

    func run() async throws {
      try await Invocation.print(settings.values) { call in
        let cache = CacheDirectory(call.directories.cache)
        let gone = try await cache.prune(
          to: SizeText.parse(maxSize) ?? 0, unusedFor: unusedFor.flatMap { DurationText.parse($0) })
        let left = try cache.usage()
        return "removed \(HumanText.size(gone.bytes)) in \(gone.blobs) blobs, \(HumanText.size(left.bytes)) are left\n"
      }
    }
  }
}
