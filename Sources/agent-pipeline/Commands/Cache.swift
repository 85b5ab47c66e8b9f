import ArgumentParser
import Diagnostics
import ImageBuilding
import PipelineCore
import TextFormats

struct Cache: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Shows, checks or prunes the cache of layers and base images on this machine.",
    subcommands: [Info.self, Dir.self, Key.self, Verify.self, Prune.self])

  struct Info: AsyncParsableCommand, SettingsCommand {
    static let nameInTable = "cache"
    static let configuration = CommandConfiguration(
      commandName: "info", abstract: "Shows the location and the size of the cache.")

    @OptionGroup(title: "Settings") var settings: SettingFlags<Info>

    func run() async throws {
      try await Invocation.print(settings.values) { call in
        let cache = CacheDirectory(call.directories.cache)
        let usage = try cache.usage()
        return
          "\(cache.path): \(HumanText.size(usage.bytes)) in \(usage.blobs) blobs, \(usage.entries) cached layers\n"
      }
    }
  }

  struct Verify: AsyncParsableCommand, SettingsCommand {
    static let nameInTable = "cache"
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Compares the content with its digests and removes what is damaged. Waits for active runs.")

    @OptionGroup(title: "Settings") var settings: SettingFlags<Verify>

    func run() async throws {
      try await Invocation.run(settings.values) { call in
        let cache = CacheDirectory(call.directories.cache)
        let gone = try await cache.verify { call.tell("damaged, removed: \($0)") }
        let left = try cache.usage()
        call.write(
          "removed \(gone.blobs) damaged blobs and \(gone.entries) layers of them; "
            + "\(left.blobs) blobs, \(HumanText.size(left.bytes)), are intact\n")
        return gone.blobs == 0 ? 0 : FailureKind.infrastructure.exitCode
      }
    }
  }

  struct Prune: AsyncParsableCommand, SettingsCommand {
    static let nameInTable = "cache"
    static let configuration = CommandConfiguration(
      commandName: "prune",
      abstract: "Removes the least recently used content until the cache fits. Waits for active runs.")

    @OptionGroup(title: "Settings") var settings: SettingFlags<Prune>
    @Option(help: ArgumentHelp("The maximum size of the cache.", valueName: "size")) var maxSize = "10GB"
    @Option(help: ArgumentHelp("Also remove content that has not been used for this long.", valueName: "duration"))
    var unusedFor: String?

    func validate() throws {
      guard SizeText.parse(maxSize) != nil else {
        throw ValidationError("`\(maxSize)` is not a size: write `500MB` or `10GB`")
      }
      if let unusedFor, DurationText.parse(unusedFor) == nil {
        throw ValidationError("`\(unusedFor)` is not a duration: write `720h`")
      }
    }

    func run() async throws {
      try await Invocation.print(settings.values) { call in
        let cache = CacheDirectory(call.directories.cache)
        let gone = try await cache.prune(
          to: SizeText.parse(maxSize) ?? 0, unusedFor: unusedFor.flatMap { DurationText.parse($0) },
          now: SystemClock.wall.now())
        let left = try cache.usage()
        return "removed \(HumanText.size(gone.bytes)) in \(gone.blobs) blobs, \(HumanText.size(left.bytes)) left\n"
      }
    }
  }
}
